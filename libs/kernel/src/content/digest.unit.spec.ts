import { createHash, createHmac } from 'node:crypto';
import fc from 'fast-check';
import { chainDigest, fromHex, hex, hmacSha256, sha256Hex, zeroDigest } from './digest.js';
import type { DigestedRecord } from './digest.js';

const part = (content: string | Uint8Array | null): Buffer => {
  if (content === null) return Buffer.from([255, 255, 255, 255]);
  const bytes = Buffer.from(content);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
};

/** The rule written down once more, as plainly as it goes. */
const plainDigest = (previous: Uint8Array, records: readonly DigestedRecord[]): Uint8Array => {
  const parts = records.flatMap(({ key, headers, value }) => [
    part(key),
    ...Object.entries(headers)
      .filter(([name]) => name !== 'ce_omsterm')
      .toSorted(([left], [right]) => (left < right ? -1 : 1))
      .flatMap(([name, text]) => [
        part(name),
        part(name === 'ce_omslink' ? text.slice(0, Math.max(0, text.length - 32)) : text),
      ]),
    part(value),
  ]);
  const all = Buffer.concat([previous, ...parts]);
  return new Uint8Array(createHash('sha256').update(all).digest().subarray(0, 16));
};

const text = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.string({ minLength: 40, maxLength: 60 }),
  fc.string({ unit: 'grapheme', minLength: 40, maxLength: 300 }),
);
const name = fc.oneof(
  fc.constantFrom('ce_id', 'ce_omsterm', 'ce_omslink', 'ce_type', 'ce_omschain', '7', 'ç'),
  fc.string(),
);
const record: fc.Arbitrary<DigestedRecord> = fc.record({
  key: fc.option(text),
  headers: fc.dictionary(name, text, { noNullPrototype: true }),
  value: fc.option(fc.uint8Array({ maxLength: 2000 })),
});

const one = (headers: Record<string, string>): string =>
  hex(chainDigest(zeroDigest, [{ key: 'k', headers, value: null }]));

describe('the digest of a chain of answers', () => {
  test('follows the rule', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 16, maxLength: 16 }),
        fc.array(record, { maxLength: 5 }),
        (previous, records) => {
          expect(hex(chainDigest(previous, records))).toBe(hex(plainDigest(previous, records)));
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
      expect(chainDigest(zeroDigest, records)).toEqual(plainDigest(zeroDigest, records));
    }
  });

  test('does not depend on the order of headers, the term or the digest in the link', () => {
    const link = (place: string, prev: string) => `${place};;${prev.repeat(32)}`;
    const digest = one({ a: '1', b: '2', ce_omslink: link('inbox:7:0', '0'), ce_omsterm: '3' });
    expect(one({ ce_omsterm: '9', b: '2', ce_omslink: link('inbox:7:0', 'f'), a: '1' })).toBe(
      digest,
    );
    expect(one({ a: '2', b: '1', ce_omslink: link('inbox:7:0', '0') })).not.toBe(digest);
    expect(one({ a: '1', b: '2', ce_omslink: link('inbox:8:0', '0') })).not.toBe(digest);
    expect(one({ a: '1', b: '2', ce_omslink: link('orders.7:7:0', '0') })).not.toBe(digest);
  });

  test('depends on the digest before', () => {
    const records = [{ key: 'k', headers: {}, value: null }];
    expect(chainDigest(zeroDigest, records)).not.toEqual(
      chainDigest(new Uint8Array(16).fill(1), records),
    );
  });

  test('is kept by whoever asked for it when the next one is made', () => {
    const first = chainDigest(zeroDigest, []);
    const copy = Uint8Array.from(first);
    chainDigest(first, []);
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
