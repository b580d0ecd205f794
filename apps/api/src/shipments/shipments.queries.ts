import { Inject, Injectable } from '@nestjs/common';
import { keyOf } from '#kernel';
import type { OmsNumber } from '#kernel';
import type { Place } from '#runtime';
import type { Desk } from '#services';
import { shipmentAt, shipmentProjections } from '#shipping';
import type { ShipmentDocument, ShipmentsDocument } from '#shipping';
import { deskToken } from '../desk.js';
import { page } from '../lists/page.js';
import type { Page, Shelf } from '../lists/page.js';
import { shipmentBounds, shipmentListFor, shipmentMatches } from './shipment-filter.js';
import type { ShipmentsQuery } from './shipment-filter.js';

/** A shipment with its parcels as the order shows them. */
type ShownShipment = Omit<ShipmentDocument, 'parcels' | 'concerns'> & {
  readonly parcels: readonly object[];
};

const shown = (
  { parcels = [], concerns: _concerns, ...shipment }: ShipmentDocument,
): ShownShipment => ({
  ...shipment,
  parcels: parcels.map(({ parcel: id, whole: _whole, ...parcel }, at) =>
    ({ id, ...parcel, number: `${shipment.shipment}.${at + 1}` })),
});

/** A shipment of a list: its order, and nothing of its history. */
const row = ({ omsNumber, shipment }: Listed): object => {
  const { history: _history, earlier: _earlier, ...rest } = shown(shipment);
  return { omsNumber, ...rest };
};

/** A shipment where a list has it. */
interface Listed { readonly omsNumber: string; readonly shipment: ShipmentDocument }

const listed = (
  doc: ShipmentsDocument | undefined, place: Place | undefined,
): Listed | undefined => {
  const shipment = doc && place && shipmentAt(doc, place.sort);
  return doc && shipment && { omsNumber: doc.omsNumber, shipment };
};

@Injectable()
export class ShipmentsQueries {
  constructor(@Inject(deskToken) private readonly desk: Desk) {}

  /** Oldest promise first. */
  list(tenant: string, query: ShipmentsQuery): Promise<Page> {
    const views = this.desk.views.shipping;
    const { limit, cursor } = query;
    const shelf: Shelf = {
      list: (asked) => views.list(asked),
      documents: async (places) => {
        const keys = places.map(({ key }) => key);
        const found = await views.getMany(shipmentProjections.shipment.name, keys);
        return found.map((doc, nth) => listed(doc as ShipmentsDocument | undefined, places[nth]));
      },
    };
    return page<Listed>({
      shelf, index: keyOf(tenant, shipmentListFor(query)), descending: false, limit,
      ...shipmentBounds(query), ...(cursor === undefined ? {} : { cursor }),
      allMatch: false, matches: ({ shipment }) => shipmentMatches(shipment, query), row,
    });
  }

  /** All shipments of an order with their history; none where shipping has heard of none. */
  async ofOrder(tenant: string, number: OmsNumber): Promise<readonly ShownShipment[]> {
    const { name } = shipmentProjections.shipment;
    const found = await this.desk.views.shipping.get(name, number) as ShipmentsDocument | undefined;
    return found?.tenant === tenant ? found.shipments.map(shown) : [];
  }

  async shipment(
    tenant: string, number: OmsNumber, shipment: string,
  ): Promise<ShownShipment | undefined> {
    const all = await this.ofOrder(tenant, number);
    return all.find((each) => each.shipment === shipment);
  }
}
