export { openSource } from './open.js';
export { fieldInRow } from './rows.js';
export { placed } from './faults.js';
export type { Fault } from './faults.js';
export { SourceError } from './source-error.js';
export type {
  ByReference, ChannelRow, Phase, Source, SourceOptions, SourceRow, StockRow,
} from './rows.js';
