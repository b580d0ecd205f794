import { invariant, millionths, never } from '#kernel';
import type { Quantity } from '#kernel';
import type { Condition, Receipt, StockEvent } from '../events.js';

/** What one SKU at one node holds, in millionths: `onHand = available + reserved + unavailable`. */
export interface StockTotals {
  readonly onHand: Quantity;
  readonly available: Quantity;
  readonly reserved: Quantity;
  readonly unavailable: Quantity;
  /** Of the unavailable ones: those that a node did not find, until they are counted. */
  readonly missing: Quantity;
  /** Asked for, not there: what the backorder queue waits for. */
  readonly backordered: Quantity;
}

export const noTotals: StockTotals = {
  onHand: 0,
  available: 0,
  reserved: 0,
  unavailable: 0,
  missing: 0,
  backordered: 0,
};

/** The totals after this event. Needs nothing but the totals before: the views fold it as well. */
export const totalsAfter = (totals: StockTotals, event: StockEvent): StockTotals => {
  switch (event.type) {
    case 'stock.received':
      return arrived(totals, sumOf(event.data.receipts), 'available');
    case 'stock.returned':
      return arrived(totals, millionths(event.data.quantity), event.data.condition);
    case 'stock.adjusted':
      return adjusted(totals, millionths(event.data.quantity), event.data.condition);
    case 'stock.counted':
      return counted(totals, event.data);
    case 'stock.reserved':
      return foundAmong(reservedFrom(totals, millionths(event.data.quantity), 0), event.data);
    case 'stock.backordered':
      return { ...totals, backordered: totals.backordered + millionths(event.data.quantity) };
    case 'stock.backorder-filled': {
      const filled = sumOf(event.data.fills);
      return foundAmong(reservedFrom(totals, filled, filled), event.data);
    }
    case 'stock.released': {
      const { quantity, fromReserved, fromBackordered } = event.data;
      invariant(
        millionths(quantity) === millionths(fromReserved) + millionths(fromBackordered),
        'released units come from reserved and backordered ones',
      );
      const after = reservedFrom(totals, -millionths(fromReserved), millionths(fromBackordered));
      const queued = millionths(event.data.queued ?? '0');
      return reservedFrom(withheldFrom(after, event.data), -queued, -queued);
    }
    case 'stock.issued': {
      const fromReserved = millionths(event.data.fromReserved);
      const fromBackordered = millionths(event.data.fromBackordered);
      return {
        ...totals,
        onHand: totals.onHand - millionths(event.data.quantity),
        available: totals.available - fromBackordered - millionths(event.data.fromAvailable),
        reserved: totals.reserved - fromReserved,
        backordered: totals.backordered - fromBackordered,
      };
    }
    case 'stock.recalled': {
      const quantity = millionths(event.data.quantity);
      return { ...totals, onHand: totals.onHand + quantity, reserved: totals.reserved + quantity };
    }
    case 'stock.refused':
    case 'stock.shortfall':
      return totals;
    default:
      return never(event);
  }
};

const sumOf = (rows: readonly Pick<Receipt, 'quantity'>[]): Quantity =>
  rows.reduce((sum, { quantity }) => sum + millionths(quantity), 0);

const arrived = (totals: StockTotals, quantity: Quantity, condition: Condition): StockTotals => ({
  ...totals,
  onHand: totals.onHand + quantity,
  [condition]: totals[condition] + quantity,
});

type DataOf<T extends StockEvent['type']> = Extract<StockEvent, { readonly type: T }>['data'];

/** Units that a node had not found are judged by the count: there, or in the difference. */
const counted = (
  totals: StockTotals,
  { difference, judged = '0' }: DataOf<'stock.counted'>,
): StockTotals => ({
  ...totals,
  onHand: totals.onHand + millionths(difference),
  available: totals.available + millionths(difference) + millionths(judged),
  unavailable: totals.unavailable - millionths(judged),
  missing: totals.missing - millionths(judged),
});

/** Units that leave are none of those that wait for a count, where they had been among them. */
const foundAmong = (
  totals: StockTotals,
  { found = '0' }: { readonly found?: string },
): StockTotals => {
  const quantity = millionths(found);
  return {
    ...totals,
    available: totals.available + quantity,
    unavailable: totals.unavailable - quantity,
    missing: totals.missing - quantity,
  };
};

/** Units given back that cannot be sold. */
const withheldFrom = (
  totals: StockTotals,
  { withheld = '0', request }: DataOf<'stock.released'>,
): StockTotals => {
  const quantity = millionths(withheld);
  return {
    ...totals,
    available: totals.available - quantity,
    unavailable: totals.unavailable + quantity,
    missing: totals.missing + (request.goods === 'damaged' ? 0 : quantity),
  };
};

/** What is written off beyond the unavailable units that the books know was an available one. */
const adjusted = (totals: StockTotals, quantity: Quantity, condition: Condition): StockTotals => {
  const change = condition === 'available' ? 0 : Math.max(quantity, -totals.unavailable);
  return {
    ...totals,
    onHand: totals.onHand + quantity,
    available: totals.available + quantity - change,
    unavailable: totals.unavailable + change,
    missing: Math.min(totals.missing, totals.unavailable + change),
  };
};

const reservedFrom = (
  { onHand, available, reserved, unavailable, missing, backordered }: StockTotals,
  quantity: Quantity,
  fromBackordered: Quantity,
): StockTotals => ({
  onHand,
  available: available - quantity,
  reserved: reserved + quantity,
  unavailable,
  missing,
  backordered: backordered - fromBackordered,
});
