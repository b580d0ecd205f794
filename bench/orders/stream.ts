import type { OrderBody, OrderLine } from '#orders';
import { dice } from '#simulation';
import type { Dice } from '#simulation';
import { zipf } from './popularity.js';

export const skusCount = 2_000;
export const node = 'harbour';
const linesMax = 3;
const popular = zipf(skusCount);

export const skuOf = (place: number): string => `SKU-${String(place).padStart(4, '0')}`;

/** An order as every side gets it: about 570 bytes of JSON. */
export interface StreamOrder {
  /** Unique among all orders of one seed. */
  readonly ref: string;
  readonly body: OrderBody;
}

/** Chooses the SKUs of an order, each at most once. */
export type Choice = (chance: Dice) => readonly string[];

/** 1 to 3 lines, SKUs by Zipf's law. */
const usual: Choice = (chance) => {
  const count = 1 + chance.below(linesMax);
  const skus = new Set<string>();
  while (skus.size < count) skus.add(skuOf(popular(chance)));
  return [...skus];
};

/** One line, every SKU as often as any other. */
export const evenly: Choice = (chance) => [skuOf(chance.below(skusCount))];

/** One line, always the same SKU. */
export const rush: Choice = () => [skuOf(0)];

const lineOf = (sku: string, at: number, onShortage: OrderLine['onShortage']): OrderLine => ({
  line: String(at + 1),
  sku,
  node,
  quantity: '1',
  unit: 'each',
  unitPrice: '19.90',
  onShortage,
});

/** The same for the same seed and place, whichever side asks. */
export const orderOf = (
  seed: number,
  at: number,
  choice: Choice = usual,
  onShortage: OrderLine['onShortage'] = 'backorder',
): StreamOrder => {
  const chance = dice(Math.imul(seed + 1, 0x9e3779b1) ^ at);
  const skus = choice(chance);
  return {
    ref: `o-${seed}-${at}`,
    body: {
      placedAt: new Date(Date.now()).toISOString(),
      currency: 'EUR',
      policy: { allOrNothing: false, onEmpty: 'exception', releaseOn: 'accepted', timers: true },
      customer: { name: 'Ada Example', email: `ada.${at}@example.org` },
      shipTo: {
        name: 'Ada Example',
        street: `${chance.below(200)} Long Street`,
        city: 'Porto',
        postalCode: '4000-001',
        country: 'PT',
      },
      charges: [{ code: 'shipping', amount: 490 }],
      lines: skus.map((sku, place) => lineOf(sku, place, onShortage)),
    },
  };
};
