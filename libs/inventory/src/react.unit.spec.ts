import type { Recorded } from '#kernel';
import type { Disposition, OrderEvent, OrderLine, StockRequest } from '#orders';
import { M, N, key } from '../test/ledger.js';
import { stockKey, stockOf, stockReactions } from './index.js';
import type { StockEvent } from './index.js';

const recorded = (event: OrderEvent): Recorded<OrderEvent> => ({
  event,
  key: N,
  tenant: 'acme',
  number: N,
  id: '0:inbox:1:0:0',
  chain: 1,
  index: 0,
  version: 1,
  at: 0,
});
const line = (name: string, sku: string): OrderLine => ({
  line: name,
  sku,
  node: 'main',
  quantity: '2',
  unit: 'each',
  unitPrice: '1',
  onShortage: 'backorder',
});
const asked: StockRequest = {
  line: '1',
  sku: 'A/B',
  node: 'main',
  request: 2,
  asked: '2',
  released: '1',
  issued: '0',
  expected: { reserved: '1', backordered: '0' },
  onShortage: 'refuse',
};
const news = { shipment: `${N}-S1`, node: 'main', status: 'dispatched', lines: [] } as const;
const followed = { news, moves: [], requests: [asked] };
const returned = (disposition: Disposition): OrderEvent => ({
  type: 'line.returned',
  data: {
    id: 'R',
    disposition,
    moves: [
      { line: '1', quantity: '1', from: 'delivered', sku: 'A', node: 'main' },
      { line: '1', quantity: '2', from: 'shipped', sku: 'A', node: 'main' },
    ],
  },
});

const filled = (more: boolean): Recorded<StockEvent> => ({
  event: { type: 'stock.backorder-filled', data: { fills: [], more } },
  key,
  tenant: 'acme',
  number: M,
  id: '0:inbox:1:0:0',
  chain: 1,
  index: 0,
  version: 1,
  at: 0,
});

describe('a stock key', () => {
  it('reads back, whatever slashes the SKU has', () => {
    expect(stockKey('acme', 'main', 'A/B')).toBe('acme/main/A/B');
    expect(stockOf('acme/main/A/B')).toEqual({ tenant: 'acme', node: 'main', sku: 'A/B' });
  });
});

describe('what the inventory hears from orders', () => {
  it('asks for each line of an order that was placed, as request 1', () => {
    const postings = stockReactions.orders(
      recorded({
        type: 'order.placed',
        data: {
          number: N,
          placedAt: '2026-01-05T10:00:00Z',
          claim: { tenant: 'acme', channel: 'web', channelRef: 'R-1', attempt: 0 },
          body: {
            currency: 'EUR',
            charges: [],
            lines: [line('1', 'A'), line('2', 'A')],
            policy: { allOrNothing: false, onEmpty: 'exception', releaseOn: 'paid', timers: true },
          },
        },
      }),
    );
    expect(postings).toEqual(
      ['1', '2'].map((name) => ({
        key: 'acme/main/A',
        tenant: 'acme',
        number: N,
        command: {
          type: 'stock.reserve',
          data: {
            order: N,
            line: name,
            request: 1,
            asked: '2',
            released: '0',
            issued: '0',
            onShortage: 'backorder',
          },
        },
      })),
    );
  });

  it.each([
    ['stock.reserve', { type: 'line.reserve-requested', data: { requests: [asked] } }],
    [
      'stock.release',
      { type: 'line.cancelled', data: { reason: 'x', moves: [], requests: [asked] } },
    ],
    [
      'stock.release',
      { type: 'line.node-refused', data: { reason: 'x', moves: [], requests: [asked] } },
    ],
    ['stock.issue', { type: 'line.shipped', data: followed }],
    ['stock.issue', { type: 'line.delivered', data: followed }],
    ['stock.issue', { type: 'line.delivery-failed', data: followed }],
    ['stock.issue', { type: 'line.lost', data: followed }],
    ['stock.issue', { type: 'line.returned-to-sender', data: followed }],
    ['stock.recall', { type: 'line.recalled', data: followed }],
  ] as const)('makes a %s of %j', (verb, event) => {
    const data = {
      order: N,
      line: '1',
      request: 2,
      asked: '2',
      released: '1',
      issued: '0',
      expected: { reserved: '1', backordered: '0' },
      onShortage: 'refuse',
    };
    expect(stockReactions.orders(recorded(event))).toEqual([
      { key: 'acme/main/A/B', tenant: 'acme', number: N, command: { type: verb, data } },
    ]);
  });

  it.each([
    ['restocked', 'available'],
    ['quarantined', 'unavailable'],
  ] as const)(
    'puts %s goods back as %s, each move under an id of its own',
    (disposition, condition) => {
      const postings = stockReactions.orders(recorded(returned(disposition)));
      expect(postings.map(({ command }) => command)).toEqual(
        [
          ['1', '1'],
          ['2', '2'],
        ].map(([index, quantity]) => ({
          type: 'stock.return',
          data: {
            id: `${N}/R/1/${index}`,
            quantity,
            condition,
            reason: disposition,
            order: N,
            isBooked: true,
            unit: 'each',
            before: '0',
          },
        })),
      );
    },
  );

  it('hears nothing of what moves no stock', () => {
    for (const event of [
      returned('scrapped'),
      returned('missing'),
      { type: 'order.accepted', data: {} } as const,
    ])
      expect(stockReactions.orders(recorded(event))).toEqual([]);
  });
});

describe('what the inventory hears from itself', () => {
  it('goes on filling where a decision could not reach the end of the queue', () => {
    expect(stockReactions.inventory(filled(true))).toEqual([
      { key, tenant: 'acme', command: { type: 'stock.fill', data: {} } },
    ]);
    expect(stockReactions.inventory(filled(false))).toEqual([]);
  });
});
