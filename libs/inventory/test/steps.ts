import { given } from '#kernel';
import type { StockCommand } from '../src/events.js';
import { stock } from '../src/index.js';
import { N, decideAll, receive, reserve } from './ledger.js';

export const books = (reserved: string, backordered = '0') => ({ reserved, backordered });
export const empty = () => given(stock, []);

export const back = (id: string, condition: 'available' | 'unavailable'): StockCommand => ({
  type: 'stock.return',
  data: { id, quantity: '1', condition, reason: 'restocked', order: N },
});

export const adjust = (
  quantity: string,
  condition?: 'available' | 'unavailable',
): StockCommand => ({
  type: 'stock.adjust',
  data: { id: quantity, quantity, reason: 'broken', condition },
});

export const count = (counted: string): StockCommand => ({
  type: 'stock.count',
  data: { id: `on-${counted}`, counted },
});

/** Three of four units asked for are reserved. */
export const threeOfFour = () =>
  decideAll(stock.initial, [receive('3', 'first'), reserve('4')]).events;
