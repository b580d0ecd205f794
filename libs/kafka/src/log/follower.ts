import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '../client/client.js';
import { kafkaLimits } from '../client/options.js';
import type { KafkaOptions } from '../client/options.js';
import { FollowedPartition } from './followed-partition.js';
import { readable } from '../wire/readable.js';
import type { Fetched, FetchedPartition } from '../client/requests.js';
import type { LogTails } from '#ports';
import { isBug, reasonOf } from '../client/error-type.js';

/** Where there is nothing to poll but what this process writes itself. */
const ownPauseMs = 20;
const { pollMsMax, pollBytesMax, pollPartitionBytesMax, followedMsMax } = kafkaLimits;

export interface FollowerOptions {
  readonly tails: LogTails;
  readonly log: KafkaOptions['log'];
  readonly crashed: (reason: string) => void;
}

/**
 * Follows the partitions that somebody in this process waits for, whatever their topics: one long
 * poll a broker, on a connection of its own, so that any number of readers at the head cost one
 * fetch.
 */
export class Follower {
  /** By topic, then by partition. */
  readonly #byTopic = new Map<string, readonly FollowedPartition[]>();
  /** The brokers that are polled now. */
  readonly #polls = new Map<number, Promise<void>>();
  readonly #closing = new AbortController();

  constructor(
    private readonly client: Client,
    private readonly options: FollowerOptions,
  ) {}

  /** The partitions of a topic, once each; none is followed before somebody waits for it. */
  partitionsOf(topic: string, partitions: number): readonly FollowedPartition[] {
    const known = this.#byTopic.get(topic);
    if (known !== undefined) return known;
    const made = Array.from(
      { length: partitions },
      (_, partition) => new FollowedPartition(topic, partition, this.options.tails),
    );
    this.#byTopic.set(topic, made);
    return made;
  }

  grown(
    followed: FollowedPartition,
    from: number,
    waitMs: number,
    signal: AbortSignal,
  ): Promise<void> {
    followed.wantedAt = Date.now();
    const waits = followed.grown(from, waitMs, signal);
    if (followed.state === 'idle' && followed.isWaitedFor) void this.#start(followed);
    return waits;
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.all(this.#polls.values());
    await this.client.close();
  }

  /** Asks where the partition ends, and takes it into the polls; tries until nobody waits. */
  async #start(followed: FollowedPartition): Promise<void> {
    followed.state = 'starting';
    while (!this.#closing.signal.aborted) {
      try {
        const node = await this.client.leaderOf(followed);
        followed.follow(await this.client.bounds(followed));
        this.#pollFrom(node);
        return;
      } catch (error) {
        followed.forget('broken');
        if (!followed.isWaitedFor) break;
        await this.#recover(error, [followed]);
      }
    }
    followed.forget('idle');
  }

  #pollFrom(node: number): void {
    if (this.#polls.has(node) || this.#closing.signal.aborted) return;
    // Not within this call: a poll with nothing to do would end before it stands in the map.
    this.#polls.set(
      node,
      Promise.resolve().then(() => this.#poll(node)),
    );
  }

  async #poll(node: number): Promise<void> {
    for (;;) {
      const followed = this.#followed(node);
      if (followed.length === 0 || this.#closing.signal.aborted) break;
      const polled = followed.filter((each) => !each.isOwnOfLate());
      if (polled.length === 0) {
        await this.#pause(ownPauseMs);
        continue;
      }
      const failed = await this.#pollOnce(node, polled);
      if (failed.size > 0) void this.#restartAll(failed);
    }
    this.#polls.delete(node);
  }

