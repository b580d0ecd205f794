export { openSource } from './open.js';
export { fieldInRow } from './rows.js';
export { SourceError } from './source-error.js';
export type {
  ByReference,
  ChannelRow,
  LeftOut,
  Phase,
  Source,
  SourceOptions,
  SourceRow,
  StockRow,
} from './rows.js';
