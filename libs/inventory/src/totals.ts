import type { Quantity } from '#kernel';

/** What one SKU at one node holds, in millionths: `onHand = available + reserved + unavailable`. */
export interface StockTotals {
  readonly onHand: Quantity;
  readonly available: Quantity;
  readonly reserved: Quantity;
  readonly unavailable: Quantity;
  /** Of the unavailable ones: those that a node did not find, until they are counted. */
  readonly missing: Quantity;
  /** Asked for, not there: what the backorder queue waits for. */
  readonly backordered: Quantity;
}

export const noTotals: StockTotals = {
  onHand: 0, available: 0, reserved: 0, unavailable: 0, missing: 0, backordered: 0,
};
