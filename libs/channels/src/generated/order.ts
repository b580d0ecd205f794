/** One invented order: what is bought, where, and how the channel treats it. */
import { dayMs, instantText } from '#kernel';
import type { OrderBody, OrderLine, OrderPolicy } from '#orders';
import { nodes, productBy, stockedNear } from './assortment.js';
import type { Product, Supply } from './assortment.js';
import { dice } from './dice.js';
import type { Dice } from './dice.js';

export type ChannelName = 'web' | 'shop' | 'marketplace' | 'b2b';

/** A line with what will come in for it. */
export interface PlannedLine {
  readonly line: OrderLine;
  readonly units: number;
  readonly supply: Supply;
  /** Units that arrive before the orders (`stocked`), or after them (`late`). */
  readonly arriving: number;
}

export interface PlannedOrder {
  readonly index: number;
  readonly channel: ChannelName;
  readonly ref: string;
  /** Epoch milliseconds. */
  readonly placedAt: number;
  readonly body: OrderBody;
  readonly lines: readonly PlannedLine[];
  /** Minor units. */
  readonly total: number;
}

const openedAt = Date.parse('2026-01-05T07:00:00Z');
const betweenOrdersMs = 20_000;

const channelBy = (roll: number): ChannelName =>
  roll < 0.4 ? 'web' : roll < 0.65 ? 'shop' : roll < 0.9 ? 'marketplace' : 'b2b';

const releaseOn = {
  web: 'paid',
  shop: 'paid',
  marketplace: 'dispatch',
  b2b: 'accepted',
} as const satisfies Record<ChannelName, OrderPolicy['releaseOn']>;

const currencies = { web: 'EUR', shop: 'EUR', marketplace: 'GBP', b2b: 'EUR' } as const;
const freight = { web: 490, shop: 0, marketplace: 350, b2b: 2_500 } as const;

const customers = ['Ana Prado', 'Jonas Weiland', 'Maeve Corran', 'Tomas Lindqvist', 'Yuna Arai'];
const cities = ['Ostermoor', 'Vale Harbour', 'San Brillo', 'Lindholm'];

const priceText = (minor: number): string => (minor / 100).toFixed(2);

interface Bought {
  readonly product: Product;
  readonly node: string;
  readonly units: number;
}

/**
 * One to four lines, at times two of them on one SKU. At most one waits for goods: with two the
 * order of their arrival would show in the shipments, and no two runs would be alike.
 */
const boughtBy = (chance: Dice, channel: ChannelName): readonly Bought[] => {
  const bought: Bought[] = [];
  const count = 1 + Math.min(chance.below(4), chance.below(4));
  const home = nodes[chance.below(nodes.length)] ?? nodes[0];
  for (let i = 0; i < count; i += 1) {
    const units = channel === 'b2b' ? 5 * (1 + chance.below(8)) : 1 + chance.below(3);
    const before = bought.at(-1);
    const wanted = productBy(chance);
    if (before?.product.supply === 'stocked' && chance.chance(0.08)) {
      bought.push({ ...before, units });
      continue;
    }
    const waits = bought.some(({ product }) => product.supply === 'late');
    const product = wanted.supply === 'late' && waits ? stockedNear(wanted) : wanted;
    const node = chance.chance(0.8) ? home : (nodes[chance.below(nodes.length)] ?? home);
    bought.push({ product, node, units });
  }
  return bought;
};

const plannedLine = (
  { product, node, units }: Bought,
  at: number,
  refusing: boolean,
): PlannedLine => ({
  line: {
    line: String(at + 1),
    sku: product.sku,
    node,
    quantity: String(units),
    unit: 'each',
    unitPrice: priceText(product.price),
    onShortage: refusing && product.supply !== 'late' ? 'refuse' : 'backorder',
  },
  units,
  supply: product.supply,
  arriving: product.supply === 'sold-out' ? 0 : units,
});

/** A product of which fewer were made than this one order asks for. */
const limitedLine = (
  chance: Dice,
  ref: string,
  node: string,
  at: number,
  refusing: boolean,
): PlannedLine => {
  const units = 4 + chance.below(4);
  return {
    line: {
      line: String(at + 1),
      sku: `LIMITED-${ref}`,
      node,
      quantity: String(units),
      unit: 'each',
      unitPrice: '19.50',
      onShortage: refusing ? 'refuse' : 'backorder',
    },
    units,
    supply: 'stocked',
    arriving: 1 + chance.below(units - 1),
  };
};

const totalOf = (lines: readonly PlannedLine[], charge: number): number => {
  const totals = lines.map(({ line, units }) => Math.round(Number(line.unitPrice) * 100) * units);
  return totals.reduce((sum, total) => sum + total, charge);
};

/** The order of this number: the same one for the same seed, whatever was asked for before. */
export const plannedOrder = (seed: number, index: number): PlannedOrder => {
  const chance = dice(seed, index);
  const channel = channelBy(chance.roll());
  const ref = `${channel.slice(0, 1).toUpperCase()}${String(seed)}-${String(index + 1)}`;
  const placedAt = openedAt + index * betweenOrdersMs + chance.below(betweenOrdersMs);
  const bought = boughtBy(chance, channel);
  const refusing = chance.chance(0.35);
  const lines = bought.map((each, at) => plannedLine(each, at, refusing));
  if (chance.chance(0.02)) {
    const node = lines[0]?.line.node ?? nodes[0];
    lines.push(limitedLine(chance, ref, node, lines.length, refusing));
  }
  const waits = lines.some(({ supply }) => supply === 'late');
  const allOrNothing = chance.chance(0.08) && !waits;
  const customer = chance.below(10_000);
  const charge = freight[channel];
  const body: OrderBody = {
    placedAt: instantText(placedAt),
    currency: currencies[channel],
    policy: { allOrNothing, onEmpty: 'exception', releaseOn: releaseOn[channel], timers: false },
    customer: {
      id: `C-${customer}`,
      name: customers[customer % customers.length] ?? '',
      email: `c${customer}@example.org`,
    },
    shipTo: { city: cities[customer % cities.length] ?? '', country: 'XA' },
    promise: instantText(placedAt + 6 * dayMs).slice(0, 10),
    charges: charge === 0 ? [] : [{ code: 'freight', amount: charge }],
    lines: lines.map(({ line }) => line),
  };
  const total = totalOf(lines, charge);
  return { index, channel, ref, placedAt, body, lines, total };
};
