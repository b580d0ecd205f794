import fc from 'fast-check';
import { encodeBatch, RecordBatch, stampBatch } from './record-batch.js';

const text = fc.string({ unit: 'binary', maxLength: 20 });
const headers = fc.dictionary(fc.constantFrom('ce_id', 'ce_type', 'omsterm', 'a', 'ü', ''), text, {
  noNullPrototype: true,
});
const record = fc.record({
  key: fc.option(text),
  headers,
  value: fc.option(fc.uint8Array({ maxLength: 40 })),
});
const plain = (value: Uint8Array | null) => (value === null ? null : [...value]);

test('records come back as they were, each by its offset and in any order', () => {
  fc.assert(
    fc.property(
      fc.array(record, { minLength: 1, maxLength: 20 }),
      fc.nat(2 ** 40),
      fc.nat(2 ** 45),
      (records, first, time) => {
        const bytes = encodeBatch(records);
        stampBatch(bytes, time);
        const batch = new RecordBatch(first, bytes);
        expect(batch).toMatchObject({ first, time, end: first + records.length });
        for (let i = records.length - 1; i >= 0; i -= 1) {
          const {
            key,
            headers: given,
            value,
          } = records[i] ?? { key: '', headers: {}, value: null };
          const read = batch.record(first + i);
          expect(read).toMatchObject({ key, offset: first + i, time });
          expect(read.headers).toEqual(given);
          expect(plain(read.value)).toEqual(plain(value));
        }
      },
    ),
  );
});

test('header names stand once for all records that have the same ones', () => {
  const name = 'a-header-name-of-some-length';
  const one = { key: 'k', headers: { [name]: '1' }, value: null };
  const grows =
    encodeBatch(Array.from({ length: 11 }, () => one)).length - encodeBatch([one]).length;
  expect(grows / 10).toBeLessThan(name.length);
});

test('bytes of another format are refused', () => {
  const bytes = encodeBatch([{ key: null, headers: {}, value: null }]);
  bytes[0] = 9;
  expect(() => new RecordBatch(7, bytes)).toThrow('the log entry at 7 has format 9, expected 1');
});
