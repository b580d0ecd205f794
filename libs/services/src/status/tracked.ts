import { instant, keyOf } from '#kernel';
import type { OmsNumber, Posting } from '#kernel';
import type { ParcelNews } from '#orders';
import type { ViewQueries } from '#runtime';
import { shipmentProjections, trackingList } from '#shipping';
import type { RecordTrackedScan, ShipmentsDocument, ShippingCommand } from '#shipping';

/** A parcel that has the number. */
export interface Tracked {
  readonly number: OmsNumber;
  readonly shipment: string;
}

interface Candidate extends Tracked {
  readonly left: number;
  readonly deliveredAt: number | undefined;
}

const ordersMax = 1_000;
/** Carriers use their numbers again: so long after its delivery a scan is of another parcel. */
const deliveredMsMax = 90 * 86_400_000;

const spelt = (carrier: string): string => carrier.trim().toLowerCase();

const isOf = (carrier: string | undefined, parcel: ParcelNews): boolean =>
  carrier === undefined || parcel.carrier === undefined || spelt(parcel.carrier) === spelt(carrier);

const candidatesIn = (
  { omsNumber, shipments }: ShipmentsDocument,
  { tracking, carrier }: RecordTrackedScan['data'],
): readonly Candidate[] =>
  shipments.flatMap(({ shipment, parcels = [] }) =>
    parcels
      .filter((parcel) => parcel.tracking === tracking && isOf(carrier, parcel))
      .map(({ dispatchedAt, deliveredAt }): Candidate => ({
        number: omsNumber,
        shipment,
        left: dispatchedAt === undefined ? 0 : instant(dispatchedAt),
        deliveredAt: deliveredAt === undefined ? undefined : instant(deliveredAt),
      })),
  );

/**
 * Of all orders of a tenant the newest parcel of this number that had left before the scan; where
 * none had left by then a clock was wrong, and it is the one that left first. The scan itself means
 * all of its order that share the number.
 */
const chosen = (found: readonly Candidate[], at: number): Tracked | undefined => {
  const byLeaving = found.toSorted(
    (one, other) => one.left - other.left || (one.shipment < other.shipment ? -1 : 1),
  );
  const parcel = byLeaving.findLast(({ left }) => left <= at) ?? byLeaving[0];
  const { deliveredAt = at } = parcel ?? {};
  return at - deliveredAt > deliveredMsMax ? undefined : parcel;
};

/** Which parcel a scan by its number alone means, as far as the views of shipping know. */
export const parcelOfNumber = async (
  shipping: ViewQueries,
  tenant: string,
  said: RecordTrackedScan['data'],
): Promise<Tracked | undefined> => {
  const places = await shipping.list({
    index: keyOf(tenant, trackingList(said.tracking)),
    limit: ordersMax,
    descending: false,
  });
  const keys = [...new Set(places.map(({ key }) => key))];
  const docs = await shipping.getMany(shipmentProjections.shipment.name, keys);
  const found = docs.flatMap((doc) =>
    doc === undefined ? [] : candidatesIn(doc as ShipmentsDocument, said),
  );
  return chosen(found, instant(said.fact.at));
};

/** The scan as its order is told it. */
export const scanOfNumber = (
  { number }: Tracked,
  tenant: string,
  { fact }: RecordTrackedScan['data'],
): Posting<ShippingCommand> => ({
  key: number,
  tenant,
  number,
  command: { type: 'shipment.record-scan', data: { shipment: number, fact } },
});
