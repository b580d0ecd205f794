import { LRUCache } from 'lru-cache';

/** `next`: nothing is known to be missing before it. */
export type Succession =
  | { readonly kind: 'next' }
  | { readonly kind: 'repeat' }
  | { readonly kind: 'gap'; readonly expected: number };

const keysMax = 100_000;
const next: Succession = { kind: 'next' };
const repeat: Succession = { kind: 'repeat' };

/**
 * Finds gaps and repeats in the versions (`ce_omsversion`) of each order. Remembers the keys seen
 * last; of one that it does not know, the first version is believed.
 */
export class Sequence {
  readonly #versions = new LRUCache<string, number>({ max: keysMax });

  /** `version` 0 stands outside of every order: it has no succession. */
  offer(key: string | null, version: number): Succession {
    if (key === null || version === 0) return next;
    const before = this.#versions.get(key);
    if (before !== undefined && version <= before) return repeat;
    this.#versions.set(key, version);
    return before === undefined || version === before + 1
      ? next
      : { kind: 'gap', expected: before + 1 };
  }
}
