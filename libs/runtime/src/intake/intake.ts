import { partitionOf } from '#kernel';
import type { Message, Posting } from '#kernel';
import type { InboxEnvelope, ServiceCodec } from '#contracts';
import { recordBytes } from '#ports';
import type { Clock, Log, LogRecord, Position, Positions, Random, StoredRecord } from '#ports';
import { beginning } from '../log/acceptance.js';
import { Backoff } from '../work/backoff.js';
import { Checkpoint } from '../log/checkpoint.js';
import { addTo, deliver } from './delivery.js';
import type { Outgoing } from './delivery.js';
import { endIfAborted, guarded, halt, haltingAt, outcomeOf } from '../work/ending.js';
import type { Outcome } from '../work/ending.js';
import { batchLimit } from '../limits.js';
import { assertHolds, readPatiently } from '../log/reading.js';
import { positionName } from '../service.js';
import type { Listening, SourceAnswer } from '../inputs/listening.js';
import type { ChannelMap } from '../service.js';
import { encodeUnreadable, unreadable } from '../log/unreadable.js';

/** How one source partition's intake stands, for health and metrics. */
export interface IntakeStatus {
  phase: 'waiting' | 'reading' | 'stepped-down' | 'halted';
  reason?: string;
  /** The source offset that it halts at, where people may set that record aside. */
  at?: number;
  /** The next source offset; everything before it is posted. */
  offset: number;
  /** Source records not read yet. */
  lag: number;
  posted: number;
  superseded: number;
  unreadable: number;
}

export const newIntakeStatus = (): IntakeStatus => ({
  phase: 'waiting',
  offset: 0,
  lag: 0,
  posted: 0,
  superseded: 0,
  unreadable: 0,
});

/** One partition of one source on its way into one service's inbox. */
export interface Intake<C extends Message> {
  readonly service: string;
  /** The name of the service that is listened to, or the channel's topic. */
  readonly source: string;
  readonly partition: number;
  readonly log: Log;
  readonly inbox: Log;
  readonly codec: Pick<ServiceCodec<C, never>, 'encodeCommand'>;
  readonly positions: Positions;
  readonly clock: Clock;
  readonly random: Random;
  readonly status: IntakeStatus;
  /** Source offsets that an operator wants to be set aside, until they are passed. */
  readonly aside: Set<number>;
}

/** What one read of the source gives. */
interface Round {
  readonly outgoing: Outgoing;
  /** Where the source stands once all of it is posted. */
  readonly position: Position;
  readonly next: number;
  readonly end: number;
}

type NextRound = (signal: AbortSignal) => Promise<Round>;

/**
 * Follows the events of a service and posts what goes on from them. Safe to run again, and beside
 * another one anywhere: what is posted twice has the same id.
 */
export const runIntake = <C extends Message>(
  intake: Intake<C>,
  listening: Listening<C>,
  signal: AbortSignal,
): Promise<Outcome> =>
  follow(intake, signal, async (from, backoff) => {
    const { log, inbox, partition, status } = intake;
    const { partitions } = inbox;
    const listener = listening.open(log, partition, partitions, from ?? beginning, backoff);
    await listener.assertOwnLog(signal);
    return async () => {
      const { answers, end } = await listener.read(signal);
      const outgoing: Outgoing = new Map();
      for (const answer of answers) postOn(intake, outgoing, answer);
      status.superseded = listener.superseded;
      return { outgoing, position: listener.position, next: listener.next, end };
    };
  });

const postOn = <C extends Message>(
  intake: Intake<C>,
  outgoing: Outgoing,
  { first, text, messages }: SourceAnswer<C>,
): void => {
  if (intake.aside.has(first)) {
    setAside(intake, outgoing, first, text(), null);
    return;
  }
  for (const { k, record, posting } of messages()) {
    const source = `${record.headers.ce_id ?? ''}/${k}`;
    haltingAt(first, () => send(intake, outgoing, posting, { id: source, source }));
  }
};

/** Follows a channel's topic: records of anybody, without terms or causes. */
export const runChannel = <C extends Message>(
  intake: Intake<C>,
  map: ChannelMap<C>,
  signal: AbortSignal,
): Promise<Outcome> =>
  follow(intake, signal, async (from, backoff) => {
    const { log, partition } = intake;
    let next = from?.offset;
    return async () => {
      const slice = await readPatiently(log, partition, next ?? 0, batchLimit, backoff, signal);
      // Without a position the first record that still exists is the beginning.
      next ??= slice.start;
      assertHolds(log, partition, next, slice);
      const outgoing: Outgoing = new Map();
      for (const record of slice.records) {
        haltingAt(record.offset, () => hear(intake, map, outgoing, record));
      }
      next = slice.next ?? (slice.records.at(-1)?.offset ?? next - 1) + 1;
      return { outgoing, position: { ...beginning, offset: next }, next, end: slice.end };
    };
  });

