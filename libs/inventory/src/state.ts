import { emptyParts, keyOf } from '#kernel';
import type { Content, PartedState, Quantity } from '#kernel';
import type { Reservation } from './state/reservation.js';
import { noTotals } from './counting/totals.js';
import type { StockTotals } from './counting/totals.js';

/** The root document of a SKU; all that grows with its orders stands in parts. */
export interface StockItem extends StockTotals {
  /** How far `available` may stand below zero: a shortfall says so before it goes there. */
  readonly shortfall: Quantity;
  /** Undefined until anything has been said of the SKU; see counted-in.ts. */
  readonly unit: string | undefined;
  readonly isAgreed: boolean;
  /** How many counts there were: each judges all units that were not found before. */
  readonly counts: number;
  /** Sequence of the newest entry of the backorder queue; they are never given twice. */
  readonly queued: number;
}

/** One place in the backorder queue; how many units wait there stands in the reservation. */
export interface QueueEntry {
  readonly kind: 'queue-entry';
  readonly order: string;
  readonly line: string;
}

/** An id that came once: it never counts again. */
interface Seen {
  readonly kind: 'seen';
  /** What was said under it. */
  readonly content: Content;
}

export type StockPart = Reservation | QueueEntry | Seen;
export type StockState = PartedState<StockItem, StockPart>;

export const initial: StockState = {
  root: { ...noTotals, shortfall: 0, unit: undefined, isAgreed: false, counts: 0, queued: 0 },
  parts: emptyParts(),
};

export const queuePrefix = 'q/';

const sequenceDigits = 12;

/** Key order is queue order. */
export const queueKey = (sequence: number): string =>
  queuePrefix + String(sequence).padStart(sequenceDigits, '0');

export const reservationKey = (order: string, line: string): string => `r/${keyOf(order, line)}`;
