import type { Outcome } from '../work/ending.js';
import { Wakeup } from '../work/wakeup.js';

export type Halted = Extract<Outcome, { kind: 'halted' }>;

/** Inputs that wait for people, while the others are read on. Outlives each term. */
export class Halts {
  /** Rings when a person has mended one. */
  readonly resumed = new Wakeup();
  readonly #halted = new Map<string, Halted>();
  #mended: string[] = [];

  /** `heard` is told of each fault, for the journal. */
  constructor(private readonly heard: (input: string, halted: Halted) => void) {}

  /** All that have halted. */
  get inputs(): readonly string[] {
    return [...this.#halted.keys()];
  }

  has(input: string): boolean {
    return this.#halted.has(input);
  }

  of(input: string): Halted | undefined {
    return this.#halted.get(input);
  }

  add(input: string, halted: Halted): void {
    this.#halted.set(input, halted);
    this.heard(input, halted);
  }

  /** False where it has not halted. */
  resume(input: string): boolean {
    if (!this.#halted.delete(input)) return false;
    this.#mended.push(input);
    this.resumed.notify();
    return true;
  }

  /** Inputs that are to be read anew. */
  taken(): readonly string[] {
    const mended = this.#mended;
    this.#mended = [];
    return mended;
  }
}
