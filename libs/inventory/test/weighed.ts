import type { StockCommand } from '../src/events.js';
import { reserve, after } from './ledger.js';

export const kilos = (quantity: string, id = 'r'): StockCommand => ({
  type: 'stock.receive',
  data: { receipts: [{ id, quantity }], unit: 'KGM' },
});

export const grams = (asked: string, over: object = {}) => reserve(asked, { unit: 'g', ...over });

/** The answer that the order hears. */
export const heard = (ledger: ReturnType<typeof after>, command: StockCommand): unknown => {
  const events = ledger.when(command).answer();
  return Array.isArray(events) ? events.at(-1) : events;
};
