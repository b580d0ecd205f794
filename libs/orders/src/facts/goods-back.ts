/**
 * Goods that a node booked by SKU, and for which order: the stock has them before the order hears.
 */
import { conversionOf, converted, each, keyOf, millionths, sha256Hex } from '#kernel';
import type { Quantity } from '#kernel';
import type { RecordReturn } from '../commands.js';
import { lineOf } from '../state.js';
import type { BookedReturn, Placed } from '../state.js';

/** What the order calls it: each ledger has ids of its own. */
export const stockReturnId = (node: string, sku: string, reported: string): string =>
  sha256Hex(keyOf(node, sku, reported)).slice(0, 32);

type Goods = NonNullable<RecordReturn['data']['goods']>;

/** Of the goods, those that no line has taken yet, in the unit in which they were told. */
export const unbookedOf = (
  state: Placed,
  { quantity, unit }: Goods,
  booked: BookedReturn | undefined,
): Quantity =>
  (booked?.moves ?? []).reduce((rest, { line, quantity: some }) => {
    const conversion = conversionOf(lineOf(state, line)?.unit ?? each, unit ?? each);
    return rest - ((conversion && converted(millionths(some), conversion)) || 0);
  }, millionths(quantity));
