import type { Readable } from 'node:stream';
import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises';
import { bodyBytesMax, edgeLimits, piecesMax } from '#http';

const newline = 0x0a;
/** After so many lines others have a turn, as blank ones are no rows. */
const linesAtOnceMax = 4_096;

/**
 * One line of NDJSON as it came in; `bytes` is missing where it was longer than `bodyBytesMax`, or
 * came in too many pieces. The last one is `late` where its end did not come in time.
 */
export interface InputRow {
  readonly line: number;
  readonly bytes?: Uint8Array;
  readonly late?: true;
}

const isBlank = (bytes: Uint8Array): boolean =>
  bytes.every((byte) => byte === 0x20 || byte === 0x09 || byte === 0x0d);

/** One line as its pieces come. */
class GrowingLine {
  #kept: Buffer[] = [];
  #bytes = 0;
  #pieces = 0;

  keep(part: Buffer): void {
    this.#bytes += part.length;
    this.#pieces += 1;
    if (!this.#isTooLong) this.#kept.push(part);
  }

  get #isTooLong(): boolean {
    return this.#bytes > bodyBytesMax || this.#pieces > piecesMax;
  }

  /** The line as it is; undefined where it is blank. */
  as(line: number): InputRow | undefined {
    if (this.#isTooLong) return { line };
    const whole = Buffer.concat(this.#kept);
    return isBlank(whole) ? undefined : { line, bytes: whole };
  }
}

/** What comes next, or nothing within so many milliseconds. */
const within = async <T>(next: Promise<T>, ms: number): Promise<T | undefined> => {
  const over = new AbortController();
  const late = pause(Math.max(0, ms), undefined, { signal: over.signal }).catch(() => undefined);
  return Promise.race([next, late]).finally(() => over.abort());
};

/**
 * The lines of a body as they arrive, blank ones left out but counted. Keeps at most one line, and
 * waits `rowMsMax` for the next that is not blank; while nobody asks for a line, nobody waits.
 */
export async function* rowsOf(
  body: Readable,
  rowMsMax: number = edgeLimits.rowMsMax,
): AsyncGenerator<InputRow> {
  let at = 1;
  let line = new GrowingLine();
  let waitedMs = 0;
  const chunks = (body as AsyncIterable<Buffer>)[Symbol.asyncIterator]();
  for (;;) {
    const began = performance.now();
    const next = await within(chunks.next(), rowMsMax - waitedMs);
    waitedMs += performance.now() - began;
    if (next === undefined) return yield { line: at, late: true };
    if (next.done === true) break;
    const chunk = next.value;
    let from = 0;
    for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, from)) {
      line.keep(chunk.subarray(from, end));
      const found = line.as(at);
      line = new GrowingLine();
      if (found !== undefined) {
        waitedMs = 0;
        yield found;
      }
      if (at % linesAtOnceMax === 0) await nextTurn();
      at += 1;
      from = end + 1;
    }
    line.keep(chunk.subarray(from));
  }
  const last = line.as(at);
  if (last !== undefined) yield last;
}
