import fc from 'fast-check';
import { sha256Hex } from '#kernel';
import { arriving, receiveRows, receiveRowsCount } from './receipts.js';
import type { Arrival } from './receipts.js';
import { bodies } from '../test/sources.js';

const arrival = fc.record({
  node: fc.constantFrom('n1', 'n2'),
  sku: fc.constantFrom('A', 'B', 'C/D'),
  id: fc.string({ minLength: 1 }),
  quantity: fc.integer({ min: 1, max: 1_000 }),
});
const factor = fc.constantFrom(0, 0.1, 0.5, 0.9, 1, 1.5, 3);

describe('the stock factor', () => {
  it('follows floor(q·F + h), h being the first 32 bits of the SHA-256 of the receipt id', () => {
    const h = Number(`0x${sha256Hex('web:R-1:1').slice(0, 8)}`) / 2 ** 32;
    for (const q of [1, 2, 7, 100]) {
      expect(arriving('web:R-1:1', q, 0.9)).toBe(Math.floor(q * 0.9 + h));
    }
  });

  it('leaves everything at 1 and nothing at 0', () => {
    expect(arriving('web:R-1:1', 74_215, 1)).toBe(74_215);
    expect(arriving('web:R-1:1', 74_215, 0)).toBe(0);
  });

  it('of many single units lets about its share arrive', () => {
    let units = 0;
    for (let i = 0; i < 4_000; i += 1) units += arriving(`web:R-${i}:1`, 1, 0.8);
    expect(units / 4_000).toBeGreaterThan(0.77);
    expect(units / 4_000).toBeLessThan(0.83);
  });
});

describe('receipts in messages', () => {
  it('holds each arrival once, at its node and SKU, in messages of legal size', () => {
    fc.assert(
      fc.property(
        fc.array(arrival),
        factor,
        fc.integer({ min: 1, max: 5 }),
        (arrivals: readonly Arrival[], share, chunk) => {
          const rows = [...receiveRows('acme', arrivals, share, chunk)];
          expect(rows).toHaveLength(receiveRowsCount(arrivals, share, chunk));
          const received = rows.flatMap((row) => {
            const receipts = bodies([row], 'stock.receive').flatMap((data) => data.receipts);
            expect(receipts.length).toBeGreaterThan(0);
            expect(receipts.length).toBeLessThanOrEqual(chunk);
            return receipts.map(({ id, quantity }) => `${row.node}/${row.sku} ${id} ${quantity}`);
          });
          const expected = arrivals
            .map(({ node, sku, id, quantity }) => ({
              node,
              sku,
              id,
              n: arriving(id, quantity, share),
            }))
            .filter(({ n }) => n > 0)
            .map(({ node, sku, id, n }) => `${node}/${sku} ${id} ${n}`);
          expect(received.toSorted()).toEqual(expected.toSorted());
        },
      ),
    );
  });

  it('gives a message with other receipts another id, so that files may overlap', () => {
    const one: Arrival = { node: 'n', sku: 'A', id: 'web:1:1', quantity: 1 };
    const two: Arrival = { ...one, id: 'web:2:1' };
    const [alone] = receiveRows('acme', [one], 1);
    const [again] = receiveRows('acme', [one], 1);
    const [both] = receiveRows('acme', [one, two], 1);
    expect(again?.id).toBe(alone?.id);
    expect(both?.id).not.toBe(alone?.id);
  });
});
