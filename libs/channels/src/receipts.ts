import { keyOf, sha256Hex } from '#kernel';
import type { Receipt } from '#inventory';
import { stockRow } from './messages.js';
import type { StockRow } from './rows.js';

/** Units that must come in before anything else: those of one order line, or written off. */
export interface Arrival {
  readonly node: string;
  readonly sku: string;
  readonly id: string;
  /** Whole units. */
  readonly quantity: number;
}

/** Receipts a message. */
const receiptsMax = 500;

/**
 * How many of `quantity` units arrive (ARCHITECTURE.md §10): floor(q·F + h), where h from the
 * receipt's id spreads the shortage evenly and always the same way.
 */
export const arriving = (id: string, quantity: number, factor: number): number => {
  if (factor === 1) return quantity;
  const h = Number.parseInt(sha256Hex(id).slice(0, 8), 16) / 2 ** 32;
  return Math.floor(quantity * factor + h);
};

const placeOf = ({ node, sku }: Arrival): string => keyOf(node, sku);

/** How many rows `receiveRows` makes. */
export const receiveRowsCount = (
  arrivals: Iterable<Arrival>,
  factor: number,
  chunk = receiptsMax,
): number => {
  const counts = new Map<string, number>();
  for (const arrival of arrivals) {
    if (arriving(arrival.id, arrival.quantity, factor) === 0) continue;
    counts.set(placeOf(arrival), (counts.get(placeOf(arrival)) ?? 0) + 1);
  }
  let rows = 0;
  for (const count of counts.values()) rows += Math.ceil(count / chunk);
  return rows;
};

/** One `stock.receive` for each `chunk` arrivals of a SKU at a node, the last ones at the end. */
export function* receiveRows(
  tenant: string,
  arrivals: Iterable<Arrival>,
  factor: number,
  chunk = receiptsMax,
): Generator<StockRow> {
  const waiting = new Map<string, { readonly of: Arrival; receipts: Receipt[] }>();
  const rowOf = ({ node, sku }: Arrival, receipts: readonly Receipt[]): StockRow =>
    stockRow(tenant, node, sku, { type: 'stock.receive', data: { receipts } });
  for (const arrival of arrivals) {
    const units = arriving(arrival.id, arrival.quantity, factor);
    if (units === 0) continue;
    const key = placeOf(arrival);
    const entry = waiting.get(key) ?? { of: arrival, receipts: [] };
    entry.receipts.push({ id: arrival.id, quantity: String(units) });
    waiting.set(key, entry);
    if (entry.receipts.length < chunk) continue;
    yield rowOf(entry.of, entry.receipts);
    waiting.delete(key);
  }
  for (const { of, receipts } of waiting.values()) yield rowOf(of, receipts);
}
