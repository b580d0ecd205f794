/** Bytes of a body to data and back. */
import type { Undecodable } from './envelope.js';

export type Data = Readonly<Record<string, unknown>>;

/** Levels of a body. No message of ours is deeper than eight; what is deeper is meant to hurt. */
export const bodyDepthMax = 32;

const decoder = new TextDecoder('utf-8', { fatal: true });

export const undecodable = (code: string, detail: string, field?: string): Undecodable => ({
  error: field === undefined ? { code, detail } : { code, detail, field },
});

export const isUndecodable = (read: object): read is Undecodable => 'error' in read;

const isData = (value: unknown): value is Data =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const bytesOf = (data: object): Uint8Array => Buffer.from(JSON.stringify(data), 'utf8');

/** For what our own services wrote: throws where it is no JSON object. */
export const ownData = (value: Uint8Array): Data => {
  const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  const data: unknown = JSON.parse(bytes.toString('utf8'));
  if (!isData(data)) throw new SyntaxError('not a JSON object');
  return data;
};

const quote = 0x22;
const backslash = 0x5c;

/**
 * Where brackets first nest deeper than `bodyDepthMax` outside of strings, without building
 * anything; -1: nowhere.
 */
export const tooDeepAt = (bytes: Uint8Array): number => {
  let depth = 0;
  let inString = false;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0;
    if (inString) {
      if (byte === backslash) at += 1;
      else if (byte === quote) inString = false;
    } else if (byte === quote) inString = true;
    else if (byte === 0x7b || byte === 0x5b) {
      depth += 1;
      if (depth > bodyDepthMax) return at;
    } else if (byte === 0x7d || byte === 0x5d) depth -= 1;
  }
  return -1;
};

/**
 * The words of an error are ours: those of the engine differ from one version to the next, and
 * logs keep them.
 */
const notJson = undecodable(
  'bad_json',
  'the body is not JSON in UTF-8: expected a JSON object',
  'body',
);

/** For what anybody may have written; never throws. */
export const foreignData = (value: Uint8Array | null): { readonly data: Data } | Undecodable => {
  if (value === null || value.length === 0) {
    return undecodable('empty_body', 'the body is empty: expected a JSON object', 'body');
  }
  if (tooDeepAt(value) >= 0) {
    return undecodable('too_deep', `the body nests deeper than ${bodyDepthMax} levels`, 'body');
  }
  try {
    const data: unknown = JSON.parse(decoder.decode(value));
    if (!isData(data)) {
      return undecodable('schema_invalid', 'expected a JSON object', 'body');
    }
    return { data };
  } catch {
    return notJson;
  }
};
