import { invariant } from '../assert.js';
import { dataChars, numberOf } from './check.js';
import type { OmsNumber } from './check.js';
import { fromHex, hex, hmacSha256 } from '../content/digest.js';

/** What an order is called where it comes from; the OMS number is a function of it. */
export interface Reference {
  readonly tenant: string;
  readonly channel: string;
  readonly channelRef: string;
}

export interface NumberEpoch {
  /**
   * Placed time in epoch milliseconds from which this key holds; the first epoch reaches back
   * without end.
   */
  readonly from: number;
  readonly key: Uint8Array;
}

export interface NumberKeys {
  /** By rising `from`; at least one. */
  readonly epochs: readonly NumberEpoch[];
  /**
   * How many of the 60 bits are kept, the others being 0: a small number lets a test meet
   * collisions.
   */
  readonly bits?: number;
}

const bitsMax = 60;
const bitsPerChar = 5;
const keyBytes = 32;

const keyAt = (keys: NumberKeys, placedAt: number | undefined): Uint8Array => {
  const { epochs } = keys;
  const [first] = epochs;
  invariant(first !== undefined, 'a number needs a key');
  if (epochs.length === 1) return first.key;
  invariant(placedAt !== undefined, 'with a second key epoch a number needs the placed time');
  return (epochs.findLast(({ from }) => from <= placedAt) ?? first).key;
};

let message = Buffer.alloc(1024);

const writeText = (text: string, at: number): number => {
  const length = message.write(text, at + 4, 'utf8');
  message.writeUInt32BE(length, at);
  return at + 4 + length;
};

const messageOf = (reference: Reference, attempt: number): Uint8Array => {
  const { tenant, channel, channelRef } = reference;
  const needed = 16 + 3 * (tenant.length + channel.length + channelRef.length);
  if (needed > message.length) message = Buffer.alloc(needed);
  const end = writeText(channelRef, writeText(channel, writeText(tenant, 0)));
  message.writeUInt32BE(attempt, end);
  return message.subarray(0, end + 4);
};

/** The first twelve groups of five bits, those from `bits` on as 0. */
const symbolsOf = (bytes: Uint8Array, bits: number): number[] => {
  const symbols: number[] = [];
  for (let i = 0; i < dataChars; i += 1) {
    const bit = i * bitsPerChar;
    const pair = ((bytes[bit >> 3] ?? 0) << 8) | (bytes[(bit >> 3) + 1] ?? 0);
    const five = (pair >> (11 - (bit & 7))) & 0b11111;
    const kept = Math.min(Math.max(bits - bit, 0), bitsPerChar);
    symbols.push(five & (0b11111 << (bitsPerChar - kept)) & 0b11111);
  }
  return symbols;
};

/**
 * The OMS number of a channel's order: HMAC-SHA-256 of the reference and the attempt, cut to 60
 * bits, with two check characters. `attempt` rises only where another reference has claimed the
 * number before (a collision). `placedAt` (epoch milliseconds) chooses the key; with more than one
 * epoch it is needed, else it is a `Bug`.
 */
export const issueNumber = (
  keys: NumberKeys,
  reference: Reference,
  attempt = 0,
  placedAt?: number,
): OmsNumber => {
  const { bits = bitsMax } = keys;
  const digest = hmacSha256(keyAt(keys, placedAt), messageOf(reference, attempt));
  return numberOf(symbolsOf(digest, bits));
};

/** 16 hexadecimal digits that tell two sets of keys apart and give neither away. */
export const keyFingerprint = (keys: NumberKeys): string => {
  const parts = keys.epochs.map(({ from, key }, i) => {
    const label = new TextEncoder().encode(`fingerprint ${i === 0 ? 'first' : from}`);
    return hex(hmacSha256(key, label));
  });
  const all = new TextEncoder().encode(`${keys.bits ?? bitsMax} ${parts.join(' ')}`);
  return hex(hmacSha256(new Uint8Array(keyBytes), all)).slice(0, 16);
};

/**
 * The installation's key from 64 hexadecimal digits (`OMS_NUMBER_KEY`); throws a `TypeError` that
 * never shows it.
 */
export const parseKey = (hex64: string): Uint8Array => {
  const text = hex64.trim();
  if (!/^[0-9a-f]{64}$/i.test(text)) {
    throw new TypeError(
      `a number key is 64 hexadecimal digits (32 bytes), this one has ${text.length} characters` +
        (text.length === 64 ? ', some of them no hexadecimal digits' : ''),
    );
  }
  return fromHex(text);
};
