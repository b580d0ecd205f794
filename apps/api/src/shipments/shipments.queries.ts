import { Inject, Injectable } from '@nestjs/common';
import type { OmsNumber } from '#kernel';
import type { Desk } from '#services';
import { shipmentProjections } from '#shipping';
import type { ShipmentDocument, ShipmentsDocument } from '#shipping';
import { deskToken } from '../desk.js';

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

@Injectable()
export class ShipmentsQueries {
  constructor(@Inject(deskToken) private readonly desk: Desk) {}

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
