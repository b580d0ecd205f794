import { Inject, Injectable } from '@nestjs/common';
import { keyOf } from '#kernel';
import type { OmsNumber } from '#kernel';
import { orderProjections } from '#orders';
import type { OrderDocument } from '#orders';
import type { IndexEntry } from '#ports';
import type { Gateway } from '#services';
import { isReal, shipmentAt, shipmentProjections } from '#shipping';
import type { ShipmentDocument, ShipmentsDocument } from '#shipping';
import { gatewayToken } from '../gateway.js';
import { page } from '../lists/page.js';
import type { Page, Shelf } from '../lists/page.js';
import { shipmentBounds, shipmentListFor, shipmentMatches } from './shipment-filter.js';
import type { ShipmentsQuery } from './shipment-filter.js';
import { listedRow, shown } from './shipment-row.js';
import type { Listed, ShownShipment } from './shipment-row.js';

const view = shipmentProjections.shipment.name;

/** A shipment at a place of a list, before its order is asked. */
type Placed = Omit<Listed, 'order'>;

const listed = (
  doc: ShipmentsDocument | undefined,
  place: IndexEntry | undefined,
): Placed | undefined => {
  const shipment = doc && place && shipmentAt(doc, place.sort);
  return doc && shipment && { omsNumber: doc.omsNumber, shipment };
};

@Injectable()
export class ShipmentsQueries {
  constructor(@Inject(gatewayToken) private readonly gateway: Gateway) {}

  /** Oldest promise first. */
  list(tenant: string, query: ShipmentsQuery): Promise<Page> {
    const views = this.gateway.views.shipping;
    const { limit, cursor } = query;
    const shelf: Shelf = {
      list: (asked) => views.list(asked),
      documents: (places) => this.#listed(tenant, query, places),
    };
    return page<Listed>({
      shelf,
      index: keyOf(tenant, shipmentListFor(query)),
      descending: false,
      limit,
      ...shipmentBounds(query),
      ...(cursor === undefined ? {} : { cursor }),
      allMatch: false,
      matches: () => true,
      row: listedRow,
    });
  }

  /** Those of the places that match, each with its order: both have the same key. */
  async #listed(
    tenant: string,
    query: ShipmentsQuery,
    places: readonly IndexEntry[],
  ): Promise<readonly (Listed | undefined)[]> {
    const { shipping, orders } = this.gateway.views;
    const found = await shipping.getMany(
      view,
      places.map(({ key }) => key),
    );
    const matching = found.map((doc, nth) => {
      const one = listed(doc as ShipmentsDocument | undefined, places[nth]);
      return one !== undefined && shipmentMatches(one.shipment, query) ? one : undefined;
    });
    const numbers = [...new Set(matching.flatMap((one) => one?.omsNumber ?? []))];
    const documents =
      numbers.length === 0 ? [] : await orders.getMany(orderProjections.order.name, numbers);
    const known = new Map(
      numbers.map((number, nth) => [number, documents[nth] as OrderDocument | undefined]),
    );
    return matching.map((one) => {
      if (one === undefined) return undefined;
      const order = known.get(one.omsNumber);
      return { ...one, order: order?.tenant === tenant ? order : undefined };
    });
  }

  /** All shipments of an order with their history; none where shipping has heard of none. */
  async ofOrder(tenant: string, number: OmsNumber): Promise<readonly ShownShipment[]> {
    return (await this.#reported(tenant, number)).map(shown);
  }

  async shipment(
    tenant: string,
    number: OmsNumber,
    shipment: string,
  ): Promise<ShownShipment | undefined> {
    const all = await this.#reported(tenant, number);
    const found = all.find((each) => each.shipment === shipment && isReal(each));
    return found && shown(found);
  }

  async #reported(tenant: string, number: OmsNumber): Promise<readonly ShipmentDocument[]> {
    const found = (await this.gateway.views.shipping.get(view, number)) as
      | ShipmentsDocument
      | undefined;
    return found?.tenant === tenant ? found.shipments : [];
  }
}
