import type { Answer, Token } from '#runtime';
import type { Act } from './drawing.js';

/** What a client knows of one of its acts; it survives the client's death. */
interface Entry {
  /** Every place where it was told that its message stands. */
  readonly tokens: Token[];
  /** What it was told last, and of which place: one that died may have asked about another. */
  answered?: { readonly token: Token; readonly answer: Answer };
  done: boolean;
}

/** The clients' own durable books, and the phase that they are in. */
export class Notebook {
  phase = 0;
  /** World time at which the phase began. */
  phaseBegan: number;
  readonly #entries = new Map<string, Entry>();

  constructor(
    readonly acts: readonly Act[],
    start: number,
  ) {
    this.phaseBegan = start;
  }

  entry(id: string): Entry {
    const entry = this.#entries.get(id) ?? { tokens: [], done: false };
    this.#entries.set(id, entry);
    return entry;
  }

  /** Whether all of this phase is done. */
  get rests(): boolean {
    return this.acts.every(({ id, phase }) => phase > this.phase || this.entry(id).done);
  }

  next(now: number): void {
    this.phase += 1;
    this.phaseBegan = now;
  }
}
