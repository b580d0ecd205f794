import { decimal } from '#kernel';
import type { Quantity } from '#kernel';
import { fillOf } from './backorders.js';
import type { StockEvent, StockShortfall } from '../events.js';
import { evolve } from '../evolve.js';
import type { StockItem, StockState } from '../state.js';

const isQueuedAgain = (event: StockEvent): boolean =>
  event.type === 'stock.released' && event.data.queued !== undefined;

/** `available` rose: the backorder queue comes first, in the same decision. */
export const withFills = (
  state: StockState,
  events: readonly StockEvent[],
): readonly StockEvent[] => {
  if (state.root.backordered === 0 && !events.some(isQueuedAgain)) return events;
  const fill = fillOf(events.reduce(evolve, state));
  return fill === undefined ? events : [...events, fill];
};

/** The shortfall that has to be told before `available` is lowered by this much, if any. */
export const shortfallOf = (
  { available }: StockItem,
  lowered: Quantity,
  reason: string,
  order?: string,
): readonly StockShortfall[] => {
  const quantity = Math.max(0, lowered - available) - Math.max(0, -available);
  if (quantity <= 0) return [];
  const data = { quantity: decimal(quantity), reason };
  return [{ type: 'stock.shortfall', data: order === undefined ? data : { ...data, order } }];
};
