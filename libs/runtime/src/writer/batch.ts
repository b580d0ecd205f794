import { recordBytes } from '#ports';
import { Overflow } from '#kernel';
import type { Message } from '#kernel';
import type { EventEnvelope, LogEvent } from '#contracts';
import type { LogRecord } from '#ports';
import { isLogEvent } from '../log/accepted-event.js';
import type { Chain } from '../log/chain.js';
import {
  conflicted,
  countable,
  decided,
  noteRepeated,
  overflowing,
  repeated,
  tooLarge,
} from './decision.js';
import type { Answer } from './decision.js';
import { Ending, guarded, outcomeOf } from '../work/ending.js';
import type { Outcome } from '../work/ending.js';
import type { Fold } from './fold.js';
import type { Arrived, Inbox } from './inbox.js';
import { limits } from '../limits.js';
import type { Assignment } from './assignment.js';

/** What a writer holds while it holds its term. */
export interface Tenure<C extends Message, E extends Message, S> {
  readonly fold: Fold<C, E, S>;
  readonly chain: Chain;
  readonly inbox: Inbox<C, E, S>;
}

/** The records of one append: answers to inbox records that follow each other, each one whole. */
export interface Batch {
  readonly records: readonly LogRecord[];
  /** Place of the last answer's first record among them. */
  readonly lastAt: number;
  readonly accepted: number;
  readonly rejected: number;
  readonly unchanged: number;
  /** What stopped it: all before it is answered first. */
  readonly failure?: Outcome;
}

/** An answer with its place in the chain. */
interface Linked<E extends Message> {
  readonly from: number;
  readonly cause: number;
  readonly events: readonly EventEnvelope<E | LogEvent>[];
  readonly records: readonly LogRecord[];
  readonly bytes: number;
}

/** Inbox records answered together: one, or a run of repeats of the same. */
interface Run<C extends Message, E extends Message> {
  readonly first: Arrived<C>;
  readonly last: Arrived<C>;
  readonly length: number;
  readonly now: number;
  readonly answer: Answer<E>;
}

const nextRun = <C extends Message, E extends Message, S>(
  assignment: Assignment<C, E, S>,
  { fold, inbox }: Tenure<C, E, S>,
): Run<C, E> | undefined => {
  const first = inbox.peek(0);
  if (first === undefined) return undefined;
  let now = Math.max(fold.now, first.record.time);
  const aside = assignment.quarantined;
  const repeat = aside.has(first.record.offset) ? undefined : repeated(fold, first, now);
  if (repeat === undefined) {
    return { first, last: first, length: 1, now, answer: decided(assignment, fold, first, now) };
  }
  if (repeat.fields !== undefined) {
    return {
      first,
      last: first,
      length: 1,
      now,
      answer: conflicted(assignment, first, repeat.fields),
    };
  }
  let last = first;
  let length = 1;
  for (; length < limits.batchRecordsMax; length += 1) {
    const next = inbox.peek(length);
    if (next === undefined || aside.has(next.record.offset)) break;
    const later = Math.max(now, next.record.time);
    const again = repeated(fold, next, later);
    if (again === undefined || again.first !== repeat.first || again.fields !== undefined) break;
    [last, now] = [next, later];
  }
  return { first, last, length, now, answer: noteRepeated(assignment, last, repeat) };
};

const linked = <C extends Message, E extends Message, S>(
  { service, partition }: Assignment<C, E, S>,
  { fold, chain }: Tenure<C, E, S>,
  run: Run<C, E>,
  { events: answers, content, ...address }: Answer<E>,
): Linked<E> => {
  const from = run.first.record.offset;
  const cause = run.last.record.offset;
  let version = address.key === null ? 0 : undefined;
  const events = answers.map((event, index): EventEnvelope<E | LogEvent> => {
    const outside = isLogEvent<E>(event) || fold.standsOutside(event);
    if (!outside) version = (version ?? fold.aggregate(address.key ?? '').version) + 1;
    return {
      service: service.name,
      partition,
      ...address,
      id: `${partition}:${cause}:${index}`,
      version: outside ? 0 : (version ?? 0),
      at: run.now,
      link: chain.link(from, cause, index, answers.length),
      event,
      ...(index === 0 && content !== undefined && { content }),
    };
  });
  const records = guarded(
    () => `encoding the answer to inbox offset ${cause}`,
    () => events.map((envelope) => service.codec.encodeEvent(envelope)),
  );
  const bytes = records.reduce((sum, record) => sum + recordBytes(record), 0);
  return { from, cause, events, records, bytes };
};

/** The answer as it will stand in the log: all of it, or the rejection of what is too large. */
const fitted = <C extends Message, E extends Message, S>(
  assignment: Assignment<C, E, S>,
  tenure: Tenure<C, E, S>,
  run: Run<C, E>,
): Linked<E> => {
  const whole = linked(assignment, tenure, run, run.answer);
  const { appendBytesMax } = assignment.events;
  if (whole.bytes <= appendBytesMax) return whole;
  const instead = tooLarge(run.last.record, run.answer, whole.bytes, appendBytesMax);
  return linked(assignment, tenure, run, instead);
};

/** The answer, folded: instead of one that leads to totals beyond counting, its rejection. */
const folded = <C extends Message, E extends Message, S>(
  assignment: Assignment<C, E, S>,
  tenure: Tenure<C, E, S>,
  run: Run<C, E>,
  answer: Linked<E>,
): Linked<E> => {
  const { fold } = tenure;
  const tried = countable(() => fold.apply(answer));
  if (!(tried instanceof Overflow)) return answer;
  const { events: _none, ...address } = run.answer;
  const instead = linked(assignment, tenure, run, overflowing(run.last, address, tried));
  fold.apply(instead);
  return instead;
};

/**
 * Decides what has arrived, folding as it goes, up to 500 records or 256 KiB (one answer may be
 * larger) or until the others should have their turn. What throws ends the batch before it: the
 * answers before it stand.
 */
export const decideBatch = <C extends Message, E extends Message, S>(
  assignment: Assignment<C, E, S>,
  tenure: Tenure<C, E, S>,
): Batch => {
  const { chain, inbox } = tenure;
  const records: LogRecord[] = [];
  const counts = { accepted: 0, rejected: 0, unchanged: 0 };
  const until = assignment.clock.now() + limits.decidingMsMax;
  let bytes = 0;
  let lastAt = 0;
  try {
    while (records.length === 0 || (assignment.clock.now() < until && !tenure.fold.isFull)) {
      const run = nextRun(assignment, tenure);
      if (run === undefined) break;
      const made = fitted(assignment, tenure, run);
      const full =
        records.length + made.records.length > limits.batchRecordsMax ||
        bytes + made.bytes > limits.batchBytesMax;
      // A decision is a function: the next batch makes it again.
      if (full && records.length > 0) break;
      const answer = folded(assignment, tenure, run, made);
      chain.add(answer.cause, answer.records);
      inbox.take(run.length);
      lastAt = records.length;
      records.push(...answer.records);
      bytes += answer.bytes;
      counts[kindOf(answer.events[0]?.event)] += run.length;
    }
  } catch (error) {
    return { records, lastAt, ...counts, failure: outcomeOf(error) };
  }
  return { records, lastAt, ...counts };
};

const kindOf = (event: Message | undefined): 'accepted' | 'rejected' | 'unchanged' => {
  if (event?.type === 'log.rejected') return 'rejected';
  return event?.type === 'log.unchanged' ? 'unchanged' : 'accepted';
};

/** Ends the term with what stopped a batch. */
export const endWith = (failure: Outcome | undefined): void => {
  if (failure !== undefined) throw new Ending(failure);
};
