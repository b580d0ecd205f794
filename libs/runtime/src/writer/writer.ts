import type { Message } from '#kernel';
import type { LogRecord } from '#ports';
import { decideBatch, endWith } from './batch.js';
import type { Batch, Tenure } from './batch.js';
import { endIfAborted, guarded, halt, outcomeOf, stepDown } from '../work/ending.js';
import type { Outcome } from '../work/ending.js';
import { batchLimit, limits } from '../limits.js';
import { readPatiently } from '../log/reading.js';
import { keysOf } from '../posting/requests.js';
import type { Assignment } from './assignment.js';
import { openTerm, takeOver } from './takeover.js';

/**
 * The writer of one partition for one tenure: takes over, then answers the inbox until it is
 * deposed, must halt, or `signal` aborts. Forgets everything at the end; safe to run again, and
 * beside another one anywhere. Rejects where an adapter does.
 */
export const runWriter = async <C extends Message, E extends Message, S>(
  assignment: Assignment<C, E, S>,
  signal: AbortSignal,
): Promise<Outcome> => {
  const { status } = assignment;
  let outcome: Outcome = { kind: 'aborted' };
  try {
    status.phase = 'taking-over';
    delete status.reason;
    const tenure = await takeOver(assignment, signal);
    status.phase = 'writing';
    assignment.store = tenure.fold.states;
    assignment.due.notify();
    await new Writer(assignment, tenure, signal).run();
  } catch (error) {
    status.phase = 'waiting';
    outcome = outcomeOf(error);
  } finally {
    assignment.store = undefined;
  }
  if (outcome.kind !== 'aborted') {
    status.phase = outcome.kind;
    status.reason = outcome.reason;
  }
  return outcome;
};

class Writer<C extends Message, E extends Message, S> {
  /** The offset that the next append should get. */
  #expected: number;

  constructor(
    private readonly assignment: Assignment<C, E, S>,
    private readonly tenure: Tenure<C, E, S>,
    private readonly signal: AbortSignal,
  ) {
    this.#expected = tenure.chain.term + 1;
  }

  /** Ends by throwing only. */
  async run(): Promise<never> {
    const { inbox } = this.tenure;
    for (;;) {
      endIfAborted(this.signal);
      await inbox.fill(this.signal);
      this.assignment.status.lag = inbox.lag;
      if (inbox.isEmpty) await this.#rest();
      else await this.#answer();
    }
  }

  async #rest(): Promise<void> {
    const { inbox, fold } = this.tenure;
    await inbox.grown(this.signal);
    // A store that took nothing of what was written behind says so here.
    fold.states.cursor();
  }

  async #answer(): Promise<void> {
    const batch = decideBatch(this.assignment, this.tenure);
    if (batch.records.length > 0) {
      const first = await this.#append(batch.records);
      this.tenure.fold.lastAt = first + batch.lastAt;
      await this.#commit();
      this.#count(batch);
    }
    endWith(batch.failure);
    if (this.#expected - this.tenure.chain.term > limits.termRecordsMax) await this.#renewTerm();
  }

  /**
   * Appends the same bytes until they stand, and returns where: nothing of a newer term stands
   * before them.
   */
  async #append(records: readonly LogRecord[]): Promise<number> {
    const { events, partition, backoff } = this.assignment;
    for (;;) {
      const outcome = await events.append(partition, records);
      switch (outcome.kind) {
        case 'appended':
          backoff.succeeded();
          await this.#assertUndisturbed(outcome.first);
          this.#expected = outcome.first + records.length;
          return outcome.first;
        case 'unknown':
          return stepDown(`${events.topic}/${partition}: outcome unknown: ${outcome.reason}`);
        case 'unavailable':
          this.assignment.status.reason = outcome.reason;
          await backoff.pause(this.signal);
          break;
        case 'too-large':
          return halt(`${events.topic} takes ${outcome.limitBytes} bytes in one append`);
        case 'refused':
          return halt(
            `${events.topic}/${partition} refuses the answers about ` +
              `${keysOf(records)}: ${outcome.reason}`,
          );
      }
    }
  }

  /** ARCHITECTURE.md §2.4: what others wrote in between may be late, but not a newer term. */
  async #assertUndisturbed(first: number): Promise<void> {
    const { service, events, partition, backoff, status } = this.assignment;
    const where = `${events.topic}/${partition}`;
    if (first < this.#expected) {
      halt(`${where} lost its tail: an append came to ${first}, expected was ${this.#expected}`);
    }
    for (let next = this.#expected; next < first;) {
      const slice = await readPatiently(events, partition, next, batchLimit, backoff, this.signal);
      if (slice.start > next || slice.records.length === 0) halt(`${where} does not hold ${next}`);
      for (const record of slice.records) {
        if (record.offset >= first) break;
        const decoded = guarded(`${where} at ${record.offset}`, () =>
          service.codec.decodeEvent(record),
        );
        if ('type' in decoded) stepDown(`${where} has the newer term ${record.offset}`);
        status.superseded += 1;
      }
      next = (slice.records.at(-1)?.offset ?? next) + 1;
    }
  }

  async #commit(): Promise<void> {
    const { fold, chain } = this.tenure;
    if (await fold.commit(chain.position(this.#expected))) this.assignment.due.notify();
  }

  async #renewTerm(): Promise<void> {
    const { offset } = await openTerm(this.assignment, this.signal);
    await this.#assertUndisturbed(offset);
    this.#expected = offset + 1;
    this.tenure.chain.renew(offset);
    this.assignment.status.term = offset;
    await this.#commit();
  }

  #count({ accepted, rejected, unchanged }: Batch): void {
    const { status } = this.assignment;
    status.accepted += accepted;
    status.rejected += rejected;
    status.unchanged += unchanged;
    status.cause = this.tenure.chain.cause;
    status.lag = this.tenure.inbox.lag;
    delete status.reason;
    for (const offset of this.assignment.quarantined) {
      if (offset <= status.cause) this.assignment.quarantined.delete(offset);
    }
  }
}
