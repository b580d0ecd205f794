import { given } from '#kernel';
import {
  M,
  N,
  after,
  answer,
  decideAll,
  issue,
  receive,
  release,
  request,
  reserve,
  totals,
} from '../../test/ledger.js';
import { stock } from '../index.js';
import type { BackorderFilled, StockCommand, StockEvent } from '../index.js';

const fill: StockCommand = { type: 'stock.fill', data: {} };
const orderOf = (index: number): string => `ORDER-${String(index).padStart(5, '0')}`;
const buyers = (count: number, asked = '1', onShortage: 'backorder' | 'refuse' = 'backorder') =>
  Array.from({ length: count }, (_, index) =>
    reserve(asked, { order: orderOf(index), onShortage }),
  );
const fillsOf = (events: readonly StockEvent[]): readonly BackorderFilled['data'][] =>
  events.flatMap((event) => (event.type === 'stock.backorder-filled' ? [event.data] : []));

describe('the backorder queue', () => {
  it('is filled first come, first served, the last one in part', () => {
    const queue = after(reserve('2'), reserve('3', { order: M }), reserve('1', { line: '2' }));
    const received = receive('4');
    const ledger = queue.when(received).then([
      { type: 'stock.received', data: { receipts: [{ id: 'receipt-4', quantity: '4' }] } },
      {
        type: 'stock.backorder-filled',
        data: {
          more: false,
          fills: [
            { order: N, line: '1', quantity: '2', answer: answer({ reserved: '2' }) },
            {
              order: M,
              line: '1',
              quantity: '2',
              answer: answer({ order: M, reserved: '2', backordered: '1' }),
            },
          ],
        },
      },
    ]);
    expect(totals(ledger.state())).toBe('4 0 4 0 2');
    expect(ledger.when(receive('9')).answer()).toMatchObject([
      {},
      {
        data: {
          fills: [
            { order: M, quantity: '1' },
            { order: N, line: '2', quantity: '1' },
          ],
        },
      },
    ]);
  });

  it('fills nothing where there is nothing to fill with, or nobody to fill', () => {
    given(stock, []).when(fill).thenNothing();
    after(receive('2')).when(fill).thenNothing();
    after(reserve('2')).when(fill).thenNothing();
  });

  it('a receipt that only ends a shortfall fills nobody', () => {
    const short = after(issue({ asked: '3', issued: '3' }), reserve('1', { order: M }));
    expect(short.when(receive('3')).answer()).toHaveLength(1);
    expect(short.when(receive('4')).answer()).toHaveLength(2);
  });

  it('keeps the older place of a line that asks for more, and loses the newer one first', () => {
    const queue = after(reserve('2'), reserve('1', { order: M }), reserve('5', { request: 2 }));
    const less = release({ request: 3, asked: '5', released: '2' });
    for (const ledger of [queue, queue.when(less).then(eventsOf(queue.when(less).answer()))]) {
      expect(ledger.when(receive('3')).answer()).toMatchObject([
        {},
        {
          data: {
            fills: [
              { order: N, quantity: '2' },
              { order: M, quantity: '1' },
            ],
          },
        },
      ]);
    }
  });

  it('serves one line at both of its places in one decision', () => {
    const queue = after(reserve('2'), reserve('1', { order: M }), reserve('5', { request: 2 }));
    expect(queue.when(receive('9')).answer()).toMatchObject([
      {},
      {
        data: {
          more: false,
          fills: [
            { order: N, quantity: '2', answer: { request: 2, reserved: '2', backordered: '3' } },
            { order: M, quantity: '1' },
            { order: N, quantity: '3', answer: { request: 2, reserved: '5', backordered: '0' } },
          ],
        },
      },
    ]);
  });
});

const eventsOf = (answered: ReturnType<ReturnType<ReturnType<typeof after>['when']>['answer']>) => {
  if (!('length' in answered)) throw new Error(answered.refused.code);
  return answered;
};

describe('a queue of 2,500', () => {
  const queued = decideAll(stock.initial, buyers(2500)).state;
  const received = decideAll(queued, [receive('3000')]);

  it('is filled by the thousand, in order; more says that a fill has to follow', () => {
    const second = decideAll(received.state, [fill]);
    const third = decideAll(second.state, [fill]);
    const rounds = [received, second, third].flatMap(({ events }) => fillsOf(events));
    expect(rounds.map(({ fills, more }) => [fills.length, more])).toEqual([
      [1000, true],
      [1000, true],
      [500, false],
    ]);
    const served = rounds.flatMap(({ fills }) => fills.map(({ order }) => order));
    expect(served).toEqual(Array.from({ length: 2500 }, (_, index) => orderOf(index)));
    expect(totals(third.state)).toBe('3000 500 2500 0 0');
    expect(decideAll(third.state, [fill]).events).toEqual([]);
  });

  it('is not overtaken while its fill is still to come; what is beyond it is free', () => {
    const small = decideAll(received.state, [reserve('400', { order: M })]);
    expect(totals(small.state)).toBe('3000 1600 1400 0 1500');
    const large = decideAll(received.state, [reserve('700', { order: M })]);
    expect(large.events).toMatchObject([
      { type: 'stock.reserved', data: { quantity: '500' } },
      { type: 'stock.backordered', data: { quantity: '200' } },
    ]);
  });

  it('may lose places while its fill is still to come', () => {
    const gone = release({ order: orderOf(1000), request: 2, asked: '1', released: '1' });
    const { events } = decideAll(received.state, [gone, fill]);
    expect(fillsOf(events)[0]?.fills[0]?.order).toBe(orderOf(1001));
  });
});

describe('200 buyers of the last 100 units', () => {
  it.each([
    ['backorder', 'stock.backordered', '100 0 100 0 100'],
    ['refuse', 'stock.refused', '100 0 100 0 0'],
  ] as const)(
    'exactly 100 are reserved, the rest get a %s, everybody is answered',
    (onShortage, otherwise, expected) => {
      const { state, events } = decideAll(stock.initial, [
        receive('100'),
        ...buyers(200, '1', onShortage),
      ]);
      expect(totals(state)).toBe(expected);
      const types = events.slice(1).map(({ type }) => type);
      expect(types.filter((type) => type === 'stock.reserved')).toHaveLength(100);
      expect(types.filter((type) => type === otherwise)).toHaveLength(100);
      expect(events.slice(1).every(({ data }) => 'answer' in data)).toBe(true);
      expect(decideAll(state, buyers(200, '1', onShortage)).events).toEqual([]);
    },
  );
});

describe('a number of a request', () => {
  it('that is not newer than the known one changes nothing, whatever it asks', () => {
    const ledger = after(receive('9'), reserve('2', { request: 3 }));
    for (const command of [
      reserve('9', { request: 2 }),
      release({ request: 3, released: '2' }),
      issue({ request: 1, issued: '2' }),
    ])
      ledger.when(command).thenNothing();
    expect(request().request).toBe(1);
  });
});