  /** Which of them are not known any more, and why. */
  async #pollOnce(
    node: number,
    polled: readonly FollowedPartition[],
  ): Promise<ReadonlyMap<FollowedPartition, unknown>> {
    const from = polled.map(({ topic, partition, next }) => ({
      topic,
      partition,
      from: next,
      bytesMax: pollPartitionBytesMax,
    }));
    let answers: readonly Fetched[];
    try {
      answers = await this.client.fetch(node, from, pollMsMax, pollBytesMax);
    } catch (error) {
      return new Map(
        polled.filter(({ state }) => state === 'followed').map((each) => [each, error]),
      );
    }
    await acknowledged(this.#broughtBy(answers));
    const failed = new Map<FollowedPartition, unknown>();
    for (const { topic, partition, outcome } of answers) {
      const each = this.#byTopic.get(topic)?.[partition];
      if (each?.state !== 'followed') continue;
      if (outcome.kind === 'fetched') this.#tellHeldBack(each, outcome.found);
      const error = outcome.kind === 'failed' ? outcome.error : taken(each, outcome.found);
      if (error !== undefined) failed.set(each, error);
    }
    return failed;
  }

  #tellHeldBack(followed: FollowedPartition, found: FetchedPartition): void {
    const { topic, partition } = followed;
    const text = followed.heldBack.look(`${topic}/${partition}`, found, performance.now());
    if (text !== undefined) {
      this.options.log?.({ level: 'warn', worker: 'follower', partition, text });
    }
  }

  /** The partitions of which there is more. */
  #broughtBy(answers: readonly Fetched[]): readonly FollowedPartition[] {
    return answers.flatMap(({ topic, partition, outcome }) =>
      outcome.kind === 'fetched' && outcome.found.batches.length > 0
        ? (this.#byTopic.get(topic)?.[partition] ?? [])
        : [],
    );
  }

  async #restartAll(failed: ReadonlyMap<FollowedPartition, unknown>): Promise<void> {
    const [trouble] = failed.values();
    for (const each of failed.keys()) each.forget('broken');
    await this.#recover(trouble, [...failed.keys()]);
    for (const followed of failed.keys()) void this.#restart(followed);
  }

  #restart(followed: FollowedPartition): Promise<void> | undefined {
    if (followed.state !== 'broken') return undefined;
    if (followed.isWaitedFor) return this.#start(followed);
    followed.forget('idle');
    return undefined;
  }

  /** What this broker leads and somebody has asked for lately; the others are let go. */
  #followed(node: number): readonly FollowedPartition[] {
    const found: FollowedPartition[] = [];
    for (const each of Array.from(this.#byTopic.values()).flat()) {
      if (each.state !== 'followed') continue;
      const leader = this.client.knownLeaderOf(each) ?? node;
      if (!each.isWaitedFor && Date.now() - each.wantedAt > followedMsMax) each.forget('idle');
      else if (leader === node) found.push(each);
      else this.#pollFrom(leader);
    }
    return found;
  }

  /** A pause that grows while these fail, then a new look at who leads what. */
  async #recover(trouble: unknown, failing: readonly FollowedPartition[]): Promise<void> {
    const { log, crashed } = this.options;
    // K11: our own mistake would come again for ever, with the process alive.
    if (isBug(trouble)) crashed(`following Kafka: ${String(trouble)}`);
    log?.({ level: 'warn', worker: 'follower', text: reasonOf(trouble) });
    const { retryMsMin, retryMsMax } = kafkaLimits;
    const failures = Math.min(...failing.map((each) => each.failures));
    const ms = Math.min(retryMsMin * 2 ** Math.min(failures, 10), retryMsMax);
    for (const each of failing) each.failures += 1;
    await this.#pause(ms);
    if (!this.#closing.signal.aborted) await this.client.refresh().catch(() => undefined);
  }

  async #pause(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.#closing.signal }).catch(() => undefined);
  }
}

/** The trouble with what was fetched, if there is any. */
const taken = (followed: FollowedPartition, found: FetchedPartition): unknown => {
  try {
    followed.take(readable(found, followed.next, followed.isDense));
    return undefined;
  } catch (error) {
    return error;
  }
};

const acknowledgedMsMax = 10;

/**
 * What this process is appending may be in the poll a moment before its acknowledgement comes, with
 * which its readers need no copy of their own.
 */
const acknowledged = async (polled: readonly FollowedPartition[]): Promise<void> => {
  const appending = polled.flatMap((each) => each.appends?.underWay ?? []);
  if (appending.length === 0) return;
  await new Promise<void>((resolve) => {
    const late = setTimeout(resolve, acknowledgedMsMax);
    void Promise.all(appending).then(() => {
      clearTimeout(late);
      resolve();
    });
  });
};
