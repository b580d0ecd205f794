import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '../client/client.js';
import { kafkaLimits } from '../client/options.js';
import type { KafkaOptions } from '../client/options.js';
import { Place } from '../group/place.js';
import { readable } from '../wire/readable.js';
import type { Fetched, FetchedPartition } from '../client/requests.js';
import type { Tails } from './tail.js';
import { isBug, reasonOf } from '../client/trouble.js';

/** Where there is nothing to poll but what this process writes itself. */
const ownPauseMs = 20;
const { pollMsMax, pollBytesMax, pollPartitionBytesMax, followedMsMax } = kafkaLimits;

export interface FollowerOptions {
  readonly tails: Tails;
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
  readonly #places = new Map<string, readonly Place[]>();
  /** The brokers that are polled now. */
  readonly #polls = new Map<number, Promise<void>>();
  readonly #closing = new AbortController();

  constructor(
    private readonly client: Client,
    private readonly options: FollowerOptions,
  ) {}

  /** The partitions of a topic, once each; none is followed before somebody waits for it. */
  places(topic: string, partitions: number): readonly Place[] {
    const known = this.#places.get(topic);
    if (known !== undefined) return known;
    const made = Array.from(
      { length: partitions },
      (_, partition) => new Place(topic, partition, this.options.tails),
    );
    this.#places.set(topic, made);
    return made;
  }

  grown(place: Place, from: number, waitMs: number, signal: AbortSignal): Promise<void> {
    place.wantedAt = Date.now();
    const waits = place.grown(from, waitMs, signal);
    if (place.state === 'idle' && place.isWaitedFor) void this.#start(place);
    return waits;
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.all(this.#polls.values());
    await this.client.close();
  }

  /** Asks where the partition ends, and takes it into the polls; tries until nobody waits. */
  async #start(place: Place): Promise<void> {
    place.state = 'starting';
    while (!this.#closing.signal.aborted) {
      try {
        const node = await this.client.leaderOf(place);
        place.follow(await this.client.bounds(place));
        this.#pollFrom(node);
        return;
      } catch (error) {
        place.forget('broken');
        if (!place.isWaitedFor) break;
        await this.#recover(error, [place]);
      }
    }
    place.forget('idle');
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
      const polled = followed.filter((place) => !place.isOwnOfLate());
      if (polled.length === 0) {
        await this.#pause(ownPauseMs);
        continue;
      }
      const failed = await this.#pollOnce(node, polled);
      if (failed.size > 0) void this.#restartAll(failed);
    }
    this.#polls.delete(node);
  }

  /** Which places are not known any more, and why. */
  async #pollOnce(node: number, polled: readonly Place[]): Promise<ReadonlyMap<Place, unknown>> {
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
        polled.filter(({ state }) => state === 'followed').map((place) => [place, error]),
      );
    }
    await acknowledged(this.#broughtBy(answers));
    const failed = new Map<Place, unknown>();
    for (const { topic, partition, outcome } of answers) {
      const place = this.#places.get(topic)?.[partition];
      if (place?.state !== 'followed') continue;
      if (outcome.kind === 'fetched') this.#tellHeldBack(place, outcome.found);
      const error = outcome.kind === 'failed' ? outcome.error : taken(place, outcome.found);
      if (error !== undefined) failed.set(place, error);
    }
    return failed;
  }

  #tellHeldBack(place: Place, found: FetchedPartition): void {
    const { topic, partition } = place;
    const text = place.heldBack.look(`${topic}/${partition}`, found, performance.now());
    if (text !== undefined) {
      this.options.log?.({ level: 'warn', worker: 'follower', partition, text });
    }
  }

  /** The places of which there is more. */
  #broughtBy(answers: readonly Fetched[]): readonly Place[] {
    return answers.flatMap(({ topic, partition, outcome }) =>
      outcome.kind === 'fetched' && outcome.found.batches.length > 0
        ? (this.#places.get(topic)?.[partition] ?? [])
        : [],
    );
  }

  async #restartAll(failed: ReadonlyMap<Place, unknown>): Promise<void> {
    const [trouble] = failed.values();
    for (const place of failed.keys()) place.forget('broken');
    await this.#recover(trouble, [...failed.keys()]);
    for (const place of failed.keys()) void this.#restart(place);
  }

  #restart(place: Place): Promise<void> | undefined {
    if (place.state !== 'broken') return undefined;
    if (place.isWaitedFor) return this.#start(place);
    place.forget('idle');
    return undefined;
  }

  /** What this broker leads and somebody has asked for lately; the others are let go. */
  #followed(node: number): readonly Place[] {
    const found: Place[] = [];
    for (const place of Array.from(this.#places.values()).flat()) {
      if (place.state !== 'followed') continue;
      const leader = this.client.knownLeaderOf(place) ?? node;
      if (!place.isWaitedFor && Date.now() - place.wantedAt > followedMsMax) place.forget('idle');
      else if (leader === node) found.push(place);
      else this.#pollFrom(leader);
    }
    return found;
  }

  /** A pause that grows while these places fail, then a new look at who leads what. */
  async #recover(trouble: unknown, places: readonly Place[]): Promise<void> {
    const { log, crashed } = this.options;
    // K11: our own mistake would come again for ever, with the process alive.
    if (isBug(trouble)) crashed(`following Kafka: ${String(trouble)}`);
    log?.({ level: 'warn', worker: 'follower', text: reasonOf(trouble) });
    const { retryMsMin, retryMsMax } = kafkaLimits;
    const failures = Math.min(...places.map((place) => place.failures));
    const ms = Math.min(retryMsMin * 2 ** Math.min(failures, 10), retryMsMax);
    for (const place of places) place.failures += 1;
    await this.#pause(ms);
    if (!this.#closing.signal.aborted) await this.client.refresh().catch(() => undefined);
  }

  async #pause(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.#closing.signal }).catch(() => undefined);
  }
}

/** The trouble with what was fetched, if there is any. */
const taken = (place: Place, found: FetchedPartition): unknown => {
  try {
    place.take(readable(found, place.next, place.isDense));
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
const acknowledged = async (places: readonly Place[]): Promise<void> => {
  const appending = places.flatMap((place) => place.appends?.underWay ?? []);
  if (appending.length === 0) return;
  await new Promise<void>((resolve) => {
    const late = setTimeout(resolve, acknowledgedMsMax);
    void Promise.all(appending).then(() => {
      clearTimeout(late);
      resolve();
    });
  });
};
