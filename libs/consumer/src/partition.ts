import type { EventEnvelope, LogEvent } from '#contracts';
import type { Message } from '#kernel';
import type { Log, Position, ReadLimit } from '#ports';
import {
  Backoff,
  endIfAborted,
  EventReader,
  halt,
  limits,
  outcomeOf,
  positionName,
} from '#runtime';
import type { Cause, EventDecoder, Outcome } from '#runtime';
import type { FollowStatus, Received, Start } from './batch.js';
import { ByNumberReader } from './by-number.js';
import type { FollowOptions, FollowPorts } from './options.js';
import { KnownTypes } from './known-types.js';
import { Sequence } from './sequence.js';
import { lookBack, offsetOf } from './start.js';

/** One partition of one follower. */
export interface Followed<E extends Message> {
  readonly codec: EventDecoder<E>;
  readonly log: Log;
  readonly ports: FollowPorts;
  readonly options: FollowOptions<E>;
  readonly limit: ReadLimit;
  readonly partition: number;
  readonly status: FollowStatus;
}

type Reader<E extends Message> = EventReader<E> | ByNumberReader<E>;

/** What a reader needs of it. */
type Opening<E extends Message> = Pick<Followed<E>, 'log' | 'limit' | 'partition'> & {
  readonly ports: Pick<FollowPorts, 'clock' | 'random'>;
  readonly options: Pick<FollowOptions<E>, 'rule'>;
};

/** A reader at the position that is kept, or where the follower wants to begin. */
export const openReader = async <E extends Message>(
  { log, ports, options, limit, partition }: Opening<E>,
  codec: EventDecoder<E>,
  kept: Position | undefined,
  start: Start,
  signal: AbortSignal,
): Promise<Reader<E>> => {
  const backoff = new Backoff(ports.clock, ports.random);
  const place = { log, partition, codec, backoff };
  const offset = kept?.offset ?? (await offsetOf(place, start, signal));
  const from = kept ?? (await lookBack(place, offset, signal));
  const Rule = options.rule === 'by-number' ? ByNumberReader : EventReader;
  const reader = new Rule<E>(log, partition, codec, from, backoff);
  if (reader instanceof EventReader) await reader.assertOwnLog(signal);
  // What counts before the start is passed and not shown.
  while (reader.next < offset) await reader.read(limit, signal, offset - 1);
  return reader;
};

/** A writer's own note of how far it has read: it has a number, and says nothing to others. */
const isNote = <E extends Message>({ event }: EventEnvelope<E | LogEvent>): boolean =>
  event.type === 'log.positions';

/**
 * Records of accepted answers as events, in order; what this build does not know is left out, and
 * so are the writer's own notes.
 */
export const receivedIn = <E extends Message>(
  causes: readonly Cause<E>[],
  known: KnownTypes<E>,
): readonly Received<E>[] =>
  causes.flatMap(({ events, records }) =>
    events.flatMap((envelope, at) =>
      known.knows(envelope) && !isNote(envelope)
        ? [{ ...envelope, offset: records[at]?.offset ?? 0 }]
        : [],
    ),
  );

const unknownIn = <E extends Message>(causes: readonly Cause<E>[], known: KnownTypes<E>): number =>
  causes.reduce((sum, { events }) => sum + events.filter((each) => !known.knows(each)).length, 0);

/** Missing or repeated versions: the log lost something, or somebody has forged it. */
const checkSequence = <E extends Message>(
  { partition, options }: Pick<Followed<E>, 'partition' | 'options'>,
  sequence: Sequence,
  causes: readonly Cause<E>[],
): void => {
  for (const { events, records } of causes) {
    for (const [at, { key, version }] of events.entries()) {
      const found = sequence.offer(key, version);
      const offset = records[at]?.offset ?? 0;
      if (found.kind === 'repeat') halt(`a version comes twice at offset ${offset}`);
      if (found.kind !== 'gap') continue;
      const { expected } = found;
      if (options.onGap === undefined) {
        halt(`${key} has version ${version} at offset ${offset}, expected ${expected}`);
      }
      options.onGap?.({ partition, offset, key: key ?? '', expected, found: version });
    }
  }
};

/**
 * Loads the position, then reads, hands out, keeps the place, and again: only what was handled is
 * passed. Safe to run again, and beside another one anywhere.
 */
export const followPartition = async <E extends Message>(
  followed: Followed<E>,
  signal: AbortSignal,
): Promise<Outcome> => {
  try {
    return await pass(followed, signal);
  } catch (error) {
    return outcomeOf(error);
  }
};

const pass = async <E extends Message>(
  followed: Followed<E>,
  signal: AbortSignal,
): Promise<never> => {
  const { log, ports, options, limit, partition, status } = followed;
  const { group, store, from: start = 'beginning' } = options;
  const name = positionName(group, followed.codec.service);
  let kept = await (store?.load(partition) ?? ports.positions.load(name, partition));
  const known = new KnownTypes(followed.codec);
  const reader = await openReader(followed, known, kept, start, signal);
  const sequence = new Sequence();
  let superseded = 0;
  const hand = async (events: readonly Received<E>[]): Promise<void> => {
    const to = reader.position;
    // A store of their own keeps the start as well.
    const asked = events.length > 0 || (store !== undefined && kept === undefined);
    if (asked) await options.on({ partition, events, from: kept, to, signal });
    if (store === undefined) await ports.positions.save(name, partition, to);
    if (store === undefined || asked) kept = to;
    status.offset = to.offset;
    status.handled += events.length;
  };
  // A start is a choice: made once, or a crash before the first event would choose anew.
  if (kept === undefined && start !== 'beginning') await hand([]);
  delete status.reason;
  status.phase = 'following';
  for (;;) {
    endIfAborted(signal);
    const { causes, end } = await reader.read(limit, signal);
    checkSequence(followed, sequence, causes);
    const events = receivedIn(causes, known);
    status.unknown += unknownIn(causes, known);
    if (reader.position.offset !== kept?.offset) await hand(events);
    status.superseded += reader.superseded - superseded;
    ({ superseded } = reader);
    status.lag = Math.max(0, end - reader.next);
    if (reader.next >= end) await log.grown(partition, reader.next, limits.idleWaitMs, signal);
  }
};
