import { chainDigest, hex, remembering } from '#kernel';
import type { DigestedRecord } from '#kernel';

/** The end of a chain of answers, as bytes and as text. */
export interface ChainEnd {
  readonly bytes: Uint8Array;
  readonly text: string;
}

interface Reckoned {
  readonly before: string;
  readonly records: readonly DigestedRecord[];
  readonly end: ChainEnd;
}

/** By the headers of an answer's last record: logs within the process pass them on by reference. */
const reckoned = remembering<DigestedRecord['headers'], Reckoned>();

const sameRecords = (
  left: readonly DigestedRecord[],
  right: readonly DigestedRecord[],
): boolean => {
  if (left.length !== right.length) return false;
  for (let at = 0; at < left.length; at += 1) {
    const [one, other] = [left[at], right[at]];
    if (one?.headers !== other?.headers || one?.value !== other?.value || one?.key !== other?.key) {
      return false;
    }
  }
  return true;
};

/**
 * The chain with one more answer. A reader beside the writer is given the very records that the
 * writer made, and takes over what it reckoned; whoever reads them from a store reckons anew.
 */
export const chained = (before: ChainEnd, records: readonly DigestedRecord[]): ChainEnd => {
  const headers = records.at(-1)?.headers;
  const known = headers && reckoned.get(headers);
  if (known?.before === before.text && sameRecords(known.records, records)) return known.end;
  const bytes = chainDigest(before.bytes, records);
  const end = { bytes, text: hex(bytes) };
  if (headers !== undefined) reckoned.set(headers, { before: before.text, records, end });
  return end;
};
