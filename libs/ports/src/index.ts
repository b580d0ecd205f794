export type {
  AppendOutcome,
  Log,
  LogRecord,
  ReadLimit,
  ReadOutcome,
  Slice,
  StoredRecord,
} from './log.js';
export { recordBytes, takenWithin } from './log.js';
export { LogTail, LogTails } from './log-tail.js';
export { cursorConflict, samePosition } from './cursor.js';
export { indexEntryOf, indexKey, indexRange, joinedKey } from './view-index.js';
export type { AdapterEntry, AdapterJournal } from './journal.js';
export { SetupRefused } from './setup-refused.js';
export type { Position, Positions, StateChanges, StateCursor, States, StatesOf } from './states.js';
export { GenerationGone, StoreUnavailable } from './projections.js';
export { StoreRefused } from './store-refused.js';
export type {
  ApplyOutcome,
  DocumentChange,
  GenerationPointer,
  Generations,
  IndexEntry,
  IndexPlace,
  ListQuery,
  Projections,
  ViewBatch,
} from './projections.js';
export type { Clock, Ownership, Random } from './clock.js';
