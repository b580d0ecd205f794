import { recordBytes } from '#ports';
import { Overflow } from '#kernel';
import type { Message } from '#kernel';
import type { EventEnvelope, InputPlace, LogEvent, LogPositions } from '#contracts';
import type { LogRecord } from '#ports';
import type { Arrived } from '../inputs/arrived.js';
import type { Inputs } from '../inputs/inputs.js';
import { isLogEvent } from '../log/accepted-event.js';
import type { Chain } from '../log/chain.js';
import { inboxInput, logInput } from '../log/input-names.js';
import {
  conflicted,
  countable,
  decided,
  duplicate,
  overflowing,
  repeated,
  tooLarge,
} from './decision.js';
import type { Answer } from './decision.js';
import { Ending, guarded, outcomeOf } from '../work/ending.js';
import type { Outcome } from '../work/ending.js';
import type { Fold } from './fold.js';
import { limits } from '../limits.js';
import type { Assignment } from './assignment.js';

/** What a writer holds while it holds its term. */
export interface Tenure<C extends Message, E extends Message, S> {
  readonly fold: Fold<C, E, S>;
  readonly chain: Chain;
  readonly inputs: Inputs<C>;
}

/** The records of one append: answers that follow each other, each one whole. */
export interface Batch {
  readonly records: readonly LogRecord[];
  /** Place of the last answer's first record among them. */
  readonly lastAt: number;
  readonly accepted: number;
  readonly rejected: number;
  readonly unchanged: number;
  /** It begins with a note of how far the inputs were read. */
  readonly hasNote: boolean;
  /** What stopped it: all before it is answered first. */
  readonly failure?: Outcome;
}

/** An answer with its place in the chain. */
interface Linked<E extends Message> extends InputPlace {
  readonly chain: number;
  readonly events: readonly EventEnvelope<E | LogEvent>[];
  readonly records: readonly LogRecord[];
  readonly bytes: number;
}

/** A message and what it is answered with. */
interface Decided<C extends Message, E extends Message> {
  readonly arrived: Arrived<C>;
  readonly now: number;
  readonly answer: Answer<E>;
}

const decidedNext = <C extends Message, E extends Message, S>(
  assignment: Assignment<C, E, S>,
  fold: Fold<C, E, S>,
  arrived: Arrived<C>,
): Decided<C, E> => {
  const { input, record } = arrived;
  const now = Math.max(fold.now, record.time);
  const isAside = input !== inboxInput || assignment.quarantined.has(record.offset);
  const repeat = isAside ? undefined : repeated(fold, arrived, now);
  if (repeat === undefined) {
    return { arrived, now, answer: decided(assignment, fold, arrived, now) };
  }
  const answer =
    repeat.fields === undefined
      ? duplicate<C, E, S>(assignment, arrived, repeat)
      : conflicted<C, E, S>(assignment, arrived, repeat.fields);
  return { arrived, now, answer };
};

const linked = <C extends Message, E extends Message, S>(
  { service, partition }: Assignment<C, E, S>,
  { fold, chain }: Tenure<C, E, S>,
  { arrived, now }: Decided<C, E>,
  { events: answers, content, ...address }: Answer<E>,
): Linked<E> => {
  const { input, offset, k } = arrived;
  let version = address.key === null ? 0 : undefined;
  const events = answers.map((event, index): EventEnvelope<E | LogEvent> => {
    const outside = isLogEvent<E>(event) || fold.standsOutside(event);
    if (!outside) version = (version ?? fold.aggregate(address.key ?? '').version) + 1;
    return {
      service: service.name,
      partition,
      ...address,
      id: `${partition}:${input}:${offset}:${k}:${index}`,
      version: outside ? 0 : (version ?? 0),
      at: now,
      link: chain.link(arrived, index, answers.length),
      event,
      ...(index === 0 && content !== undefined && { content }),
    };
  });
  const records = guarded(
    () => `encoding the answer to ${input} offset ${offset}`,
    () => events.map((envelope) => service.codec.encodeEvent(envelope)),
  );
  const bytes = records.reduce((sum, record) => sum + recordBytes(record), 0);
  return { chain: chain.chain + 1, input, offset, k, events, records, bytes };
};

/** The answer as it will stand in the log: all of it, or the rejection of what is too large. */
const fitted = <C extends Message, E extends Message, S>(
  assignment: Assignment<C, E, S>,
  tenure: Tenure<C, E, S>,
  made: Decided<C, E>,
): Linked<E> => {
  const whole = linked(assignment, tenure, made, made.answer);
  const { appendBytesMax } = assignment.events;
  if (whole.bytes <= appendBytesMax) return whole;
  const instead = tooLarge(made.arrived.record, made.answer, whole.bytes, appendBytesMax);
  return linked(assignment, tenure, made, instead);
};

