import { recordBytes } from '#ports';
import type { LogRecord } from '#ports';
import { limits } from '../limits.js';

/**
 * Cuts records into appends of at most 500 records and 256 KiB, in order; a larger record goes
 * alone.
 */
export const byRequest = function* (
  records: readonly LogRecord[],
  appendBytesMax: number,
): Generator<readonly LogRecord[]> {
  const bytesMax = Math.min(limits.batchBytesMax, appendBytesMax);
  let from = 0;
  let bytes = 0;
  for (const [at, record] of records.entries()) {
    const more = recordBytes(record);
    if (at > from && (at - from >= limits.batchRecordsMax || bytes + more > bytesMax)) {
      yield records.slice(from, at);
      from = at;
      bytes = 0;
    }
    bytes += more;
  }
  if (from < records.length) yield records.slice(from);
};

const keysNamedMax = 5;

/** Whom records are about, the first few, for people. */
export const keysOf = (records: readonly Pick<LogRecord, 'key'>[]): string => {
  const keys = [...new Set(records.flatMap(({ key }) => key ?? []))];
  const more = keys.length - keysNamedMax;
  return keys.slice(0, keysNamedMax).join(', ') + (more > 0 ? ` and ${more} more` : '');
};
