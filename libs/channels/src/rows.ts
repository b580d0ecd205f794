/**
 * What a source gives, whatever it is: messages that name an order by its channel's reference, and
 * movements of stock. Also the rows of `POST /v1/bulk`. A row is posted under its `id`, so that a
 * source may be read twice.
 */
import type { Reference } from '#kernel';
import type { AdjustStock, CountStock, ReceiveStock, ReturnStock } from '#inventory';
import type { OrderFact, PlaceOrder } from '#orders';

/** A message without the number and the claim, which follow from the reference. */
export type ByReference<C> = C extends { readonly type: infer T; readonly data: infer D }
  ? { readonly type: T; readonly data: Omit<D, 'number' | 'claim'> }
  : never;

export interface ChannelRow {
  readonly kind: 'channel';
  /** Deterministic: the same row of the same source has the same id. */
  readonly id: string;
  readonly reference: Reference;
  /** The order's placed time, repeated with each message: it selects the number key's epoch. */
  readonly placedAt?: string;
  readonly message: ByReference<PlaceOrder | OrderFact>;
}

export interface StockRow {
  readonly kind: 'stock';
  readonly id: string;
  readonly tenant: string;
  readonly node: string;
  readonly sku: string;
  readonly message: ReceiveStock | AdjustStock | CountStock | ReturnStock;
}

export type SourceRow = ChannelRow | StockRow;

/** Where a field of a row's message stands in the row. */
export const fieldInRow = (field: string): string => {
  if (field.startsWith('claim.')) return field.replace('claim.', 'reference.');
  return field === 'key' ? 'reference' : `message.data.${field}`;
};

/** One step of an import; everything settles before the next one begins (ARCHITECTURE.md §10). */
export interface Phase {
  readonly name:
    | 'stock'
    | 'orders and payments'
    | 'dispatches and deliveries'
    | 'refusals, cancels and returns';
  readonly rows: AsyncIterable<SourceRow>;
  /** Known before reading, for the progress bar. */
  readonly total: number;
}

export interface Remark {
  readonly what: string;
  readonly count: number;
  readonly examples: readonly string[];
}

/**
 * A source, opened and counted. Reading a phase twice gives the same rows, but of orders that were
 * left out in between.
 */
export interface Source {
  readonly name: string;
  readonly phases: readonly Phase[];
  /** Absent where the source cannot change: what it said of an order it says for ever. */
  readonly orders?: {
    /** Each order as it is placed. */
    readonly placings: () => Iterable<ChannelRow>;
    /** The rest of these orders, and what hangs on them, goes into no phase any more. */
    readonly leaveOut: (channelRefs: ReadonlySet<string>) => void;
  };
  /** What the source holds that becomes no message (credits, unmatched rows …), for the report. */
  readonly remarks: () => readonly Remark[];
}

/** A row, an order or a credit of a source that becomes no message, and why. */
export interface LeftOut {
  readonly id: string;
  /** The message that it would be, such as `order.place`; `row` where it became none. */
  readonly type: string;
  /** The order, or the file where the row tells none. */
  readonly of: string;
  readonly code: string;
  readonly detail: string;
  readonly field?: string;
  /** What was left out: a row of the file by column, or the message. */
  readonly row: object;
}

export interface SourceOptions {
  readonly tenant: string;
  /** ARCHITECTURE.md §10: below 1, real shortages are left. */
  readonly stockFactor: number;
  /** Generator only. */
  readonly seed: number;
  /** Hears of all that no phase will have: rows that cannot be read, and what hangs on them. */
  readonly tell: (one: LeftOut) => void;
}
