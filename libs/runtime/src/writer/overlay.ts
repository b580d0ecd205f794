import type { StateChanges, StateCursor, States } from '#ports';

/** What a batch has changed and not yet committed, over the store. */
export class Overlay {
  #changes = new Map<string, object | null>();
  #committing: Promise<void> = Promise.resolve();

  constructor(readonly states: States) {}

  get(key: string): object | undefined {
    const change = this.#changes.get(key);
    return change === undefined ? this.states.get(key) : (change ?? undefined);
  }

  /** `null` deletes. */
  put(key: string, doc: object | null): void {
    this.#changes.set(key, doc);
  }

  putAll(changes: StateChanges): void {
    for (const [key, doc] of changes) this.#changes.set(key, doc);
  }

  /** One atomic commit. One at a time: a second one waits for the first. */
  async commit(cursor: StateCursor): Promise<void> {
    await this.#committing;
    const changes = this.#changes;
    this.#changes = new Map();
    this.#committing = this.states.commit(changes, cursor);
    await this.#committing;
  }
}
