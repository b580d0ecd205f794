/**
 * Units of lines, as messages carry them: stored, version with care. Quantities are decimal texts
 * ("2", "0.5").
 */

/** Stages of a unit, as they stand in every document; zero ones are left out. */
export type Bucket =
  | 'open'
  | 'reserved'
  | 'backordered'
  | 'released'
  | 'cancel_pending'
  | 'cancelled'
  | 'shipped'
  | 'delivered'
  | 'lost'
  | 'return_to_sender'
  | 'delivery_failed'
  | 'restocked'
  | 'quarantined'
  | 'scrapped'
  | 'missing';

export interface LineQuantity {
  readonly line: string;
  readonly quantity: string;
}
/** Whole units of one line that leave one bucket; where they go follows from the event. */
export interface Move extends LineQuantity {
  readonly from: Bucket;
}
export type Disposition = 'restocked' | 'quarantined' | 'scrapped' | 'missing';

/**
 * Totals asked for so far on one line's reservation, and what the order's own books hold after it.
 */
export interface StockRequest {
  readonly line: string;
  readonly sku: string;
  readonly node: string;
  /** Counts the requests of this line: 1 is the reservation made by `order.placed`. */
  readonly request: number;
  readonly asked: string;
  readonly released: string;
  readonly issued: string;
  /**
   * The ledger answers a release or an issue only where its own totals differ from these.
   * Absent while the order still waits for an answer: then it answers in any case.
   */
  readonly expected?: { readonly reserved: string; readonly backordered: string };
  readonly onShortage: 'backorder' | 'refuse';
  /** The line's own; absent for `each`. */ readonly unit?: string;
  /** These units have left: they are kept for the line, whatever is there. */
  readonly hasLeft?: boolean;
  /**
   * Of a release: so many never left after all, and wait again where they waited in the queue; what
   * it gives back is none of those that still wait.
   */
  readonly waits?: string;
  /** The line needs no stock: no ledger hears of this. */ readonly trackStock?: false;
  /** Of a release: what became of reserved units that go back. Absent: they can be sold. */
  readonly goods?: Withheld;
}
/** Units that a node gives back and that are not sold: not found, or there and not to be sold. */
export type Withheld = 'not_found' | 'damaged';
/** What a node says of units that it does not send. */
export type Goods = Withheld | 'sellable';
/** The ledger's resulting totals for one line. */
export interface StockAnswer {
  readonly line: string;
  readonly request: number;
  readonly reserved: string;
  readonly backordered: string;
  readonly refused: string;
  readonly issued: string;
  /** Why all was refused: the line's unit does not convert to the one that the stock is kept in. */
  readonly reason?: 'unit-mismatch';
  readonly keptIn?: string;
}
