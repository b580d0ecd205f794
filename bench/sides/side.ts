import type { Stage } from '../flow/throughput.js';

/** One way to run the shop: ours, or what people would use instead. */
export interface Side {
  /** Servers and processes, for people. */
  readonly how: string;
  /** What is safe where, once an order counts as shipped. */
  readonly durability: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly stage: Stage;
  /** Whether CPU under this name is of the side's own processes, and not of servers. */
  isOwn(name: string): boolean;
  /** Waits until all is at rest, then holds the books against what was ordered. */
  faults(): Promise<readonly string[]>;
  close(): Promise<void>;
}

export interface SideWanted {
  readonly seed: number;
  readonly brokers: 1 | 3;
}
