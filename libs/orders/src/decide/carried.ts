/** What of a shipment is still there, and what it has in all. */
import { millionths } from '#kernel';
import type { Quantity } from '#kernel';
import { carried, sumOf } from '../buckets.js';
import type { Placed, Shipment } from '../state.js';

/** Units of a line that are with a node, but for those of dispatches on their way to shipping. */
export const withNode = ({ units, sent }: Shipment, line: string): Quantity => {
  if (sent.some(({ lines }) => lines === undefined)) return 0;
  const named = sent.flatMap(({ lines = [] }) => lines)
    .reduce((sum, one) => sum + (one.line === line ? millionths(one.quantity) : 0), 0);
  return Math.max(0, sumOf(units[line] ?? {}, ['released', 'cancel_pending']) - named);
};

/** Units of a line that a shipment still carries or brought back. */
export const carriedOf = ({ units }: Placed['shipments'][number], line: string): Quantity =>
  sumOf(units[line] ?? {}, [...carried, 'restocked', 'quarantined', 'scrapped', 'missing']);
