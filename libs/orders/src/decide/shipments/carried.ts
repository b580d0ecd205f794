/** What of a shipment is still there, and what it has in all. */
import { decimal, millionths } from '#kernel';
import type { Quantity } from '#kernel';
import { carried, sumOf } from '../../state/buckets.js';
import { isSeen, voidKey } from '../../state/facts.js';
import type { ParcelNews } from '../../message/parcels.js';
import type { LineQuantity } from '../../message/quantities.js';
import type { Placed } from '../../state.js';
import type { Shipment } from '../../state/shipment.js';

/** Units of a line that are with a node, but for those of dispatches on their way to shipping. */
export const withNode = ({ units, sent }: Shipment, line: string): Quantity => {
  if (sent.some(({ lines }) => lines === undefined)) return 0;
  const named = sent
    .flatMap(({ lines = [] }) => lines)
    .reduce((sum, one) => sum + (one.line === line ? millionths(one.quantity) : 0), 0);
  return Math.max(0, sumOf(units[line] ?? {}, ['released', 'cancel_pending']) - named);
};

/** Units of a line that a shipment still carries or brought back. */
export const carriedOf = ({ units }: Placed['shipments'][number], line: string): Quantity =>
  sumOf(units[line] ?? {}, [...carried, 'restocked', 'quarantined', 'scrapped', 'missing']);

/** All that a shipment still carries or brought back, line by line. */
export const linesOf = (shipment: Shipment): readonly LineQuantity[] =>
  Object.keys(shipment.units)
    .map((line) => ({ line, quantity: decimal(carriedOf(shipment, line)) }))
    .filter(({ quantity }) => quantity !== '0');

/** Somebody has told of its dispatch, and nobody has taken that back. */
export const isDispatched = ({ seen }: Placed, { parcel, dispatchedAt }: ParcelNews): boolean =>
  dispatchedAt !== undefined && !isSeen(seen, voidKey(parcel));
