import { recordBytes } from '#ports';
import type {
  AppendOutcome,
  Log,
  LogRecord,
  ReadLimit,
  ReadOutcome,
  Slice,
  StoredRecord,
} from '#ports';
import { AppendQueue } from './append-queue.js';
import type { Client } from '../client/client.js';
import type { Follower } from './follower.js';
import { kafkaLimits } from '../client/options.js';
import type { KafkaOptions } from '../client/options.js';
import type { FollowedPartition } from './followed-partition.js';
import type { Produced } from './produce-queue.js';
import { readable } from '../wire/readable.js';
import { fits } from '../wire/record-batch.js';
import { reasonOf, errorType } from '../client/error-type.js';

/** Refused before anything was written, whatever happens later. */
const neverAppended = new Set([
  'NOT_ENOUGH_REPLICAS',
  'LEADER_NOT_AVAILABLE',
  'UNKNOWN_TOPIC_OR_PARTITION',
  'CORRUPT_MESSAGE',
  'TOPIC_AUTHORIZATION_FAILED',
  'CLUSTER_AUTHORIZATION_FAILED',
]);
/** The same, and no later attempt is answered otherwise. */
const refused = new Set([
  'INVALID_RECORD',
  'INVALID_TIMESTAMP',
  'INVALID_REQUIRED_ACKS',
  'INVALID_TOPIC_EXCEPTION',
  'POLICY_VIOLATION',
  'UNSUPPORTED_FOR_MESSAGE_FORMAT',
  'UNSUPPORTED_COMPRESSION_TYPE',
]);
const tooLarge = new Set(['MESSAGE_TOO_LARGE', 'RECORD_LIST_TOO_LARGE']);

/** What the topics of one process share: its requests, and its polls. */
export interface Shared {
  readonly client: Client;
  /** For questions that must not wait behind an append whose replicas are slow. */
  readonly quick: Client;
  readonly follower: Follower;
}

/** One topic of a Kafka cluster, over single Produce, Fetch and ListOffsets requests. */
export class KafkaLog implements Log {
  readonly partitions: number;
  readonly #followed: readonly FollowedPartition[];
  readonly #queues: readonly AppendQueue[];

