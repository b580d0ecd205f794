import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from './client.js';
import { kafkaLimits } from './options.js';
import type { KafkaOptions } from './options.js';
import { Place } from './place.js';
import { readable } from './readable.js';
import type { Tails } from './tail.js';
import { isBug, reasonOf } from './trouble.js';

const { pollMsMax, pollBytesMax, pollPartitionBytesMax, followedMsMax } = kafkaLimits;

export interface FollowerOptions {
  readonly topic: string;
  readonly partitions: number;
  readonly tails: Tails;
  readonly log: KafkaOptions['log'];
  readonly crashed: (reason: string) => void;
}

/**
 * Follows the partitions of one topic that somebody in this process waits for: one long poll a
 * broker, on a connection of its own, so that any number of readers at the head cost one fetch.
 */
export class Follower {
  readonly places: readonly Place[];
  /** The brokers that are polled now. */
  readonly #polls = new Map<number, Promise<void>>();
  readonly #closing = new AbortController();
  #failures = 0;

  constructor(private readonly client: Client, private readonly options: FollowerOptions) {
    const { partitions, tails } = options;
    this.places = Array.from({ length: partitions }, (_, at) => new Place(at, tails));
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
        const node = await this.client.leaderOf(place.partition);
        place.follow(await this.client.bounds(place.partition));
        this.#pollFrom(node);
        return;
      } catch (error) {
        place.forget('broken');
        if (!place.isWaitedFor) break;
        await this.#recover(error);
      }
    }
    place.forget('idle');
  }

  #pollFrom(node: number): void {
    if (this.#polls.has(node) || this.#closing.signal.aborted) return;
    this.#polls.set(node, this.#poll(node));
  }

  async #poll(node: number): Promise<void> {
    let polled: readonly Place[] = [];
    try {
      for (;;) {
        polled = this.#followed(node);
        if (polled.length === 0 || this.#closing.signal.aborted) break;
        await this.#pollOnce(node, polled);
        this.#failures = 0;
      }
      this.#polls.delete(node);
    } catch (error) {
      this.#polls.delete(node);
      for (const place of polled) place.forget('broken');
      await this.#recover(error);
      for (const place of polled) void this.#restart(place);
    }
  }

  async #pollOnce(node: number, polled: readonly Place[]): Promise<void> {
    const from = polled.map(({ partition, next }) =>
      ({ partition, from: next, bytesMax: pollPartitionBytesMax }));
    const answers = await this.client.fetch(node, from, pollMsMax, pollBytesMax);
    await acknowledged(polled);
    for (const answer of answers) {
      const place = this.places[answer.partition];
      if (place?.state !== 'followed') continue;
      place.take(readable(answer, place.next));
    }
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
    for (const place of this.places) {
      if (place.state !== 'followed') continue;
      const leader = this.client.knownLeaderOf(place.partition) ?? node;
      if (!place.isWaitedFor && Date.now() - place.wantedAt > followedMsMax) place.forget('idle');
      else if (leader === node) found.push(place);
      else this.#pollFrom(leader);
    }
    return found;
  }

  /** A pause that grows, then a new look at who leads what. */
  async #recover(trouble: unknown): Promise<void> {
    const { topic, log, crashed } = this.options;
    // K11: our own mistake would come again for ever, with the process alive.
    if (isBug(trouble)) crashed(`following ${topic}: ${String(trouble)}`);
    log?.({ level: 'warn', worker: `follower of ${topic}`, text: reasonOf(trouble) });
    const { retryMsMin, retryMsMax } = kafkaLimits;
    const ms = Math.min(retryMsMin * 2 ** Math.min(this.#failures, 10), retryMsMax);
    this.#failures += 1;
    await sleep(ms, undefined, { signal: this.#closing.signal }).catch(() => undefined);
    if (!this.#closing.signal.aborted) await this.client.refresh().catch(() => undefined);
  }
}

const acknowledgedMsMax = 10;

/**
 * What this process is appending may be in the poll a moment before its acknowledgement comes, with
 * which its readers need no copy of their own.
 */
const acknowledged = async (polled: readonly Place[]): Promise<void> => {
  const appending = polled.flatMap((place) => place.appends?.underWay ?? []);
  if (appending.length === 0) return;
  const late = new AbortController();
  await Promise.race([
    Promise.all(appending),
    sleep(acknowledgedMsMax, undefined, { signal: late.signal }).catch(() => undefined),
  ]);
  late.abort();
};
