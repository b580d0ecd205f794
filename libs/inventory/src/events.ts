/**
 * Messages of the inventory service (ARCHITECTURE.md §9); the aggregate is one SKU at one node, its
 * key `tenant/node/sku`. Stored: version with care. Quantities are decimal texts.
 */
import type { OmsNumber } from '#kernel';

/** Totals of one reservation `<order>/<line>` asked for so far; a repeat changes nothing. */
export interface ReservationRequest {
  readonly order: OmsNumber;
  readonly line: string;
  readonly request: number;
  readonly asked: string;
  readonly released: string;
  readonly issued: string;
  /** What the order's books hold once this is done; answered only where the ledger differs. */
  readonly expected?: { readonly reserved: string; readonly backordered: string };
  readonly onShortage: 'backorder' | 'refuse';
  /** The line's own, absent for `each`. All totals are in it; in an event, see `countedIn`. */
  readonly unit?: string;
  /** Of a reserve: its units have left, and are kept for it past the queue, whatever is there. */
  readonly hasLeft?: boolean;
  /** Of a release: so many never left, and wait again where they waited in the queue. */
  readonly waits?: string;
  /** Of a release: what became of reserved units that go back. Absent: they can be sold. */
  readonly goods?: Goods;
}
/** What a node says of units that it does not send: not found, or there and not to be sold. */
export type Goods = 'not_found' | 'damaged';
/** Totals of one reservation as the ledger holds them, in the unit of its line. */
export interface ReservationAnswer {
  readonly order: OmsNumber;
  readonly line: string;
  readonly request: number;
  readonly reserved: string;
  readonly backordered: string;
  readonly refused: string;
  readonly issued: string;
  /** Why all was refused: the line's unit does not convert to the one that the stock is kept in. */
  readonly reason?: 'unit-mismatch' /** The unit that the stock is kept in, then. */;
  readonly keptIn?: string;
}
export interface Receipt {
  readonly id: string;
  readonly quantity: string;
}
/** Goods that can be sold, or goods that are there and cannot (damaged, quarantined). */
export type Condition = 'available' | 'unavailable';

// ---- in
export type ReceiveStock = {
  readonly type: 'stock.receive';
  readonly data: { readonly receipts: readonly Receipt[]; readonly unit?: string };
};
export type AdjustStock = {
  readonly type: 'stock.adjust';
  readonly data: {
    readonly id: string;
    /** signed */ readonly quantity: string;
    readonly reason: string;
    readonly condition?: Condition;
    readonly unit?: string;
    /** See `ReturnStock`. */ readonly before?: string;
  };
};
export type CountStock = {
  readonly type: 'stock.count';
  readonly data: {
    readonly id: string;
    /** everything on hand, reserved units too */ readonly counted: string;
    /** What the books had when it was counted; absent: what they have now. */
    readonly expected?: string;
    readonly reason?: string;
    readonly unit?: string;
  };
};
export type ReserveStock = { readonly type: 'stock.reserve'; readonly data: ReservationRequest };
export type ReleaseStock = { readonly type: 'stock.release'; readonly data: ReservationRequest };
export type IssueStock = { readonly type: 'stock.issue'; readonly data: ReservationRequest };
/** Units that are told to have left and never did: back, and held for their line as before. */
export type RecallStock = { readonly type: 'stock.recall'; readonly data: ReservationRequest };
export type ReturnStock = {
  readonly type: 'stock.return';
  readonly data: {
    readonly id: string;
    readonly quantity: string;
    readonly condition: Condition;
    readonly reason: string;
    readonly order?: OmsNumber;
    readonly unit?: string;
    /** The order has booked it by its lines. */ readonly isBooked?: boolean;
    /** Of an order's line: how many of its units are back beside these. All parts round alike. */
    readonly before?: string;
  };
};
/** The ledger's own: go on filling the backorder queue. */
export type FillBackorders = { readonly type: 'stock.fill'; readonly data: Record<string, never> };
export type StockCommand =
  | ReceiveStock
  | AdjustStock
  | CountStock
  | ReserveStock
  | ReleaseStock
  | IssueStock
  | RecallStock
  | ReturnStock
  | FillBackorders;