/**
 * Reads, posts, and only then stores the place, and not each time: what is posted twice is known by
 * its source or id.
 */
const follow = async <C extends Message>(
  intake: Intake<C>,
  signal: AbortSignal,
  open: (from: Position | undefined, backoff: Backoff) => Promise<NextRound>,
): Promise<Outcome> => {
  const { service, source, partition, log, inbox, positions, clock, random, status } = intake;
  const name = positionName(service, source);
  try {
    delete status.reason;
    delete status.at;
    const stored = await positions.load(name, partition);
    status.offset = stored?.offset ?? 0;
    const nextRound = await open(stored, new Backoff(clock, random));
    const checkpoint = new Checkpoint(positions, clock, name, partition, stored);
    status.phase = 'reading';
    for (;;) {
      endIfAborted(signal);
      const { outgoing, position, next, end } = await nextRound(signal);
      await deliver(inbox, outgoing, () => new Backoff(clock, random), signal);
      for (const records of outgoing.values()) status.posted += records.length;
      await checkpoint.reach(position);
      status.offset = position.offset;
      for (const offset of intake.aside) if (offset < position.offset) intake.aside.delete(offset);
      status.lag = Math.max(0, end - next);
      if (next >= end) await log.grown(partition, next, checkpoint.restMs(), signal);
    }
  } catch (error) {
    status.phase = 'waiting';
    const outcome = outcomeOf(error);
    if (outcome.kind !== 'aborted') {
      status.phase = outcome.kind;
      status.reason = outcome.reason;
    }
    if (outcome.kind === 'halted' && outcome.at !== undefined) status.at = outcome.at;
    return outcome;
  }
};

type Writable<T> = { -readonly [K in keyof T]: T[K] };

const send = <C extends Message>(
  { source: from, inbox, codec }: Intake<C>,
  outgoing: Outgoing,
  posting: Posting<C>,
  { id, source, origin }: Pick<InboxEnvelope<C>, 'id' | 'source' | 'origin'>,
): void => {
  const { key, tenant, number, command } = posting;
  const envelope: Writable<InboxEnvelope<C>> = { key, tenant, id, from: `/oms/${from}`, command };
  if (number !== undefined) envelope.number = number;
  if (source !== undefined) envelope.source = source;
  if (origin !== undefined) envelope.origin = origin;
  const record = guarded(
    () => `encoding ${command.type} for ${key}`,
    (): LogRecord => codec.encodeCommand(envelope),
  );
  if (recordBytes(record) > inbox.appendBytesMax) {
    halt(
      `${command.type} for ${key} is larger than the ${inbox.appendBytesMax} bytes of ` +
        inbox.topic,
    );
  }
  addTo(outgoing, partitionOf(key, inbox.partitions), record);
};

/** Told in the inbox and by its answer, as what nobody could read is; `kept` is its body. */
const setAside = <C extends Message>(
  { service, log, partition, inbox }: Intake<C>,
  outgoing: Outgoing,
  offset: number,
  what: string,
  kept: StoredRecord | null,
): void => {
  const detail = `set aside by an operator: ${what}: ${service} does nothing about it`;
  const described = unreadable(
    `${log.topic}:${partition}:${offset}`,
    { code: 'quarantined', detail: detail.slice(0, 1_000) },
    kept?.value ?? null,
  );
  const body = fitting(kept?.value ?? null, inbox);
  addTo(outgoing, partition % inbox.partitions, encodeUnreadable(described, log.topic, body));
};

const hear = <C extends Message>(
  intake: Intake<C>,
  map: ChannelMap<C>,
  outgoing: Outgoing,
  record: StoredRecord,
): void => {
  const { log, partition, inbox, status } = intake;
  if (intake.aside.has(record.offset)) {
    setAside(intake, outgoing, record.offset, `a record of ${record.key ?? 'nobody'}`, record);
    return;
  }
  const place = `${log.topic}:${partition}:${record.offset}`;
  const said = guarded(
    () => `channel record ${place}`,
    () => map(record, partition),
  );
  if ('unreadable' in said) {
    status.unreadable += 1;
    const described = unreadable(place, said.unreadable, record.value, said.origin);
    const posting = encodeUnreadable(described, log.topic, fitting(record.value, inbox));
    addTo(outgoing, partition % inbox.partitions, posting);
    return;
  }
  for (const [k, posting] of said.postings.entries()) {
    const { id = `${place}:${k}`, origin } = posting;
    send(intake, outgoing, posting, origin === undefined ? { id } : { id, origin });
  }
};

/** Room for headers in an append that carries a body as large as it may be. */
const headersBytes = 8_192;

/** A body that the inbox could not hold stays in the channel. */
const fitting = (value: Uint8Array | null, { appendBytesMax }: Log): Uint8Array | null =>
  value !== null && value.byteLength > appendBytesMax - headersBytes ? null : value;
