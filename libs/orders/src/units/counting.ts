import { quantityMax } from '#kernel';
import { sumOf } from '../state/buckets.js';
import type { Line } from '../state/line.js';

/**
 * More went to and fro than its totals hold: they stand at their end, and the ledger holds less for
 * it than the order counts.
 */
export const isBeyondCounting = ({ asked, released, issued, refused, buckets }: Line): boolean =>
  asked === quantityMax &&
  released +
    issued +
    refused +
    sumOf(buckets, ['reserved', 'backordered', 'released', 'cancel_pending']) >
    quantityMax;
