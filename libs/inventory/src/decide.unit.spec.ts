import { changesNothingTwice, given, isRefusal } from '#kernel';
import {
  M,
  N,
  after,
  answer,
  decideAll,
  issue,
  recall,
  receive,
  release,
  request,
  reserve,
  totals,
} from '../test/ledger.js';
import { stock } from './index.js';
import type { StockCommand } from './index.js';

const books = (reserved: string, backordered = '0') => ({ reserved, backordered });
const empty = () => given(stock, []);
const back = (id: string, condition: 'available' | 'unavailable'): StockCommand => ({
  type: 'stock.return',
  data: { id, quantity: '1', condition, reason: 'restocked', order: N },
});
const adjust = (quantity: string, condition?: 'available' | 'unavailable'): StockCommand => ({
  type: 'stock.adjust',
  data: { id: quantity, quantity, reason: 'broken', condition },
});
const count = (counted: string): StockCommand => ({
  type: 'stock.count',
  data: { id: `on-${counted}`, counted },
});

/** Three of four units asked for are reserved. */
const threeOfFour = () => decideAll(stock.initial, [receive('3', 'first'), reserve('4')]).events;

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

describe('an order line asks for units', () => {
  it('reserves what is there and answers', () => {
    after(receive('5'))
      .when(reserve('2'))
      .then([
        {
          type: 'stock.reserved',
          data: {
            order: N,
            line: '1',
            quantity: '2',
            request: request({ asked: '2' }),
            answer: answer({ reserved: '2' }),
          },
        },
      ]);
  });

  it('backorders the rest, the answer on the last event', () => {
    const asked = request({ asked: '5' });
    after(receive('3'))
      .when(reserve('5'))
      .then([
        { type: 'stock.reserved', data: { order: N, line: '1', quantity: '3', request: asked } },
        {
          type: 'stock.backordered',
          data: {
            order: N,
            line: '1',
            quantity: '2',
            request: asked,
            answer: answer({ reserved: '3', backordered: '2' }),
          },
        },
      ]);
  });

  it('refuses the rest where the line says so', () => {
    const asked = request({ asked: '5', onShortage: 'refuse' });
    after(receive('3'))
      .when(reserve('5', { onShortage: 'refuse' }))
      .then([
        { type: 'stock.reserved', data: { order: N, line: '1', quantity: '3', request: asked } },
        {
          type: 'stock.refused',
          data: {
            order: N,
            line: '1',
            quantity: '2',
            request: asked,
            answer: answer({ reserved: '3', refused: '2' }),
          },
        },
      ]);
  });

  it('answers a newer request that asks for nothing more', () => {
    after(receive('5'), reserve('2'))
      .when(reserve('2', { request: 2 }))
      .then([
        {
          type: 'stock.reserved',
          data: {
            order: N,
            line: '1',
            quantity: '0',
            request: request({ asked: '2', request: 2 }),
            answer: answer({ request: 2, reserved: '2' }),
          },
        },
      ]);
  });

  it('takes only the difference when a total was raised', () => {
    const given2back = release({ request: 2, asked: '2', released: '2' });
    const ledger = after(receive('9'), reserve('2'), given2back);
    const again = ledger.when(reserve('4', { request: 3, released: '2' }));
    expect(totals(again.state())).toBe('9 7 2 0 0');
  });

  it('does not take two lines of one order on the same SKU for one', () => {
    const ledger = after(receive('3'), reserve('2'), reserve('2', { line: '2' }));
    expect(totals(ledger.state())).toBe('3 0 3 0 1');
  });

  it('refuses units that the queue could not count, and every buyer is answered', () => {
    const answered = after(reserve('9007199254'))
      .when(reserve('2', { order: M }))
      .answer();
    expect(answered).toMatchObject([
      { type: 'stock.backordered' },
      { type: 'stock.refused', data: { answer: { order: M } } },
    ]);
  });
});