/** The answer, folded: instead of one that leads to totals beyond counting, its rejection. */
const folded = <C extends Message, E extends Message, S>(
  assignment: Assignment<C, E, S>,
  tenure: Tenure<C, E, S>,
  made: Decided<C, E>,
  answer: Linked<E>,
): Linked<E> => {
  const { fold } = tenure;
  const tried = countable(() => fold.apply(answer));
  if (!(tried instanceof Overflow)) return answer;
  const { events: _none, ...address } = made.answer;
  const instead = linked(assignment, tenure, made, overflowing(made.arrived, address, tried));
  fold.apply(instead);
  return instead;
};

/** How far the inputs were read, as a record of the chain. */
const noted = <C extends Message, E extends Message, S>(
  { service, partition }: Assignment<C, E, S>,
  { fold, chain }: Tenure<C, E, S>,
  data: LogPositions['data'],
): Linked<E> => {
  const number = chain.chain + 1;
  const place = { input: logInput, offset: number, k: 0 };
  const note: EventEnvelope<LogEvent> = {
    service: service.name,
    partition,
    key: null,
    tenant: 'default',
    id: `${partition}:${chain.term}:${number}`,
    version: 0,
    at: fold.now,
    link: chain.link(place, 0, 1),
    event: { type: 'log.positions', data },
  };
  const record = service.codec.encodeEvent(note);
  const made = { chain: number, ...place, events: [note], records: [record] };
  return { ...made, bytes: recordBytes(record) };
};

/** Decides what has arrived, folding as it goes. */
class Deciding<C extends Message, E extends Message, S> {
  readonly #records: LogRecord[] = [];
  readonly #counts = { accepted: 0, rejected: 0, unchanged: 0 };
  #bytes = 0;
  #lastAt = 0;
  #hasNote = false;

  constructor(
    private readonly assignment: Assignment<C, E, S>,
    private readonly tenure: Tenure<C, E, S>,
  ) {}

  note(data: LogPositions['data']): void {
    const { fold } = this.tenure;
    const note = noted(this.assignment, this.tenure, data);
    fold.apply(note);
    this.#add(note);
    this.#hasNote = true;
  }

  /** False where the batch is full, or nothing waits that was read. */
  next(): boolean {
    const { assignment, tenure } = this;
    const { inputs, fold } = tenure;
    const arrived = inputs.peek();
    if (arrived === undefined) return false;
    const made = decidedNext(assignment, fold, arrived);
    const answer = fitted(assignment, tenure, made);
    const full =
      this.#records.length + answer.records.length > limits.batchRecordsMax ||
      this.#bytes + answer.bytes > limits.batchBytesMax;
    // A decision is a function: the next batch makes it again.
    if (full && this.#records.length > 0) return false;
    const stands = folded(assignment, tenure, made, answer);
    inputs.take(arrived);
    this.#add(stands);
    this.#counts[kindOf(stands.events[0]?.event)] += 1;
    return true;
  }

  batch(failure?: Outcome): Batch {
    return {
      records: this.#records,
      lastAt: this.#lastAt,
      ...this.#counts,
      hasNote: this.#hasNote,
      ...(failure !== undefined && { failure }),
    };
  }

  get isBegun(): boolean {
    return this.#records.length > 0;
  }

  #add(answer: Linked<E>): void {
    this.tenure.chain.add(answer, answer.records);
    this.#lastAt = this.#records.length;
    this.#records.push(...answer.records);
    this.#bytes += answer.bytes;
  }
}

/**
 * What has arrived, up to 500 records or 256 KiB (one answer may be larger) or until the others
 * should have their turn. What throws ends the batch before it: the answers before it stand.
 */
export const decideBatch = <C extends Message, E extends Message, S>(
  assignment: Assignment<C, E, S>,
  tenure: Tenure<C, E, S>,
  note: LogPositions['data'] | undefined,
): Batch => {
  const deciding = new Deciding(assignment, tenure);
  const until = assignment.clock.now() + limits.decidingMsMax;
  try {
    if (note !== undefined) deciding.note(note);
    while (!deciding.isBegun || (assignment.clock.now() < until && !tenure.fold.isFull)) {
      if (!deciding.next()) break;
    }
  } catch (error) {
    return deciding.batch(outcomeOf(error));
  }
  return deciding.batch();
};

const kindOf = (event: Message | undefined): 'accepted' | 'rejected' | 'unchanged' => {
  if (event?.type === 'log.rejected') return 'rejected';
  return event?.type === 'log.unchanged' ? 'unchanged' : 'accepted';
};

/** Ends the term with what stopped a batch. */
export const endWith = (failure: Outcome | undefined): void => {
  if (failure !== undefined) throw new Ending(failure);
};
