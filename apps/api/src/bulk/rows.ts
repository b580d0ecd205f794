import type { Readable } from 'node:stream';
import { bodyBytesMax } from '#http';

const newline = 0x0a;

/** One line of NDJSON as it came in; `bytes` is missing where it was longer than `bodyBytesMax`. */
export interface InputRow { readonly line: number; readonly bytes?: Uint8Array }

const isBlank = (bytes: Uint8Array): boolean =>
  bytes.every((byte) => byte === 0x20 || byte === 0x09 || byte === 0x0d);

/** The lines of a body as they arrive, blank ones left out but counted. Keeps at most one line. */
export async function* rowsOf(body: Readable): AsyncGenerator<InputRow> {
  let line = 1;
  let kept: Buffer[] = [];
  let bytes = 0;
  const row = (): InputRow | undefined => {
    const whole = Buffer.concat(kept);
    const tooLong = bytes > bodyBytesMax;
    kept = [];
    bytes = 0;
    if (tooLong) return { line };
    return isBlank(whole) ? undefined : { line, bytes: whole };
  };
  const keep = (part: Buffer): void => {
    bytes += part.length;
    if (bytes <= bodyBytesMax) kept.push(part);
  };
  for await (const chunk of body as AsyncIterable<Buffer>) {
    let from = 0;
    for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, from)) {
      keep(chunk.subarray(from, end));
      const found = row();
      if (found !== undefined) yield found;
      line += 1;
      from = end + 1;
    }
    keep(chunk.subarray(from));
  }
  const last = row();
  if (last !== undefined) yield last;
}
