import type { AppendCut } from '../proxy/append-cut.js';
import type { Place } from '../site/place.js';

/** A broker's index, or the way to Redis. */
export type Way = number | 'redis';

/** What the nemesis does; `forMs`: until it is mended. */
export type Fault =
  | { readonly kind: 'service-kill' | 'service-stop'; readonly at: Place; readonly forMs: number }
  | {
      readonly kind: 'broker-kill' | 'broker-stop';
      readonly broker: number;
      readonly forMs: number;
    }
  | { readonly kind: 'redis-kill' | 'redis-stop'; readonly forMs: number }
  | { readonly kind: 'leader-move'; readonly partitions: number; readonly by: number }
  | { readonly kind: 'cut'; readonly way: Way }
  | { readonly kind: 'append-cut'; readonly broker: number; readonly cuts: readonly AppendCut[] }
  | { readonly kind: 'delay'; readonly way: Way; readonly ms: number; readonly forMs: number }
  | { readonly kind: 'flash-sale'; readonly units: number; readonly buyers: number };

export interface Planned {
  /** From the beginning of the load. */
  readonly atMs: number;
  readonly fault: Fault;
}