describe('an order line gives units back', () => {
  const asked4 = [receive('3'), reserve('4')];

  it('takes backordered units first, then reserved ones; no answer where the books agree', () => {
    const data = { request: 2, asked: '4', released: '2', expected: books('2') };
    const ledger = after(...asked4)
      .when(release(data))
      .then([
        {
          type: 'stock.released',
          data: {
            order: N,
            line: '1',
            quantity: '2',
            fromBackordered: '1',
            fromReserved: '1',
            request: request(data),
          },
        },
      ]);
    expect(totals(ledger.state())).toBe('3 1 2 0 0');
  });

  it('answers where the books say otherwise', () => {
    const data = { request: 2, asked: '4', released: '1', expected: books('2', '1') };
    after(...asked4)
      .when(release(data))
      .then([
        {
          type: 'stock.released',
          data: {
            order: N,
            line: '1',
            quantity: '1',
            fromBackordered: '1',
            fromReserved: '0',
            request: request(data),
            answer: answer({ request: 2, reserved: '3' }),
          },
        },
      ]);
  });

  it('records a request that finds nothing to give back', () => {
    const data = {
      request: 2,
      asked: '4',
      released: '4',
      onShortage: 'refuse' as const,
      expected: books('0'),
    };
    after(reserve('4', { onShortage: 'refuse' }))
      .when(release(data))
      .then([
        {
          type: 'stock.released',
          data: {
            order: N,
            line: '1',
            quantity: '0',
            fromBackordered: '0',
            fromReserved: '0',
            request: request(data),
          },
        },
      ]);
  });

  it('hands them to whoever waits, in the same decision', () => {
    const waiting = after(receive('2'), reserve('2'), reserve('1', { order: M }));
    const data = { request: 2, asked: '2', released: '2', expected: books('0') };
    const ledger = waiting.when(release(data)).then([
      {
        type: 'stock.released',
        data: {
          order: N,
          line: '1',
          quantity: '2',
          fromBackordered: '0',
          fromReserved: '2',
          request: request(data),
        },
      },
      {
        type: 'stock.backorder-filled',
        data: {
          more: false,
          fills: [
            { order: M, line: '1', quantity: '1', answer: answer({ order: M, reserved: '1' }) },
          ],
        },
      },
    ]);
    expect(totals(ledger.state())).toBe('2 1 1 0 0');
  });
});

describe('units leave the building', () => {
  it('issues reserved units, and the order knows it already', () => {
    const data = { request: 2, asked: '2', issued: '2', expected: books('0') };
    const ledger = after(receive('5'), reserve('2'))
      .when(issue(data))
      .then([
        {
          type: 'stock.issued',
          data: {
            order: N,
            line: '1',
            quantity: '2',
            fromReserved: '2',
            fromBackordered: '0',
            fromAvailable: '0',
            request: request(data),
          },
        },
      ]);
    expect(totals(ledger.state())).toBe('3 3 0 0 0');
  });

  it('issues backordered units as well: they were there, and the books were short', () => {
    const data = { request: 2, asked: '2', issued: '2', expected: books('0') };
    const ledger = after(receive('1'), reserve('2'))
      .when(issue(data))
      .then([
        { type: 'stock.shortfall', data: { quantity: '1', reason: 'issued', order: N } },
        {
          type: 'stock.issued',
          data: {
            order: N,
            line: '1',
            quantity: '2',
            fromReserved: '1',
            fromBackordered: '1',
            fromAvailable: '0',
            request: request(data),
          },
        },
      ]);
    expect(totals(ledger.state())).toBe('-1 -1 0 0 0');
  });

  it('takes from the queue what the order took there: what it reserved is with its node', () => {
    const elsewhere = issue({ request: 2, asked: '3', issued: '1', expected: books('2') });
    const ledger = after(receive('2'), reserve('3')).when(elsewhere);
    expect(ledger.answer()).toMatchObject([
      { type: 'stock.shortfall', data: { quantity: '1' } },
      { type: 'stock.issued', data: { fromReserved: '0', fromBackordered: '1' } },
    ]);
    expect(totals(ledger.state())).toBe('1 -1 2 0 0');
  });

  it('issues cancelled units that were shipped all the same from what is available', () => {
    const cancelled = after(
      receive('2'),
      reserve('2'),
      release({ request: 2, asked: '2', released: '2', expected: books('0') }),
    );
    const shipped = issue({
      request: 3,
      asked: '2',
      released: '2',
      issued: '2',
      expected: books('0'),
    });
    expect(cancelled.when(shipped).answer()).toMatchObject([
      {
        type: 'stock.issued',
        data: { fromReserved: '0', fromBackordered: '0', fromAvailable: '2' },
      },
    ]);
    expect(totals(cancelled.when(shipped).state())).toBe('0 0 0 0 0');
  });

  it('issues a part now and the rest later', () => {
    const part = issue({ request: 2, asked: '5', issued: '2', expected: books('3') });
    const rest = issue({ request: 3, asked: '5', issued: '5', expected: books('0') });
    const ledger = after(receive('5'), reserve('5'), part, rest);
    expect(totals(ledger.state())).toBe('0 0 0 0 0');
    ledger.when(part).thenNothing();
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
