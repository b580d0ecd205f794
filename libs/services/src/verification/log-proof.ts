import type { Message } from '#kernel';
import type { Generations, Log, Position, Projections } from '#ports';
import { beginning, checkChain, endOf, eventsTopic, foldOf, inboxTopic, ViewCheck } from '#runtime';
import type { ChainCounts, Ports, View } from '#runtime';
import type { Between } from '../invariants/between.js';
import type { Invariants, OnViolation } from '../invariants/violation.js';
import type { Definition } from '../module.js';
import { addCounts, noCounts } from './counts.js';
import type { MessagesBetween } from './messages-between.js';
import type { Passing } from './passing.js';
import { StateFold } from './state-fold.js';

/** What is read, and where it is told. */
export interface Reading {
  readonly logs: Ports['logs'];
  readonly generations: Generations;
  readonly between: Between;
  readonly messages: MessagesBetween;
  readonly passing: Passing;
  readonly violated: OnViolation;
}

/** What one service's logs and views came to. */
export interface Proof {
  readonly counts: ChainCounts;
  /** Aggregates that something has happened to. */
  aggregates: number;
  /** Documents of views that were compared. */
  documents: number;
  /** Views that moved on while they were compared: they are in use, and were not judged. */
  readonly moving: string[];
  /** Views that another version of their projections has made: they say other things rightly. */
  readonly unlike: string[];
}

/** Reads one service's logs from offset 0: chains, the invariants of its aggregates, its views. */
export const proveService = async <C extends Message, E extends Message, S>(
  inside: Definition<C, E, S>,
  reading: Reading,
): Promise<Proof> => {
  const { view } = inside;
  const log = reading.logs(eventsTopic(view.service));
  const proof: Proof = { counts: noCounts(), aggregates: 0, documents: 0, moving: [], unlike: [] };
  const stored = await comparable(view, reading, log.partitions, proof);
  const invariants = inside.invariants(reading.between);
  for (let partition = 0; partition < log.partitions; partition += 1) {
    await provePartition({ inside, invariants, log, partition, stored, proof }, reading);
  }
  return proof;
};

interface Proving<C extends Message, E extends Message, S> {
  readonly inside: Definition<C, E, S>;
  readonly invariants: Invariants<E, S>;
  readonly log: Log;
  readonly partition: number;
  readonly stored: Projections | undefined;
  readonly proof: Proof;
}

const provePartition = async <C extends Message, E extends Message, S>(
  { inside, invariants, log, partition, stored, proof }: Proving<C, E, S>,
  { logs, messages, passing, violated }: Reading,
): Promise<void> => {
  const { view } = inside;
  const states = new StateFold(inside, invariants, violated);
  const cursor = await stored?.cursor(partition);
  const check = stored && new ViewCheck(view, cursor);
  const { counts, violations, position } = await checkChain(view, log, partition, (cause, at) => {
    states.take(cause);
    messages.take(view.service, partition, cause);
    check?.take(cause, at);
    passing.passed(at.offset);
  });
  violations.forEach(violated);
  messages.read(view.service, partition, position.offset, position.logId);
  // Asked behind the answers: others may ask and answer meanwhile.
  const inboxEnd = await endOf(logs(inboxTopic(view.service)), partition);
  if (position.inbox >= inboxEnd) {
    violated(
      `${log.topic}/${partition}: answers up to inbox offset ${position.inbox}, ` +
        `but the inbox ends at ${inboxEnd}`,
    );
  }
  states.check(states.keys);
  states.settle();
  proof.aggregates += states.begun;
  if (stored !== undefined && check !== undefined) {
    const differences: string[] = [];
    await check.compare(stored, partition, (text) => {
      differences.push(text);
    });
    if (sameFold(await stored.cursor(partition), cursor)) {
      differences.forEach((text) => violated(`${view.service}/${partition}: ${text}`));
      proof.documents += check.documents;
    } else {
      proof.moving.push(`view of ${log.topic}/${partition}: it moved on while it was compared`);
    }
  }
  addCounts(proof.counts, counts);
  passing.passed(counts.records, true);
};

/** The views that answer, where this version has made them. */
const comparable = async <E extends Message>(
  view: View<E>,
  { generations }: Reading,
  partitions: number,
  { unlike }: Proof,
): Promise<Projections | undefined> => {
  const current = await generations.current(view.service);
  if (current === undefined) return undefined;
  if (current.fold === foldOf(view)) {
    return generations.open(view.service, current.generation, partitions);
  }
  unlike.push(
    `views of ${view.service}: another version has made them, so they were not ` +
      'compared: start this one, which makes them anew, and verify again',
  );
  return undefined;
};

/** By what was folded: a view that has passed the record of a new term says what it said before. */
const sameFold = (one: Position = beginning, other: Position = beginning): boolean =>
  one.digest === other.digest;
