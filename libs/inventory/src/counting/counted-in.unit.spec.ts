import { given, keyOf } from '#kernel';
import { M, N, after, receive, reserve, totals } from '../../test/ledger.js';
import { kilos, heard, grams } from '../../test/weighed.js';
import { stock } from '../index.js';

describe('events from before ledgers named their unit', () => {
  it('have totals as the ledger counted them, and fold into the same', () => {
    const now = after(kilos('10'), grams('500')).state();
    const old = given(stock, [
      { type: 'stock.received', data: { receipts: [{ id: 'r', quantity: '10' }], unit: 'kg' } },
      {
        type: 'stock.reserved',
        data: {
          order: N,
          line: '1',
          quantity: '0.5',
          request: {
            order: N,
            line: '1',
            request: 1,
            asked: '0.5',
            released: '0',
            issued: '0',
            onShortage: 'backorder',
            unit: 'g',
          },
        },
      },
    ]).state();
    const reservation = `r/${keyOf(N, '1')}`;
    expect(old.parts.get(reservation)).toEqual(now.parts.get(reservation));
  });

  it('have no totals where nothing was moved; the answer says how many were refused', () => {
    const old = given(stock, [
      { type: 'stock.received', data: { receipts: [{ id: 'r', quantity: '10' }], unit: 'kg' } },
      {
        type: 'stock.refused',
        data: {
          order: N,
          line: '1',
          quantity: '0',
          request: {
            order: N,
            line: '1',
            request: 1,
            asked: '0',
            released: '0',
            issued: '0',
            onShortage: 'backorder',
            unit: 'l',
          },
          answer: {
            order: N,
            line: '1',
            request: 1,
            reserved: '0',
            backordered: '0',
            refused: '5',
            issued: '0',
            reason: 'unit-mismatch',
            keptIn: 'kg',
          },
        },
      },
    ]).state();
    expect(old.parts.get(`r/${keyOf(N, '1')}`)).toMatchObject({
      asked: 5_000_000,
      refused: 5_000_000,
      isForeign: true,
    });
  });
});

describe('the unit of a ledger', () => {
  it('is what the first movement names; a later one is converted, or keeps to it unnamed', () => {
    const ledger = after(
      kilos('1'),
      { type: 'stock.adjust', data: { id: 'a', quantity: '-250', reason: 'r', unit: 'g' } },
      { type: 'stock.count', data: { id: 'c', counted: '2' } },
    );
    expect(ledger.state().root).toMatchObject({ unit: 'kg', isAgreed: true });
    expect(totals(ledger.state())).toBe('2 2 0 0 0');
    ledger
      .when({ type: 'stock.adjust', data: { id: 'b', quantity: '1', reason: 'r', unit: 'l' } })
      .thenRefused('unit_mismatch');
  });

  it('is the line’s where an order comes first, until a movement says it', () => {
    const waiting = after(grams('500'));
    expect(heard(waiting, kilos('1'))).toMatchObject({
      data: { fills: [{ quantity: '0.5', answer: { reserved: '500' } }] },
    });
    expect(waiting.when(kilos('1')).state().root).toMatchObject({ unit: 'kg', isAgreed: true });
    const refused = after(reserve('5', { unit: 'l', onShortage: 'refuse' }));
    expect(totals(refused.when(kilos('1')).state())).toBe('1 1 0 0 0');
    expect(refused.when(kilos('1')).state().root).toMatchObject({ unit: 'kg' });
  });

  it('may change while nothing lies there and nobody waits', () => {
    const sold = after(receive('1'), { type: 'stock.count', data: { id: 'c', counted: '0' } });
    expect(sold.when(kilos('3')).state().root).toMatchObject({ unit: 'kg', onHand: 3_000_000 });
  });

  it('refuses a quantity that it could not count exactly', () => {
    after(kilos('1'))
      .when({
        type: 'stock.receive',
        data: { receipts: [{ id: 'x', quantity: '0.000001' }], unit: 'mg' },
      })
      .thenRefused('unit_mismatch');
  });
});

describe('a count with what the books had then', () => {
  it('corrects by what was found wrong, whatever moved since', () => {
    const ledger = after(
      receive('10'),
      reserve('3', { order: M }),
      {
        type: 'stock.issue',
        data: {
          order: M,
          line: '1',
          request: 2,
          asked: '3',
          released: '0',
          issued: '3',
          onShortage: 'backorder',
        },
      },
      { type: 'stock.count', data: { id: 'c', counted: '10', expected: '10' } },
    );
    expect(totals(ledger.state())).toBe('7 7 0 0 0');
  });
});
