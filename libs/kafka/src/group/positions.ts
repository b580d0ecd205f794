import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';
import type { Position, Positions } from '#ports';
import type { Broker } from 'kafkajs/src/cluster/index.js';
import type { Client } from '../client/client.js';
import { kafkaLimits } from '../client/options.js';
import type { KafkaOptions } from '../client/options.js';

const { retryMsMin, retryMsMax, positionAttemptsMax } = kafkaLimits;

/** A commit of somebody who is no member: Kafka takes it as long as the group has none. */
const noMember = { groupGenerationId: -1, memberId: '' };

/** Where a name is kept, and of which topic it is. */
interface Kept {
  readonly group: string;
  readonly topic: string;
}

/**
 * `orders.intake.orders` is of `oms.orders.events`, `orders.intake.oms.x` of `oms.x`. What a
 * partition reads, `orders.reads.3.inventory`, is kept together with all else that it reads.
 */
const keptAt = (name: string): Kept => {
  const [, reader, kind, source] = /^(.+?)\.(intake|reads\.\d+)\.(.+)$/.exec(name) ?? [];
  if (reader === undefined || kind === undefined || source === undefined) {
    throw new Error(
      'a position has the name <reader>.intake.<source> or <service>.reads.<partition>.<source>, ' +
        `not '${name}'`,
    );
  }
  const topic = source.startsWith('oms.') ? source : `oms.${source}.events`;
  return { group: kind === 'intake' ? name : `${reader}.${kind}`, topic };
};

/**
 * Places of readers as the committed offsets of a group each, `positions.<name>`, on the topic that
 * is read: Kafka's own tools show the lag. What an offset does not say is in its metadata. A place
 * that Kafka forgot (K7: seven days without a commit) is none: its reader starts at 0.
 */
export const kafkaPositions = (options: KafkaOptions, client: Client): Positions => {
  const prefix = options.prefix ?? '';
  const groups = new Map<string, GroupOffsets>();
  const groupOf = (group: string): GroupOffsets => {
    const known = groups.get(group) ?? new GroupOffsets(client, `${prefix}positions.${group}`);
    groups.set(group, known);
    return known;
  };
  return {
    load: async (name, partition) => {
      const { group, topic } = keptAt(name);
      return groupOf(group).load(`${prefix}${topic}`, partition);
    },
    save: async (name, partition, position) => {
      const { group, topic } = keptAt(name);
      return groupOf(group).save(`${prefix}${topic}`, partition, position);
    },
  };
};

class GroupOffsets {
  #coordinator: Promise<Broker> | undefined;
  /** By topic and partition. */
  #pending = new Map<string, ReadonlyMap<number, Position>>();
  /** The commit that will take what is pending. */
  #next: Promise<void> | undefined;
  #last: Promise<void> = Promise.resolve();

  constructor(
    private readonly client: Client,
    private readonly groupId: string,
  ) {}

  async load(topic: string, partition: number): Promise<Position | undefined> {
    const { groupId } = this;
    const { responses } = await this.#ask((broker) =>
      broker.offsetFetch({ groupId, topics: [{ topic, partitions: [{ partition }] }] }),
    );
    const found = responses[0]?.partitions[0];
    return found === undefined || Number(found.offset) < 0
      ? undefined
      : positionOf(Number(found.offset), found.metadata);
  }

  /**
   * One commit at a time; what is saved in the same turn or meanwhile goes together into the next,
   * the latest wins.
   */
  save(topic: string, partition: number, position: Position): Promise<void> {
    this.#pending.set(topic, new Map(this.#pending.get(topic)).set(partition, position));
    this.#next ??= this.#last.then(() => turn()).then(() => this.#commit());
    return this.#next;
  }

  #commit(): Promise<void> {
    const { groupId } = this;
    const topics = Array.from(this.#pending, ([topic, places]) => ({
      topic,
      partitions: Array.from(places, ([partition, { offset, ...more }]) => ({
        partition,
        offset: `${offset}`,
        metadata: JSON.stringify(more),
      })),
    }));
    this.#pending = new Map();
    this.#next = undefined;
    const stored = this.#ask((broker) => broker.offsetCommit({ groupId, ...noMember, topics }));
    this.#last = stored.then(
      () => undefined,
      () => undefined,
    );
    return stored.then(() => undefined);
  }

  async #asked<T>(request: (coordinator: Broker) => Promise<T>): Promise<T> {
    this.#coordinator ??= this.client.coordinatorOf(this.groupId);
    return request(await this.#coordinator);
  }

  /** Of the group's coordinator; looks for it anew where it moved or is still loading. */
  async #ask<T>(request: (coordinator: Broker) => Promise<T>): Promise<T> {
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await answered(this.#asked(request));
      } catch (error) {
        this.#coordinator = undefined;
        if (attempt >= positionAttemptsMax) throw error;
        await sleep(Math.min(retryMsMin * 2 ** attempt, retryMsMax));
        await this.client.refresh().catch(() => undefined);
      }
    }
  }
}

/** What is saved next waits for it: no connection may keep it for ever. */
const answered = async <T>(asked: Promise<T>): Promise<T> => {
  const done = new AbortController();
  const late = sleep(answerMsMax, undefined, { signal: done.signal }).then(() => {
    throw new Error(`no answer within ${answerMsMax} ms`);
  });
  try {
    return await Promise.race([asked, late]);
  } finally {
    done.abort();
    late.catch(() => undefined);
    asked.catch(() => undefined);
  }
};
const answerMsMax = 10_000;

const positionOf = (offset: number, metadata: string | null): Position | undefined => {
  let read: unknown;
  try {
    read = JSON.parse(metadata ?? '');
  } catch {
    return undefined;
  }
  if (typeof read !== 'object' || read === null) return undefined;
  const found = { term: -1, chain: -1, inbox: -1, digest: '', logId: '', ...read };
  const { term, chain, inbox, digest, logId } = found;
  const isWhole =
    [term, chain, inbox].every(Number.isSafeInteger) &&
    typeof digest === 'string' &&
    typeof logId === 'string';
  return isWhole ? { offset, term, chain, inbox, digest, logId } : undefined;
};
