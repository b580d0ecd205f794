import type { LogRecord, ReadLimit } from '#ports';

/** Records that wait to be sent, with their bytes as the port counts them. */
export interface Waiting {
  readonly records: readonly LogRecord[];
  readonly bytes: number;
}

/** Takes off the front what goes together: up to the limit, at least one. */
export const takeTogether = <W extends Waiting>(waiting: W[], limit: ReadLimit): readonly W[] => {
  let records = 0;
  let bytes = 0;
  let count = 0;
  for (const each of waiting) {
    records += each.records.length;
    bytes += each.bytes;
    if (count > 0 && (records > limit.records || bytes > limit.bytes)) break;
    count += 1;
  }
  return waiting.splice(0, count);
};
