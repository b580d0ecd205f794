import { invariant } from '#kernel';
import type { Dice } from './dice.js';

/** When the units of a product come in: before the orders, after them, or never. */
export type Supply = 'stocked' | 'late' | 'sold-out';

export interface Product {
  /** 0 is the one that sells best. */
  readonly rank: number;
  readonly sku: string;
  /** Minor units. */
  readonly price: number;
  readonly supply: Supply;
}

const nouns = [
  'lamp',
  'kettle',
  'blanket',
  'stool',
  'mirror',
  'vase',
  'tray',
  'clock',
  'basket',
  'candle',
  'teapot',
  'apron',
  'lantern',
  'cushion',
  'bowl',
];
const productsCount = 240;
export const nodes = ['harbour', 'hillside', 'station'] as const;

const supplyOf = (rank: number): Supply =>
  rank % 23 === 11 ? 'late' : rank % 31 === 17 ? 'sold-out' : 'stocked';

export const products: readonly Product[] = Array.from({ length: productsCount }, (_, rank) => ({
  rank,
  sku: `${(nouns[rank % nouns.length] ?? '').toUpperCase()}-${String(rank + 1).padStart(3, '0')}`,
  price: 250 + ((rank * 7919) % 9_700),
  supply: supplyOf(rank),
}));

/** Running sums of 1/(rank + 1), Zipf's law: the first product sells twice as well as the next. */
const sums = products.reduce<readonly number[]>(
  (before, { rank }) => [...before, (before.at(-1) ?? 0) + 1 / (rank + 1)],
  [],
);
const sum = sums.at(-1) ?? 0;

const productAt = (rank: number): Product => {
  const product = products[rank];
  invariant(product !== undefined, `no product of rank ${rank}`);
  return product;
};

/** A product by Zipf's law. */
export const productBy = (chance: Dice): Product => {
  const point = chance.roll() * sum;
  let low = 0;
  let high = sums.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sums[middle] ?? 0) <= point) low = middle + 1;
    else high = middle;
  }
  return productAt(low);
};

/** The next product behind this one that is always there. */
export const stockedNear = ({ rank }: Product): Product =>
  products.find((each) => each.rank > rank && each.supply === 'stocked') ?? productAt(0);
