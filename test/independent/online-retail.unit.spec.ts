import type { Buckets, Expectation } from './expectation.js';
import type { RetailRow } from './hand-made.js';
import { retailFile } from './hand-made.js';
import { expectOnlineRetail } from './online-retail.js';

const count = (...rows: RetailRow[]): Expectation => expectOnlineRetail(retailFile(rows));
const bucketsOf = (expectation: Expectation, ref: string): Buckets[] | undefined =>
  expectation.orders.get(ref)?.lines.map((line) => line.buckets);

describe('a plain invoice', () => {
  it('is placed, paid, shipped and delivered in one moment; every row is a line', () => {
    const expectation = count(['1', 'A', 6, '17850.0'], ['1', 'A', 6, '17850.0'], ['1', 'b ', 2]);
    const at = ['2011-07-01T08:00:00.000Z'];
    expect(expectation.orders.get('1')).toMatchObject({
      placedAt: at,
      lifecycle: 'completed',
      fulfilment: 'delivered',
      payment: 'captured',
      shipments: [{ node: 'main', status: 'delivered', dispatchedAt: at, deliveredAt: at }],
    });
    expect(expectation.orders.get('1')?.lines.map((line) => [line.sku, line.ordered])).toEqual([
      ['A', 6],
      ['A', 6],
      ['b', 2],
    ]);
    expect(expectation.stock.get('main/A')).toMatchObject({ onHand: 0, available: 0 });
  });

  it('is one order also where another invoice stands between its rows', () => {
    const expectation = count(['1', 'A', 1], ['2', 'A', 1], ['1', 'X', 1]);
    expect(expectation.orders.get('1')?.lines).toHaveLength(2);
    expect([...expectation.orders.keys()]).toEqual(['1', '2']);
  });

  it('keeps charges out of lines and stock; a gift and an unlike case are goods', () => {
    const expectation = count(
      ['1', 'POST', 1],
      ['1', 'gift_0001_20', 1],
      ['1', 'd', 1],
      ['1', 'm', 1],
    );
    expect(expectation.orders.get('1')?.lines.map((line) => line.sku)).toEqual([
      'gift_0001_20',
      'd',
    ]);
    expect([...expectation.stock.keys()]).toEqual(['main/gift_0001_20', 'main/d']);
  });

  it('of charges alone is an order without lines that is completed', () => {
    const expectation = count(['A1', 'B', 1], ['2', 'BANK CHARGES', -1]);
    for (const ref of ['A1', '2']) {
      expect(expectation.orders.get(ref)).toMatchObject({
        lifecycle: 'completed',
        fulfilment: 'unfulfilled',
        lines: [],
        shipments: [],
        exceptions: [],
      });
    }
    expect(expectation.stock.size).toBe(0);
  });

  it('of negative quantities only is a write-off of what came in first, and no order', () => {
    const expectation = count(['1', 'A', -5]);
    expect(expectation.orders.size).toBe(0);
    expect(expectation.stock.get('main/A')).toMatchObject({ onHand: 0, available: 0 });
    expect(expectation.totals).toMatchObject({
      adjustments: 1,
      writtenOffUnits: 5,
      receivedUnits: 5,
    });
  });

  it('with both signs is an order of the positive rows and a write-off of the others', () => {
    const expectation = count(['1', 'A', 3], ['1', 'X', -2], ['1', 'Y', 0]);
    expect(expectation.orders.get('1')?.lines.map((line) => line.sku)).toEqual(['A']);
    expect(expectation.totals).toMatchObject({ orders: 1, units: 3, adjustments: 1 });
  });
});

describe('a C-invoice', () => {
  it('takes back from the newest earlier order first, then from older ones', () => {
    const expectation = count(
      ['1', 'A', 5, '7.0'],
      ['2', 'A', 2, '7'],
      ['2', 'A', 2, '7'],
      ['C3', 'A', -5, '7.0'],
      ['4', 'A', 9, '7.0'],
    );
    expect(bucketsOf(expectation, '2')).toEqual([
      { delivered: 0, restocked: 2 },
      { delivered: 0, restocked: 2 },
    ]);
    expect(bucketsOf(expectation, '1')).toEqual([{ delivered: 4, restocked: 1 }]);
    expect(bucketsOf(expectation, '4')).toEqual([{ delivered: 9 }]);
    expect(['1', '2', '4'].map((ref) => expectation.orders.get(ref)?.fulfilment)).toEqual([
      'partially_returned',
      'returned',
      'delivered',
    ]);
    expect(expectation.stock.get('main/A')).toMatchObject({ onHand: 5, available: 5 });
    expect(expectation.totals).toMatchObject({ returnedUnits: 5, deliveredUnits: 13 });
  });

  it('never takes the same unit twice: the rest raises the stock unmatched', () => {
    const expectation = count(['1', 'A', 3, '7'], ['C2', 'A', -2, '7'], ['C3', 'A', -4, '7']);
    expect(bucketsOf(expectation, '1')).toEqual([{ delivered: 0, restocked: 3 }]);
    expect(expectation.totals).toMatchObject({ unmatchedReturns: 1, unmatchedUnits: 3 });
    expect(expectation.stock.get('main/A')).toMatchObject({ onHand: 6, available: 6 });
  });

  it('matches no other customer, nobody, no unlike case and no later order', () => {
    const expectation = count(
      ['1', 'A', 1, '7'],
      ['2', 'A', 1],
      ['C3', 'A', -1, '8'],
      ['C4', 'A', -1],
      ['C5', 'a', -1, '7'],
      ['C6', 'X', -1, '7'],
      ['7', 'X', 1, '7'],
    );
    expect(expectation.totals).toMatchObject({ returnedUnits: 0, unmatchedReturns: 4 });
    expect([...expectation.stock.values()].map((stock) => [stock.sku, stock.onHand])).toEqual([
      ['A', 2],
      ['a', 1],
      ['X', 1],
    ]);
  });

  it('matches an order that began before it and goes on after it', () => {
    const expectation = count(['1', 'X', 1, '7'], ['C2', 'A', -1, '7'], ['1', 'A', 1, '7']);
    expect(bucketsOf(expectation, '1')).toEqual([{ delivered: 1 }, { delivered: 0, restocked: 1 }]);
  });

  it('counts its charges as credits', () => {
    const expectation = count(['1', 'M', 1, '7'], ['C2', 'M', -1, '7']);
    expect(expectation.totals).toMatchObject({ orders: 1, credits: 1, unmatchedReturns: 0 });
  });
});
