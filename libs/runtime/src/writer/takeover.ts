import { chainDigest, fromHex, hex, invariant } from '#kernel';
import type { Message } from '#kernel';
import type { Position, StoredRecord } from '#ports';
import type { Tenure } from './batch.js';
import { Chain } from '../log/chain.js';
import { guarded, halt, stepDown } from '../work/ending.js';
import { Fold } from './fold.js';
import { Inputs } from '../inputs/inputs.js';
import { limits } from '../limits.js';
import { assertHolds, EventReader, readPatiently } from '../log/reading.js';
import { inputsOf } from './assignment.js';
import type { Assignment } from './assignment.js';

const replayLimit = { records: limits.replayRecordsMax, bytes: limits.replayBytesMax } as const;

/**
 * Takes over a partition (ARCHITECTURE.md §2.1). What stands in the log is folded first, so that
 * the old writer may work on meanwhile; then the term is opened, and only what stands before its
 * record counts.
 */
export const takeOver = async <C extends Message, E extends Message, S>(
  assignment: Assignment<C, E, S>,
  signal: AbortSignal,
): Promise<Tenure<C, E, S>> => {
  const { service, partition, events, status } = assignment;
  const { fold, position } = await Fold.open(
    service,
    await assignment.states(service.name, partition),
  );
  const reader = new EventReader<E>(events, partition, service.codec, position, assignment.backoff);
  await reader.assertOwnLog(signal);
  await assertOwnChain(assignment, position, fold.lastAt, signal);
  await foldUpTo(assignment, fold, reader, undefined, signal);
  assertLevel(assignment, fold);
  const term = await openTerm(assignment, signal);
  await foldUpTo(assignment, fold, reader, term, signal);
  assertLevel(assignment, fold);
  const chain = new Chain(reader.position);
  invariant(
    chain.term === term.offset && reader.next === term.offset + 1,
    `the fold ends at ${reader.next} of term ${chain.term}, the term opened is ${term.offset}`,
  );
  status.term = term.offset;
  status.chain = chain.chain;
  status.inbox = chain.inbox;
  status.superseded += reader.superseded;
  const { places } = fold;
  const answered = { places, inbox: chain.inbox, now: () => fold.now };
  const inputs = new Inputs<C>(inputsOf(assignment), answered);
  await inputs.fill(signal);
  return { fold, chain, inputs };
};

interface OpenedTerm {
  readonly offset: number;
  readonly id: string;
}

/** Appends a term record. One that may or may not stand is followed by another: two do no harm. */
export const openTerm = async <C extends Message, E extends Message, S>(
  { service, partition, events, clock, random, backoff }: Assignment<C, E, S>,
  signal: AbortSignal,
): Promise<OpenedTerm> => {
  for (;;) {
    const id = random.id();
    const opened = { id, level: service.level };
    const record = service.codec.encodeTerm(service.name, partition, opened, clock.now());
    const outcome = await events.append(partition, [record]);
    if (outcome.kind === 'appended') return { offset: outcome.first, id };
    invariant(outcome.kind !== 'too-large', 'a term record that does not fit');
    if (outcome.kind === 'refused') halt(`${events.topic}/${partition}: ${outcome.reason}`);
    await backoff.pause(signal);
  }
};

const assertLevel = <C extends Message, E extends Message, S>(
  { service, partition }: Assignment<C, E, S>,
  { level }: Fold<C, E, S>,
): void => {
  if (level > service.level) {
    const where = `${service.name}/${partition}`;
    stepDown(`${where} was written at level ${level}, this build writes ${service.level}`);
  }
};

/**
 * Folds and stores what is accepted: up to the end that is seen first, or up to a term of one's
 * own.
 */
const foldUpTo = async <C extends Message, E extends Message, S>(
  { events, partition }: Assignment<C, E, S>,
  fold: Fold<C, E, S>,
  reader: EventReader<E>,
  term: OpenedTerm | undefined,
  signal: AbortSignal,
): Promise<void> => {
  let last = term?.offset;
  let own = false;
  for (;;) {
    const { causes, behind, terms, end } = await reader.read(replayLimit, signal, last);
    last ??= end - 1;
    for (const { offset, opened } of terms) {
      fold.level = Math.max(fold.level, opened.level);
      own ||= offset === term?.offset && opened.id === term.id;
    }
    for (const [at, cause] of causes.entries()) {
      fold.apply(cause);
      fold.lastAt = cause.records[0]?.offset ?? fold.lastAt;
      const place = fold.isFull ? behind[at] : undefined;
      if (place !== undefined) await fold.commit(place);
    }
    if (causes.length + terms.length > 0) await fold.commit(reader.position);
    if (reader.next > last) break;
  }
  if (term !== undefined && !own) {
    halt(`${events.topic}/${partition} does not hold the term that was opened at ${term.offset}`);
  }
};

/**
 * The records of the last folded answer must still stand where they stood and lead to the same
 * digest: since it holds the whole chain before it, a log that was cut and went on otherwise is
 * found here.
 */
const assertOwnChain = async <C extends Message, E extends Message, S>(
  { service, events, partition, backoff }: Assignment<C, E, S>,
  position: Position,
  lastAt: number,
  signal: AbortSignal,
): Promise<void> => {
  const { chain, digest } = position;
  if (chain < 0) return;
  const where = `${events.topic}/${partition}`;
  const foreign = (): never =>
    halt(`${where} does not hold answer ${chain} at ${lastAt} as the store folded it`);
  const found: StoredRecord[] = [];
  let prev = '';
  for (let count = 1; found.length < count;) {
    const from = lastAt + found.length;
    const slice = await readPatiently(events, partition, from, replayLimit, backoff, signal);
    assertHolds(events, partition, from, slice);
    for (const record of slice.records.slice(0, count - found.length)) {
      const decoded = guarded(`${events.topic}/${partition} at ${record.offset}`, () =>
        service.codec.decodeEvent(record),
      );
      if ('type' in decoded || decoded.link.chain !== chain) return foreign();
      ({ count, prev } = decoded.link);
      found.push(record);
    }
    if (slice.records.length === 0) return foreign();
  }
  if (hex(chainDigest(fromHex(prev), found)) !== digest) foreign();
};
