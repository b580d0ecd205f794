import type { Decider } from '#kernel';
import { decide } from './decide.js';
import type { StockCommand, StockEvent } from './events.js';
import { evolve } from './evolve.js';
import { initial } from './state.js';
import type { StockState } from './state.js';

/** One SKU at one node; key `tenant/node/sku`. */
export const stock: Decider<StockCommand, StockEvent, StockState> = { initial, decide, evolve };
export { stockKey, stockOf } from './events.js';
export type {
  AdjustStock,
  BackorderFilled,
  Condition,
  CountStock,
  FillBackorders,
  IssueStock,
  RecallStock,
  Receipt,
  ReceiveStock,
  ReleaseStock,
  ReservationAnswer,
  ReservationRequest,
  ReserveStock,
  ReturnStock,
  StockAdjusted,
  StockBackordered,
  StockCommand,
  StockCounted,
  StockEvent,
  StockIssued,
  StockRecalled,
  StockReceived,
  StockRefused,
  StockReleased,
  StockReserved,
  StockReturned,
  StockShortfall,
} from './events.js';
export { stockReactions } from './react.js';
export type { StockRefusal } from './refusals.js';
export type { Reservation } from './state/reservation.js';
export type { StockItem, StockPart, StockState } from './state.js';
export type { StockTotals } from './counting/totals.js';
export { nodeIndex, reservationsOf, stockProjections, stockRow } from './views.js';
export type { HeldUnits, StockDocument, StockRow } from './views.js';
