/** Lists of shipments: what a node has to send, by the promise that is due first. */
import { endOfDay, instant, isDay, keyOf, parseChild } from '#kernel';
import type { IndexEntry } from '#kernel';
import type { ShipmentDocument, ShipmentsDocument } from './documents.js';

const digits = 15;
const ordinalDigits = 6;
const fixed = (value: number, width: number): string => String(value).padStart(width, '0');
/** Behind all that are promised. */
const unpromised = '9'.repeat(digits);

/** Until when a promise is kept, as lists sort it. */
export const promiseSort = (promise: string): string =>
  fixed(Math.max(0, isDay(promise) ? endOfDay(promise) : instant(promise)), digits);

const ordinalOf = (shipment: string): number => parseChild(shipment)?.ordinal ?? 0;

const sortOf = ({ shipment, promise }: ShipmentDocument): string => {
  const due = promise === undefined ? unpromised : promiseSort(promise);
  return `${due}:${fixed(ordinalOf(shipment), ordinalDigits)}`;
};

/** The shipment of an order that stands at this place of a list. */
export const shipmentAt = (
  { shipments }: ShipmentsDocument,
  sort: string,
): ShipmentDocument | undefined => {
  const ordinal = Number(sort.slice(digits + 1));
  return shipments.find(({ shipment }) => ordinalOf(shipment) === ordinal);
};

/** Statuses of shipments of which the node still has something to send. */
const toSend: ReadonlySet<string> = new Set(['planned', 'partly_dispatched']);

/** The words by which a shipment's status is asked for: its own, and `open` while it is to go. */
export const statusWords = ({
  status,
  opened,
}: Pick<ShipmentDocument, 'status' | 'opened'>): readonly string[] =>
  toSend.has(status) && opened === undefined ? [status, 'open'] : [status];

/** Its node is asked for it, or something of it has left. */
export const isReal = ({ opened, parcels = [] }: ShipmentDocument): boolean =>
  opened === undefined || parcels.length > 0;

export const trackingsOf = ({ tracking, parcels = [] }: ShipmentDocument): readonly string[] => [
  ...new Set([tracking, ...parcels.map((each) => each.tracking)].flatMap((each) => each ?? [])),
];

/** The narrowest list that holds all shipments of a node, of a status, or of both. */
export const shipmentList = ({
  status = 'any',
  node,
}: {
  readonly status?: string;
  readonly node?: string;
}): string => (node === undefined ? `shipments:${status}` : `shipments:${status}:${node}`);

/** The list of all shipments with a parcel of this number. */
export const trackingList = (tracking: string): string => `shipments-tracking:${tracking}`;

/** The key of scans of a number that no order has. */
export const trackedKey = (tenant: string, tracking: string): string =>
  keyOf(tenant, 'tracking', tracking);

export const shipmentPlaces = ({ tenant, shipments }: ShipmentsDocument): readonly IndexEntry[] =>
  shipments.filter(isReal).flatMap((each) => {
    const { node } = each;
    const lists = [
      ...['any', ...statusWords(each)].flatMap((status) => [
        shipmentList({ status }),
        shipmentList({ status, node }),
      ]),
      ...trackingsOf(each).map(trackingList),
    ];
    const sort = sortOf(each);
    return lists.map((list) => ({ index: keyOf(tenant, list), sort }));
  });
