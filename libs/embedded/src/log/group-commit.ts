import type { AppendOutcome, Clock } from '#ports';
import { heedCommit, refusalOf, written } from '../lmdb/commit-error.js';
import type { Appends, Pending, Placed } from './log-partition.js';
import { takeRoom } from '../lmdb/room.js';
import { errorText } from '#kernel';

/** One commit takes this much, and at most this much waits for the next. */
const commitBytesMax = 16 * 2 ** 20;
const waitingBytesMax = 64 * 2 ** 20;
const pagesAnAppend = 6;

interface Waiting {
  readonly pending: Pending;
  readonly answer: (outcome: AppendOutcome) => void;
}

/** False where an entry stands at that offset or behind it: another process has written here. */
const write = async ({ partition: { appends }, first, bytes }: Placed): Promise<boolean> =>
  appends?.put(first, bytes, { append: true }) ?? false;

const unknown = (reason: string): AppendOutcome => ({ kind: 'unknown', reason });

/** What is broken took nothing of it, and will not. */
const failed = (error: unknown): AppendOutcome =>
  refusalOf(error) === undefined
    ? unknown(errorText(error))
    : { kind: 'refused', reason: errorText(error) };

/**
 * Writes what all partitions want to append: everything that came while one commit went to the disk
 * is the next commit. A promise resolves when its append is on the disk.
 */
export class GroupCommit {
  #waiting: Waiting[] = [];
  #waitingBytes = 0;
  #running: Promise<void> | undefined;
  #closed = false;

  constructor(private readonly clock: Clock) {}

  append(pending: Pending): Promise<AppendOutcome> {
    const full =
      this.#waitingBytes > 0 && this.#waitingBytes + pending.bytes.length > waitingBytesMax;
    if (this.#closed || full) {
      const reason = this.#closed ? 'the log is closed' : 'too much waits to be appended';
      return Promise.resolve({ kind: 'unavailable', reason });
    }
    return new Promise((answer) => {
      this.#waiting.push({ pending, answer });
      this.#waitingBytes += pending.bytes.length;
      this.#running ??= this.#run();
    });
  }

  /** Resolves when all that was begun is answered; nothing is taken from then on. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#running;
  }

  async #run(): Promise<void> {
    // What else is appended in this turn of the event loop belongs to the same commit.
    await Promise.resolve();
    while (this.#waiting.length > 0) await this.#commit(this.#take());
    this.#running = undefined;
  }

  #take(): Waiting[] {
    let bytes = 0;
    let count = 0;
    for (const { pending } of this.#waiting) {
      bytes += pending.bytes.length;
      if (count > 0 && bytes > commitBytesMax) break;
      count += 1;
    }
    const taken = this.#waiting.splice(0, count);
    this.#waitingBytes -= taken.reduce((sum, { pending }) => sum + pending.bytes.length, 0);
    return taken;
  }

  async #commit(batch: readonly Waiting[]): Promise<void> {
    const bytes = batch.reduce((sum, { pending }) => sum + pending.bytes.length, 0);
    const [store] = batch.flatMap(
      ({
        pending: {
          partition: { appends },
        },
      }) => appends ?? [],
    );
    let give;
    try {
      // An append ends within a page of its own, and changes the pages that lead to it.
      give = takeRoom(store, batch.length * pagesAnAppend, bytes);
    } catch (error) {
      for (const { answer } of batch) answer({ kind: 'unavailable', reason: errorText(error) });
      return;
    }
    await this.#write(batch, store).finally(give);
  }

  async #write(batch: readonly Waiting[], store: Appends | undefined): Promise<void> {
    const placed = batch.map(({ pending }) => pending.partition.place(pending, this.clock));
    const writes = placed.map(write);
    if (store !== undefined) heedCommit(store);
    const failure = await written(writes).then(
      (done) => (done ? undefined : unknown('another process has appended to this log')),
      failed,
    );
    if (failure !== undefined) {
      for (const { partition } of placed) partition.refresh();
      for (const { answer } of batch) answer(failure);
      return;
    }
    for (const [i, one] of placed.entries()) {
      one.partition.show(one);
      batch[i]?.answer({ kind: 'appended', first: one.first });
    }
  }
}