// ---- out: quantities are in the unit that the ledger counts in; `unit` names it where the message
// named one, or where it changes
export type StockReceived = {
  readonly type: 'stock.received';
  readonly data: {
    /** Only those not received before. */ readonly receipts: readonly Receipt[];
    readonly unit?: string;
  };
};
export type StockAdjusted = {
  readonly type: 'stock.adjusted';
  readonly data: {
    readonly id: string;
    readonly quantity: string;
    readonly reason: string;
    readonly condition: Condition;
    readonly unit?: string;
  };
};
export type StockCounted = {
  readonly type: 'stock.counted';
  readonly data: {
    readonly id: string;
    readonly counted: string;
    readonly difference: string;
    readonly expected?: string;
    readonly reason?: string;
    readonly unit?: string;
    /** Units that a node had not found: this count says whether they are there. */
    readonly judged?: string;
  };
};
/**
 * `quantity` moved by this event; `answer` on the last event of a request, where the order must
 * hear it.
 */
interface Reserving {
  readonly order: OmsNumber;
  readonly line: string;
  readonly quantity: string;
  /** As it came; where `countedIn` is absent, its totals are in the ledger's unit. */
  readonly request: ReservationRequest;
  readonly answer?: ReservationAnswer;
  /** The unit of `quantity`, where that is not the line's own. */ readonly countedIn?: string;
}
export type StockReserved = {
  readonly type: 'stock.reserved';
  readonly data: Reserving & {
    /** Units that left, and that their node had not found: so many wait for no count any more. */
    readonly found?: string;
  };
};
export type StockBackordered = { readonly type: 'stock.backordered'; readonly data: Reserving };
export type StockRefused = { readonly type: 'stock.refused'; readonly data: Reserving };
/** Backordered units go first, then reserved ones. */
export type StockReleased = {
  readonly type: 'stock.released';
  readonly data: Reserving & {
    readonly fromBackordered: string;
    readonly fromReserved: string;
    /**
     * Reserved units that nobody may be sold: not found until a count, damaged, or such as their
     * node had not found and that never left after all.
     */
    readonly withheld?: string;
    /** Reserved units that wait again, beside those of `quantity`. */
    readonly queued?: string;
  };
};
/** Units that left: reserved ones first, then backordered ones, then what was there. */
export type StockIssued = {
  readonly type: 'stock.issued';
  readonly data: Reserving & {
    readonly fromReserved: string;
    readonly fromBackordered: string;
    readonly fromAvailable: string;
  };
};
/** Units of which the books said that they left: on hand again and reserved for their line. */
export type StockRecalled = { readonly type: 'stock.recalled'; readonly data: Reserving };
/** At most 1,000 a decision; `more` asks the intake to post `stock.fill`. */
export type BackorderFilled = {
  readonly type: 'stock.backorder-filled';
  readonly data: {
    readonly fills: readonly {
      readonly order: OmsNumber;
      readonly line: string;
      readonly quantity: string;
      readonly answer: ReservationAnswer;
    }[];
    readonly more: boolean;
    /** They left before they were there: their line keeps its places, should they prove not to. */
    readonly hasLeft?: boolean;
    /** See `StockReserved`. */ readonly found?: string;
  };
};
export type StockReturned = {
  readonly type: 'stock.returned';
  readonly data: {
    readonly id: string;
    readonly quantity: string;
    readonly condition: Condition;
    readonly reason: string;
    readonly order?: OmsNumber;
    readonly unit?: string;
    readonly isBooked?: boolean;
  };
};
/**
 * What physically left or is missing is more than the books had. Stands before the event that takes
 * `available` below zero, so that nothing is ever oversold without this record.
 */
export type StockShortfall = {
  readonly type: 'stock.shortfall';
  readonly data: {
    /** How far this decision lowered available below zero. */ readonly quantity: string;
    readonly reason: string;
    readonly order?: OmsNumber;
  };
};
export type StockEvent =
  | StockReceived
  | StockAdjusted
  | StockCounted
  | StockReserved
  | StockBackordered
  | StockRefused
  | StockReleased
  | StockIssued
  | StockRecalled
  | BackorderFilled
  | StockReturned
  | StockShortfall;

/** `tenant/node/sku`: tenant and node hold no slash, a SKU may. */
export const stockKey = (tenant: string, node: string, sku: string): string =>
  `${tenant}/${node}/${sku}`;
export const stockOf = (key: string): { tenant: string; node: string; sku: string } => {
  const first = key.indexOf('/');
  const second = key.indexOf('/', first + 1);
  return {
    tenant: key.slice(0, first),
    node: key.slice(first + 1, second),
    sku: key.slice(second + 1),
  };
};
