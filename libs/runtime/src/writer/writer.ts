import type { Message } from '#kernel';
import type { LogPositions } from '#contracts';
import type { LogRecord } from '#ports';
import { inboxInput } from '../log/input-names.js';
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
 * The writer of one partition for one tenure: takes over, then answers its inputs until it is
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
    delete status.inboxAlone;
    const tenure = await takeOver(assignment, signal);
    status.phase = 'writing';
    assignment.store = tenure.fold.states;
    assignment.reading = () => tenure.inputs.statuses;
    assignment.due.notify();
    await new Writer(assignment, tenure, signal).run();
  } catch (error) {
    status.phase = 'waiting';
    delete status.inboxAlone;
    outcome = outcomeOf(error);
  } finally {
    assignment.store = undefined;
    assignment.reading = undefined;
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
    const { inputs } = this.tenure;
    for (let isFirst = true; ; isFirst = false) {
      endIfAborted(this.signal);
      await inputs.fill(this.signal);
      const note = inputs.noteDue(isFirst);
      const isIdle = inputs.peek() === undefined;
      // After the look at what comes next, as that is where an input may halt.
      this.#show();
      // All that was taken before is answered: said before anybody rests.
      inputs.publish();
      if (note === undefined && isIdle) await this.#rest();
      else await this.#answer(note);
    }
  }

  async #rest(): Promise<void> {
    const { inputs, fold } = this.tenure;
    await inputs.grown(this.signal);
    // A store that took nothing of what was written behind says so here.
    fold.states.cursor();
  }

  async #answer(note: LogPositions['data'] | undefined): Promise<void> {
    const batch = decideBatch(this.assignment, this.tenure, note);
    if (batch.records.length > 0) {
      const first = await this.#append(batch.records);
      this.tenure.fold.lastAt = first + batch.lastAt;
      await this.#commit();
      this.#count(batch);
    }
    endWith(batch.failure);
    if (this.#expected - this.tenure.chain.term > limits.termRecordsMax) await this.#renewTerm();
  }

  /** A halted inbox is told as the writer's own halt, though the other inputs are answered on. */
  #show(): void {
    const { status, halts } = this.assignment;
    const halted = halts.of(inboxInput);
    status.lag = this.tenure.inputs.inbox.lag;
    status.phase = halted === undefined ? 'writing' : 'halted';
    delete status.inboxAlone;
    if (halted === undefined) return;
    status.reason = halted.reason;
    status.inboxAlone = true;
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

  #count({ accepted, rejected, unchanged, hasNote }: Batch): void {
    const { status } = this.assignment;
    const { chain, inputs } = this.tenure;
    if (hasNote) inputs.noted();
    status.accepted += accepted;
    status.rejected += rejected;
    status.unchanged += unchanged;
    status.chain = chain.chain;
    status.inbox = chain.inbox;
    delete status.reason;
    this.#show();
    for (const offset of this.assignment.quarantined) {
      if (offset <= status.inbox) this.assignment.quarantined.delete(offset);
    }
  }
}
