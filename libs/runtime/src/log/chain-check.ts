import type { Message } from '#kernel';
import type { Log, Position, StoredRecord } from '#ports';
import { Acceptance } from './acceptance.js';
import type { Cause, Verdict } from './acceptance.js';
import { isLogEvent } from './accepted-event.js';
import { inboxInput, logInput } from './input-names.js';
import type { View } from '../views/view.js';

export interface ChainCounts {
  records: number;
  accepted: number;
  superseded: number;
  terms: number;
  /** Answers, notes among them. */
  answers: number;
  rejected: number;
  unchanged: number;
}

export interface ChainReport {
  readonly counts: ChainCounts;
  readonly violations: readonly string[];
  readonly position: Position;
}

const chainLimits = { readRecords: 2_000, readBytes: 4_194_304, violationsMax: 100 } as const;

/**
 * Proves one partition of an events log from its bytes alone: one chain of answers without a hole,
 * digests that match, versions 1, 2, 3, … per aggregate, ids that name their place, times that
 * never run back. `onCause` gets every accepted answer in order with the place behind it, for
 * the invariants of the domain. Nothing proves the last answer of a log but who has read it before:
 * a view's cursor does.
 */
export const checkChain = async <E extends Message>(
  view: Pick<View<E>, 'service' | 'codec'>,
  log: Log,
  partition: number,
  onCause: (cause: Cause<E>, behind: Position) => void,
): Promise<ChainReport> => {
  const acceptance = new Acceptance<E>();
  const counts: ChainCounts = {
    records: 0,
    accepted: 0,
    superseded: 0,
    terms: 0,
    answers: 0,
    rejected: 0,
    unchanged: 0,
  };
  const violations: string[] = [];
  const violated = (text: string): void => {
    if (violations.length >= chainLimits.violationsMax) return;
    violations.push(`${log.topic}/${partition}: ${text}`);
  };
  const versions = new Map<string, number>();
  let [answered, inbox, at, next, astray] = [0, -1, 0, 0, false];
  for await (const record of recordsOf(log, partition, violated)) {
    counts.records += 1;
    next = record.offset + 1;
    let verdict: Verdict<E>;
    try {
      verdict = acceptance.offer(record, view.codec.decodeEvent(record));
    } catch (error) {
      violated(`offset ${record.offset} cannot be read, nor what follows: ${String(error)}`);
      break;
    }
    const strays = acceptance.astray !== undefined;
    if (strays && !astray) {
      violated(`offset ${record.offset} does not go on from answer ${answered - 1}`);
    }
    astray = strays;
    if (verdict.kind === 'term') counts.terms += 1;
    if (verdict.kind !== 'accepted') continue;
    const { cause } = verdict;
    counts.answers += 1;
    answered = cause.chain + 1;
    if (cause.input === inboxInput) {
      if (cause.offset !== inbox + 1) {
        violated(`answer ${cause.chain} is of inbox offset ${cause.offset}, expected ${inbox + 1}`);
      }
      inbox = cause.offset;
    }
    const now = cause.events[0]?.at ?? at;
    if (now < at) violated(`answer ${cause.chain} has the time ${now}, one before it ${at}`);
    at = now;
    checkCause(cause, partition, versions, counts, violated);
    onCause(cause, acceptance.position);
  }
  if (violations.length === 0 && acceptance.position.offset !== next)
    violated('ends inside one answer');
  counts.superseded = acceptance.superseded;
  return { counts, violations, position: acceptance.position };
};

const checkCause = <E extends Message>(
  cause: Cause<E>,
  partition: number,
  versions: Map<string, number>,
  counts: ChainCounts,
  violated: (text: string) => void,
): void => {
  cause.events.forEach((envelope, index) => {
    counts.accepted += 1;
    const expected = idOf(cause, envelope.link.term, partition, index);
    if (envelope.id !== expected) violated(`id ${envelope.id}, expected ${expected}`);
    if (isLogEvent<E>(envelope.event)) {
      if (envelope.event.type === 'log.rejected') counts.rejected += 1;
      else if (envelope.event.type !== 'log.positions') counts.unchanged += 1;
      return;
    }
    if (envelope.version === 0 || envelope.key === null) return;
    const before = versions.get(envelope.key) ?? 0;
    if (envelope.version !== before + 1) {
      const { key, version } = envelope;
      violated(`${key} has version ${version} after ${before} at answer ${cause.chain}`);
    }
    versions.set(envelope.key, envelope.version);
  });
};

const idOf = <E extends Message>(
  { input, offset, k, chain }: Cause<E>,
  term: number,
  partition: number,
  index: number,
): string =>
  input === logInput
    ? `${partition}:${term}:${chain}`
    : `${partition}:${input}:${offset}:${k}:${index}`;

/** Every record from offset 0 to the end that stands when it is reached. */
async function* recordsOf(
  log: Log,
  partition: number,
  violated: (text: string) => void,
): AsyncGenerator<StoredRecord> {
  const limit = { records: chainLimits.readRecords, bytes: chainLimits.readBytes };
  let next = 0;
  for (;;) {
    const outcome = await log.read(partition, next, limit);
    if (outcome.kind === 'unavailable') {
      throw new Error(`${log.topic}/${partition}: ${outcome.reason}`);
    }
    const { records, start } = outcome.slice;
    if (start > 0 && next === 0) violated(`starts at ${start}: events are kept for ever`);
    if (records.length === 0) return;
    for (const record of records) {
      if (record.offset < next) violated(`offset ${record.offset} twice`);
      if (record.offset > next && next >= start) violated(`no record at offset ${next}`);
      yield record;
      next = record.offset + 1;
    }
  }
}
