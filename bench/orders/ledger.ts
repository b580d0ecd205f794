import { skuOf, skusCount } from './stream.js';
import type { StreamOrder } from './stream.js';

/** Units of each SKU at the beginning: more than any run can sell. */
export const openingUnits = 100_000_000;

/** What a side has in its books when it has come to rest. */
export interface Books {
  /** By the order's reference: how often it was shipped; an order that never was has 0. */
  readonly timesShipped: ReadonlyMap<string, number>;
  /** By SKU: units that may still be sold. */
  readonly available: ReadonlyMap<string, number>;
}

const toldMax = 10;

/** What was ordered of a side, to be held against its books. */
export class Ledger {
  readonly #refs = new Set<string>();
  readonly #sold = new Map<string, number>();

  get orders(): number {
    return this.#refs.size;
  }

  refs(): readonly string[] {
    return [...this.#refs];
  }

  note({ ref, body }: StreamOrder): void {
    this.#refs.add(ref);
    for (const { sku, quantity } of body.lines) {
      this.#sold.set(sku, (this.#sold.get(sku) ?? 0) + Number(quantity));
    }
  }

  /** What is wrong, in words, the first few; empty where every order was shipped exactly once. */
  faults({ timesShipped, available }: Books): readonly string[] {
    const faults: string[] = [];
    for (const ref of this.#refs) {
      const times = timesShipped.get(ref);
      if (times !== 1) faults.push(`order ${ref} was shipped ${times ?? 0} times`);
    }
    for (const ref of timesShipped.keys()) {
      if (!this.#refs.has(ref)) faults.push(`order ${ref} was never placed`);
    }
    for (let at = 0; at < skusCount; at += 1) {
      const sku = skuOf(at);
      const expected = openingUnits - (this.#sold.get(sku) ?? 0);
      const found = available.get(sku);
      if (found !== expected) {
        faults.push(`${sku} has ${found ?? 'no'} units available, expected ${expected}`);
      }
    }
    return faults.length <= toldMax
      ? faults
      : [...faults.slice(0, toldMax), `and ${faults.length - toldMax} more`];
  }
}
