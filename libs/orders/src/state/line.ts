import { invariant } from '#kernel';
import type { Quantity } from '#kernel';
import type { OrderLine } from '../message/body.js';
import type { Bucket, LineQuantity } from '../message/quantities.js';
import { moved } from './buckets.js';
import type { Buckets } from './buckets.js';
import { placeOfLine, keepTally } from './tally.js';

/** Which stock a line is reserved in; of one that needs none the order itself keeps the totals. */
export interface Source {
  readonly node: string;
  readonly sku: string;
  readonly trackStock: boolean;
}

/** Totals of a reservation that a line had at another node or of another SKU. */
export interface Elsewhere extends Source {
  readonly asked: Quantity;
  readonly released: Quantity;
  readonly issued: Quantity;
  readonly refused: Quantity;
}

/** One line: where its units stand, and what the order has asked of the stock for it. */
export interface Line extends Omit<
  OrderLine,
  'quantity' | 'name' | 'metadata' | 'notBefore' | 'trackStock'
> {
  readonly name: string | undefined;
  readonly trackStock: boolean;
  readonly notBefore: string | undefined;
  /** JSON text whose names stand in order. */
  readonly metadata: string | undefined;
  /** Ever: edits add to it. */
  readonly ordered: Quantity;
  /** Cancelled units that an edit took off the line: what is agreed does not count them. */
  readonly dropped: Quantity;
  /** Units that left after they were cancelled, and that nobody has cancelled or agreed since. */
  readonly revived: Quantity;
  readonly elsewhere: readonly Elsewhere[];
  readonly buckets: Buckets;
  /**
   * Open units that nobody is asked for (a node refused them); the other open ones are on their
   * way.
   */
  readonly resting: Quantity;
  /** An answer of the stock is due. */
  readonly awaiting: boolean;
  /** Counts the requests; the totals are those of the newest one. */
  readonly request: number;
  readonly asked: Quantity;
  readonly released: Quantity;
  readonly issued: Quantity;
  /** Total that the stock refused. */
  readonly refused: Quantity;
}

/** Units that are agreed: with those that a cancel took, without those that an edit took. */
export const agreedOf = ({ ordered, dropped }: Line): Quantity => ordered - dropped;

/** Units that are not cancelled. */
export const liveOf = ({ ordered, buckets }: Line): Quantity => ordered - (buckets.cancelled ?? 0);

export const sourceOf = ({
  node,
  sku,
  trackStock = true,
}: Pick<OrderLine, keyof Source>): Source => ({ node, sku, trackStock });

export const isSameSource = (one: Source, other: Source): boolean =>
  one.node === other.node && one.sku === other.sku && one.trackStock === other.trackStock;

/**
 * The line with units moved. What comes back to `open` rests; a cancel takes resting units first,
 * everything else those that are on their way.
 */
export const moveUnits = (line: Line, from: Bucket, to: Bucket, quantity: Quantity): Line => {
  const buckets = moved(line.buckets, from, to, quantity);
  const coming = (line.buckets.open ?? 0) - line.resting;
  const rested = to === 'cancelled' ? Math.min(line.resting, quantity) : quantity - coming;
  const leaving = from === 'open' ? Math.max(0, rested) : 0;
  const resting = line.resting - leaving + (to === 'open' ? quantity : 0);
  const awaiting = line.awaiting && (buckets.open ?? 0) > resting;
  return { ...line, buckets, resting, awaiting, revived: revivedAfter(line, from, to, quantity) };
};

/** Cancelled units that are wanted again are open first: only a fact takes them elsewhere. */
const revivedAfter = ({ revived }: Line, from: Bucket, to: Bucket, some: Quantity): Quantity => {
  if (to === 'cancelled') return Math.max(0, revived - some);
  return from === 'cancelled' && to !== 'open' ? revived + some : revived;
};

/** Each entry applied to the line that it names, in order. */
export const onLines = <E extends Pick<LineQuantity, 'line'>>(
  lines: readonly Line[],
  entries: readonly E[],
  change: (line: Line, entry: E) => Line,
): readonly Line[] => {
  if (entries.length === 0) return lines;
  const next = [...lines];
  const changed = new Set<number>();
  for (const entry of entries) {
    const place = placeOfLine(lines, entry.line);
    const line = next[place];
    invariant(line !== undefined, () => `no line ${entry.line}`);
    next[place] = change(line, entry);
    changed.add(place);
  }
  keepTally(lines, next, changed);
  return next;
};
