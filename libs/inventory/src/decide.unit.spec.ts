import { changesNothingTwice, isRefusal } from '#kernel';
import {
  M,
  after,
  decideAll,
  issue,
  recall,
  receive,
  release,
  reserve,
  totals,
} from '../test/ledger.js';
import { empty, back, adjust, count, threeOfFour } from '../test/steps.js';
import { stock } from './index.js';
import type { StockCommand } from './index.js';

describe('goods arrive', () => {
  it('counts each receipt id once, whichever message brings it', () => {
    const both: StockCommand = {
      type: 'stock.receive',
      data: {
        receipts: [
          { id: 'a', quantity: '2' },
          { id: 'b', quantity: '3' },
          { id: 'a', quantity: '2' },
        ],
      },
    };
    const ledger = empty()
      .when(both)
      .then([
        {
          type: 'stock.received',
          data: {
            receipts: [
              { id: 'a', quantity: '2' },
              { id: 'b', quantity: '3' },
            ],
          },
        },
      ]);
    ledger
      .when({
        type: 'stock.receive',
        data: {
          receipts: [
            { id: 'b', quantity: '3' },
            { id: 'c', quantity: '0.5' },
          ],
        },
      })
      .then([{ type: 'stock.received', data: { receipts: [{ id: 'c', quantity: '0.5' }] } }]);
    ledger.when(both).thenNothing();
    expect(totals(ledger.state())).toBe('5 5 0 0 0');
  });

  it.each(['0', '-1'])('refuses a receipt of %s and names the field', (quantity) => {
    const answered = empty()
      .when({
        type: 'stock.receive',
        data: {
          receipts: [
            { id: 'a', quantity: '2' },
            { id: 'b', quantity },
          ],
        },
      })
      .answer();
    expect(isRefusal(answered) && answered.refused).toMatchObject({
      code: 'quantity_not_positive',
      field: 'receipts[1].quantity',
    });
  });

  it('refuses what the ledger could no longer count exactly', () => {
    after(receive('9007199254', 'all')).when(receive('1')).thenRefused('quantity_too_large');
  });

  it('keeps a returned unit apart that cannot be sold', () => {
    const ledger = after(back('1', 'available'), back('2', 'unavailable'));
    expect(totals(ledger.state())).toBe('2 1 0 1 0');
    ledger.when(back('1', 'available')).thenNothing();
    empty()
      .when({
        type: 'stock.return',
        data: { id: '1', quantity: '0', condition: 'available', reason: 'x' },
      })
      .thenRefused('quantity_not_positive');
  });
});

describe('people correct the books', () => {
  it('writes off what can be sold, and tells a shortfall before it goes below zero', () => {
    const ledger = after(receive('5'), reserve('4'))
      .when(adjust('-3'))
      .then([
        { type: 'stock.shortfall', data: { quantity: '2', reason: 'broken' } },
        {
          type: 'stock.adjusted',
          data: { id: '-3', quantity: '-3', reason: 'broken', condition: 'available' },
        },
      ]);
    expect(totals(ledger.state())).toBe('2 -2 4 0 0');
    ledger.when(adjust('-3')).thenNothing();
    ledger.when(adjust('0')).thenRefused('quantity_zero');
  });

  it('tells of a shortfall only what it adds to one that is known', () => {
    const short = after(receive('1'), adjust('-3'));
    expect(short.when(adjust('-1')).answer()).toMatchObject([
      { type: 'stock.shortfall', data: { quantity: '1' } },
      { type: 'stock.adjusted' },
    ]);
  });

  it('counts what leaves as far as it can count, and refuses no issue', () => {
    const all = '9007199254';
    const low = after(issue({ order: M, asked: all, issued: all }));
    const answered = low.when(issue({ asked: '2', issued: '2' }));
    expect(answered.answer()).toMatchObject([
      { type: 'stock.shortfall', data: { quantity: '0.740991' } },
      { type: 'stock.issued', data: { quantity: '0.740991', request: { issued: '2' } } },
    ]);
    expect(totals(answered.state())).toBe('-9007199254.740991 -9007199254.740991 0 0 0');
  });

  it('takes back what never left: held for its line, whoever waits', () => {
    const left = after(
      receive('2'),
      reserve('2'),
      issue({ request: 2, asked: '2', issued: '2' }),
      reserve('5', { order: M }),
    );
    const again = recall('4', { request: 3, issued: '2' });
    const back = left.when(again);
    expect(totals(back.state())).toBe('2 0 2 0 5');
    expect(back.answer()).toMatchObject([{ type: 'stock.recalled', data: { quantity: '2' } }]);
    const twice = decideAll(left.state(), [again, again]);
    expect(twice.events).toHaveLength(1);
  });

  it('takes no count for an adjustment that has its id', () => {
    const ledger = after(receive('1', '-1'), adjust('-1'));
    expect(
      ledger.when({ type: 'stock.count', data: { id: '-1', counted: '3' } }).answer(),
    ).toMatchObject([{ type: 'stock.counted', data: { difference: '3' } }]);
  });

  it('writes off unavailable units, and available ones for what is beyond', () => {
    const ledger = after(receive('5'), adjust('2', 'unavailable'), adjust('-3', 'unavailable'));
    expect(totals(ledger.state())).toBe('4 4 0 0 0');
    expect(ledger.when(adjust('-6', 'unavailable')).answer()).toMatchObject([
      { type: 'stock.shortfall', data: { quantity: '2' } },
      { type: 'stock.adjusted' },
    ]);
  });

  it('counts what is on hand, reserved units too', () => {
    const ledger = after(receive('5'), reserve('4'))
      .when(count('7'))
      .then([{ type: 'stock.counted', data: { id: 'on-7', counted: '7', difference: '2' } }]);
    expect(totals(ledger.state())).toBe('7 3 4 0 0');
    expect(ledger.when(count('1')).answer()).toMatchObject([
      { type: 'stock.shortfall', data: { quantity: '3', reason: 'count' } },
      { type: 'stock.counted', data: { difference: '-6' } },
    ]);
    ledger.when(count('-1')).thenRefused('count_negative');
  });

  it.each([
    ['an adjustment', adjust('2')],
    ['a count', count('2')],
    ['a receipt', receive('2')],
    [
      'a return',
      {
        type: 'stock.return',
        data: { id: '1', quantity: '2', condition: 'available', reason: 'restocked' },
      },
    ],
  ] as const)('%s that raises available fills the queue first', (_, command) => {
    const answered = after(reserve('1')).when(command).answer();
    expect(answered).toMatchObject([{}, { type: 'stock.backorder-filled', data: { more: false } }]);
  });

  it.each([
    receive('2'),
    adjust('2'),
    adjust('-2'),
    count('3'),
    reserve('9'),
    reserve('9', { order: M }),
    release({ request: 2, asked: '4', released: '2' }),
    issue({ request: 2, asked: '4', issued: '4' }),
    { type: 'stock.fill', data: {} } as const,
    {
      type: 'stock.return',
      data: { id: '1', quantity: '2', condition: 'unavailable', reason: 'x' },
    } as const,
  ])('the same message twice changes nothing: $type', (command) => {
    const first = changesNothingTwice(stock, threeOfFour(), command);
    expect(Array.isArray(first)).toBe(true);
  });
});
