import { createHash, createHmac } from 'node:crypto';
import fc from 'fast-check';
import { causeDigest, fromHex, hex, hmacSha256, sha256Hex, zeroDigest } from './digest.js';
import type { DigestedRecord } from './digest.js';

const part = (content: string | Uint8Array | null): Buffer => {
  if (content === null) return Buffer.from([255, 255, 255, 255]);
  const bytes = Buffer.from(content);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
};

/** The rule written down once more, as plainly as it goes. */
const plainDigest = (
  previous: Uint8Array,
  cause: number,
  records: readonly DigestedRecord[],
): Uint8Array => {
  const number = Buffer.alloc(8);
  number.writeBigUInt64BE(BigInt(cause));
  const parts = records.flatMap(({ key, headers, value }) => [
    part(key),
    ...Object.entries(headers)
      .filter(([name]) => name !== 'ce_omsterm' && name !== 'ce_omsprev')
      .toSorted(([left], [right]) => (left < right ? -1 : 1))
      .flatMap(([name, text]) => [part(name), part(text)]),
    part(value),
  ]);
  const all = Buffer.concat([previous, number, ...parts]);
  return new Uint8Array(createHash('sha256').update(all).digest().subarray(0, 16));
};

const text = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.string({ minLength: 40, maxLength: 60 }),
  fc.string({ unit: 'grapheme', minLength: 40, maxLength: 300 }),
);
const name = fc.oneof(
  fc.constantFrom('ce_id', 'ce_omsterm', 'ce_omsprev', 'ce_type', 'ce_omscause', '7', 'ç'),
  fc.string(),
);
const record: fc.Arbitrary<DigestedRecord> = fc.record({
  key: fc.option(text),
  headers: fc.dictionary(name, text, { noNullPrototype: true }),
  value: fc.option(fc.uint8Array({ maxLength: 2000 })),
});

const one = (headers: Record<string, string>): string =>
  hex(causeDigest(zeroDigest, 1, [{ key: 'k', headers, value: null }]));

describe('the digest of a cause', () => {
  test('follows the rule', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 16, maxLength: 16 }),
        fc.maxSafeInteger().map(Math.abs),
        fc.array(record, { maxLength: 5 }),
        (previous, cause, records) => {
          expect(hex(causeDigest(previous, cause, records))).toBe(
            hex(plainDigest(previous, cause, records)),
          );
        },
      ),
      { numRuns: 2000 },
    );
  });

  test('takes records of several megabytes and goes on with small ones', () => {
    const large = {
      key: 'k',
      headers: { a: 'x'.repeat(200_000) },
      value: new Uint8Array(3_000_000).fill(1),
    };
    const small = { key: null, headers: {}, value: null };
    for (const records of [[large], [small], [small, large, small], []]) {
      expect(causeDigest(zeroDigest, 7, records)).toEqual(plainDigest(zeroDigest, 7, records));
    }
  });

  test('does not depend on the order of headers, the term or the digest before', () => {
    expect(one({ a: '1', b: '2' })).toBe(
      one({ b: '2', ce_omsterm: '9', a: '1', ce_omsprev: 'ff' }),
    );
    expect(one({ a: '1', b: '2' })).not.toBe(one({ a: '2', b: '1' }));
  });

  test('is kept by whoever asked for it when the next one is made', () => {
    const first = causeDigest(zeroDigest, 1, []);
    const copy = Uint8Array.from(first);
    causeDigest(first, 2, []);
    expect(first).toEqual(copy);
    expect(first).toHaveLength(16);
    expect(first.buffer.byteLength).toBe(16);
  });

  test('starts from sixteen zero bytes', () => expect(hex(zeroDigest)).toBe('0'.repeat(32)));
});

describe('hashes and hexadecimal digits', () => {
  test('SHA-256 and HMAC are the well-known ones', () => {
    expect(sha256Hex('abc')).toBe(
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    );
    expect(sha256Hex(Buffer.from('ção'))).toBe(sha256Hex('ção'));
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 150 }),
        fc.uint8Array({ maxLength: 300 }),
        (key, data) => {
          expect(hex(hmacSha256(key, data))).toBe(
            createHmac('sha256', key).update(data).digest('hex'),
          );
        },
      ),
    );
  });

  test('hexadecimal digits read back', () => {
    fc.assert(fc.property(fc.uint8Array(), (bytes) => expect(fromHex(hex(bytes))).toEqual(bytes)));
    expect(() => fromHex('abc')).toThrow('hexadecimal');
    expect(() => fromHex('zz')).toThrow('hexadecimal');
  });
});
