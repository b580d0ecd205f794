import type { AppendOutcome, LogRecord } from '#ports';
import { totalBytes } from '../wire/record-batch.js';
import { takeTogether } from '../wire/together.js';
import type { Waiting } from '../wire/together.js';

interface Call extends Waiting {
  readonly done: (outcome: AppendOutcome) => void;
}

/** What one batch takes of calls that wait together; a larger call goes alone. */
const together = { records: 500, bytes: 2 ** 18 } as const;

/**
 * The appends of this process to one partition, in the order of the calls: one batch is under way
 * at a time (K5), and calls that have waited for it share the next one. So many callers at once,
 * as an edge has, cost a request together and not each.
 */
export class AppendQueue {
  #waiting: Call[] = [];
  /** The batch under way; resolves when its outcome is known. */
  underWay: Promise<unknown> | undefined;
  #running: Promise<void> | undefined;

  /** `send` never rejects. */
  constructor(private readonly send: (records: readonly LogRecord[]) => Promise<AppendOutcome>) {}

  add(records: readonly LogRecord[]): Promise<AppendOutcome> {
    const bytes = totalBytes(records);
    return new Promise((done) => {
      this.#waiting.push({ records, bytes, done });
      this.#running ??= this.#run();
    });
  }

  /** Resolves when nothing is under way or waits. */
  async settled(): Promise<void> {
    await this.#running;
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) {
      const calls = takeTogether(this.#waiting, together);
      const sent = this.send(calls.flatMap(({ records }) => records));
      this.underWay = sent;
      const outcome = await sent;
      this.underWay = undefined;
      let at = 0;
      for (const call of calls) {
        call.done(
          outcome.kind === 'appended' ? { kind: 'appended', first: outcome.first + at } : outcome,
        );
        at += call.records.length;
      }
    }
    this.#running = undefined;
  }
}
