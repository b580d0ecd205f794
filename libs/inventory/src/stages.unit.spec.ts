import { given } from '#kernel';
import { M, after, issue, outcome, recall, receive, release, reserve } from '../test/ledger.js';
import type { Ledger } from '../test/ledger.js';
import { stock } from './index.js';
import type { StockCommand } from './index.js';

const nothing = { reserved: '0', backordered: '0' };
const returned = (condition: 'available' | 'unavailable'): StockCommand => ({
  type: 'stock.return',
  data: { id: 'r', quantity: '1', condition, reason: 'restocked' },
});
const adjusted = (quantity: string): StockCommand => ({
  type: 'stock.adjust',
  data: { id: quantity, quantity, reason: 'found' },
});

/** Stages of a ledger as the line `1` of the order sees it; the next request is number 9. */
const stages: Readonly<Record<string, () => Ledger>> = {
  empty: () => given(stock, []),
  'in stock': () => after(receive('5', 'first')),
  reserved: () => after(receive('5', 'first'), reserve('3')),
  'partly reserved': () => after(receive('2', 'first'), reserve('3')),
  backordered: () => after(reserve('3')),
  refused: () => after(reserve('3', { onShortage: 'refuse' })),
  released: () =>
    after(
      receive('5', 'first'),
      reserve('3'),
      release({ request: 2, asked: '3', released: '3', expected: nothing }),
    ),
  issued: () =>
    after(
      receive('5', 'first'),
      reserve('3'),
      issue({ request: 2, asked: '3', issued: '3', expected: nothing }),
    ),
  'others wait': () => after(receive('3', 'first'), reserve('3'), reserve('2', { order: M })),
  short: () => after(issue({ order: M, asked: '2', issued: '2', expected: nothing })),
};

const commands: Readonly<Record<string, StockCommand>> = {
  receive: receive('1'),
  adjustUp: adjusted('1'),
  adjustDown: adjusted('-1'),
  count: { type: 'stock.count', data: { id: 'c', counted: '4' } },
  reserve: reserve('4', { request: 9 }),
  release: release({ request: 9, asked: '3', released: '3', expected: nothing }),
  issue: issue({ request: 9, asked: '3', issued: '3', expected: nothing }),
  recall: recall('6', { request: 9 }),
  returnGood: returned('available'),
  returnBroken: returned('unavailable'),
  fill: { type: 'stock.fill', data: {} },
};

/** Stage → command → what is recorded. */
const table: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  empty: {
    receive: 'received',
    adjustUp: 'adjusted',
    adjustDown: 'shortfall adjusted',
    count: 'counted',
    reserve: 'backordered',
    release: 'released',
    issue: 'shortfall issued',
    recall: 'recalled',
    returnGood: 'returned',
    returnBroken: 'returned',
    fill: '',
  },
  'in stock': {
    receive: 'received',
    adjustUp: 'adjusted',
    adjustDown: 'adjusted',
    count: 'counted',
    reserve: 'reserved',
    release: 'released',
    issue: 'issued',
    recall: 'recalled',
    returnGood: 'returned',
    returnBroken: 'returned',
    fill: '',
  },
  reserved: {
    receive: 'received',
    adjustUp: 'adjusted',
    adjustDown: 'adjusted',
    count: 'counted',
    reserve: 'reserved',
    release: 'released',
    issue: 'issued',
    recall: 'recalled',
    returnGood: 'returned',
    returnBroken: 'returned',
    fill: '',
  },
  'partly reserved': {
    receive: 'received backorder-filled',
    adjustUp: 'adjusted backorder-filled',
    adjustDown: 'shortfall adjusted',
    count: 'counted backorder-filled',
    reserve: 'backordered',
    release: 'released',
    issue: 'shortfall issued',
    recall: 'recalled',
    returnGood: 'returned backorder-filled',
    returnBroken: 'returned',
    fill: '',
  },
  backordered: {
    receive: 'received backorder-filled',
    adjustUp: 'adjusted backorder-filled',
    adjustDown: 'shortfall adjusted',
    count: 'counted backorder-filled',
    reserve: 'backordered',
    release: 'released',
    issue: 'shortfall issued',
    recall: 'recalled',
    returnGood: 'returned backorder-filled',
    returnBroken: 'returned',
    fill: '',
  },
  refused: {
    receive: 'received',
    adjustUp: 'adjusted',
    adjustDown: 'shortfall adjusted',
    count: 'counted',
    reserve: 'backordered',
    release: 'released',
    issue: 'shortfall issued',
    recall: 'recalled',
    returnGood: 'returned',
    returnBroken: 'returned',
    fill: '',
  },
  released: {
    receive: 'received',
    adjustUp: 'adjusted',
    adjustDown: 'adjusted',
    count: 'counted',
    reserve: 'reserved',
    release: 'released',
    issue: 'issued',
    recall: 'recalled',
    returnGood: 'returned',
    returnBroken: 'returned',
    fill: '',
  },
  issued: {
    receive: 'received',
    adjustUp: 'adjusted',
    adjustDown: 'adjusted',
    count: 'counted',
    reserve: 'reserved',
    release: 'released',
    issue: 'issued',
    recall: 'recalled',
    returnGood: 'returned',
    returnBroken: 'returned',
    fill: '',
  },
  'others wait': {
    receive: 'received backorder-filled',
    adjustUp: 'adjusted backorder-filled',
    adjustDown: 'shortfall adjusted',
    count: 'counted backorder-filled',
    reserve: 'backordered',
    release: 'released backorder-filled',
    issue: 'issued',
    recall: 'recalled',
    returnGood: 'returned backorder-filled',
    returnBroken: 'returned',
    fill: '',
  },
  short: {
    receive: 'received',
    adjustUp: 'adjusted',
    adjustDown: 'shortfall adjusted',
    count: 'counted',
    reserve: 'backordered',
    release: 'released',
    issue: 'shortfall issued',
    recall: 'recalled',
    returnGood: 'returned',
    returnBroken: 'returned',
    fill: '',
  },
};

describe('stage × command', () => {
  it('is total', () => {
    expect(Object.keys(table)).toEqual(Object.keys(stages));
    for (const row of Object.values(table)) {
      expect(Object.keys(row)).toEqual(Object.keys(commands));
    }
  });

  describe.each(Object.entries(stages))('%s', (stage, ledger) => {
    it.each(Object.entries(commands))('%s', (name, command) => {
      const answered = ledger().when(command);
      expect(outcome(answered.answer()).join(' ')).toBe(table[stage]?.[name]);
      const { root } = answered.state();
      expect(root.onHand).toBe(root.available + root.reserved + root.unavailable);
    });
  });
});
