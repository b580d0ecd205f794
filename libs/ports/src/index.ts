export type {
  AppendOutcome,
  Log,
  LogRecord,
  ReadLimit,
  ReadOutcome,
  Slice,
  StoredRecord,
} from './log.js';
export { recordBytes } from './log.js';
export type { Position, Positions, StateChanges, StateCursor, States, StatesOf } from './states.js';
export { GenerationGone, StoreUnavailable } from './projections.js';
export { StoreRefused } from './store-refused.js';
export type {
  ApplyOutcome,
  DocumentChange,
  Generations,
  IndexPlace,
  ListQuery,
  Projections,
  ViewBatch,
} from './projections.js';
export type { Clock, Ownership, Random } from './clock.js';