  /** `topic` is the name without `prefix`. */
  constructor(
    { partitions, prefix }: Pick<KafkaOptions, 'partitions' | 'prefix'>,
    readonly topic: string,
    readonly appendBytesMax: number,
    private readonly shared: Shared,
  ) {
    this.partitions = partitions;
    this.#followed = shared.follower.partitionsOf(`${prefix ?? ''}${topic}`, partitions);
    this.#queues = this.#followed.map((followed) => {
      const queue = new AppendQueue((records) => this.#append(followed, records));
      followed.appends = queue;
      return queue;
    });
  }

  append(partition: number, records: readonly LogRecord[]): Promise<AppendOutcome> {
    const { appendBytesMax: limitBytes } = this;
    if (!fits(records, limitBytes, limitBytes + kafkaLimits.encodingBytesMax)) {
      return Promise.resolve({ kind: 'too-large', limitBytes });
    }
    return this.#queue(partition).add(records);
  }

  async read(partition: number, from: number, limit: ReadLimit): Promise<ReadOutcome> {
    const followed = this.#at(partition);
    followed.wantedAt = Date.now();
    let known = followed.read(from, limit);
    if (known === undefined && followed.isComing(from)) {
      await followed.grown(from, comingMsMax);
      known = followed.read(from, limit);
    }
    try {
      return { kind: 'read', slice: known ?? (await this.#fetch(followed, from, limit)) };
    } catch (error) {
      // Whoever reads again finds the new leader.
      void this.#refresh().catch(() => undefined);
      return { kind: 'unavailable', reason: reasonOf(error) };
    }
  }

  grown(partition: number, from: number, waitMs: number, signal: AbortSignal): Promise<void> {
    return this.shared.follower.grown(this.#at(partition), from, waitMs, signal);
  }

  heldBack(partition: number): string | undefined {
    return this.#at(partition).heldBack.words;
  }

  /** Resolves when nothing is under way; what is shared stays open. */
  async settled(): Promise<void> {
    await Promise.all(this.#queues.map((queue) => queue.settled()));
  }

  #queue(partition: number): AppendQueue {
    const queue = this.#queues[partition];
    if (queue === undefined) throw new RangeError(`${this.topic} has no partition ${partition}`);
    return queue;
  }

  #at(partition: number): FollowedPartition {
    const followed = this.#followed[partition];
    if (followed === undefined) throw new RangeError(`${this.topic} has no partition ${partition}`);
    return followed;
  }

  async #append(
    followed: FollowedPartition,
    records: readonly LogRecord[],
  ): Promise<AppendOutcome> {
    const produced = await this.shared.client.produce(followed, records);
    if (produced.kind === 'answered') {
      const { first, time } = produced;
      followed.acknowledge(records, first, time);
      return { kind: 'appended', first };
    }
    void this.shared.client.refresh().catch(() => undefined);
    return outcomeOf(produced, this.appendBytesMax);
  }

  async #fetch(followed: FollowedPartition, from: number, limit: ReadLimit): Promise<Slice> {
    const { quick } = this.shared;
    if (from >= Number.MAX_SAFE_INTEGER) return { records: [], ...(await quick.bounds(followed)) };
    try {
      return await this.#fetchFrom(followed, Math.max(from, 0), limit);
    } catch (error) {
      if (errorType(error) !== 'OFFSET_OUT_OF_RANGE') throw error;
    }
    // K10: never reset. Asked of the leader of now: a deposed one may not know the newest records.
    await this.#refresh();
    const bounds = await quick.bounds(followed);
    return from > bounds.end
      ? { records: [], ...bounds }
      : this.#fetchFrom(followed, Math.max(from, bounds.start), limit);
  }

  async #refresh(): Promise<void> {
    const { client, quick } = this.shared;
    await Promise.all([client.refresh(), quick.refresh()]);
  }

  async #fetchFrom(followed: FollowedPartition, from: number, limit: ReadLimit): Promise<Slice> {
    const { client } = this.shared;
    const { topic, partition } = followed;
    const node = await client.leaderOf(followed);
    const bytesMax = Math.min(Math.max(limit.bytes, fetchBytesMin), fetchBytesMax);
    const [answer] = await client.fetch(
      node,
      [{ topic, partition, from, bytesMax }],
      0,
      fetchBytesMax,
    );
    if (answer?.partition !== partition) throw new Error(`nothing of ${partition} came back`);
    if (answer.outcome.kind === 'failed') throw answer.outcome.error;
    const { records, next, start, end } = readable(answer.outcome.found, from, followed.isDense);
    const shown = within(records, limit);
    const isHole = records.length === shown.length && next > (shown.at(-1)?.offset ?? from - 1) + 1;
    return { records: shown, start, end, ...(isHole ? { next } : {}) };
  }
}

/** A poll answers at once where something stands; after so long the broker is asked. */
const comingMsMax = 100;
const fetchBytesMin = 2 ** 14;
const fetchBytesMax = 2 ** 23;

/** Up to the limit, at least one. */
const within = (records: readonly StoredRecord[], limit: ReadLimit): readonly StoredRecord[] => {
  let bytes = 0;
  let count = 0;
  for (const record of records) {
    bytes += recordBytes(record);
    if (count > 0 && (count >= limit.records || bytes > limit.bytes)) break;
    count += 1;
  }
  return records.slice(0, count);
};

/**
 * Certain only where the broker refused before writing. NOT_LEADER_FOR_PARTITION is not: a leader
 * that is deposed while it waits for its replicas answers so, and what it wrote may stand.
 */
const outcomeOf = (
  { kind, error }: Exclude<Produced, { kind: 'answered' }>,
  limitBytes: number,
): AppendOutcome => {
  const type = errorType(error);
  if (tooLarge.has(type)) return { kind: 'too-large', limitBytes };
  if (refused.has(type)) return { kind: 'refused', reason: reasonOf(error) };
  const isCertain = kind === 'not-sent' || neverAppended.has(type);
  return { kind: isCertain ? 'unavailable' : 'unknown', reason: reasonOf(error) };
};
