import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';
import type { Position, Positions } from '#ports';
import type { Broker } from 'kafkajs/src/cluster/index.js';
import type { Client } from '../client/client.js';
import { kafkaLimits } from '../client/options.js';
import type { KafkaOptions } from '../client/options.js';

const { retryMsMin, retryMsMax, positionAttemptsMax } = kafkaLimits;

/** A commit of somebody who is no member: Kafka takes it as long as the group has none. */
const noMember = { groupGenerationId: -1, memberId: '' };

/** `orders.intake.inventory` reads `oms.inventory.events`, `orders.intake.oms.x` reads `oms.x`. */
const topicOf = (name: string): string => {
  const source = name.split('.intake.')[1];
  if (source === undefined || source === '') {
    throw new Error(`a position's name is <service>.intake.<source>, not '${name}'`);
  }
  return source.startsWith('oms.') ? source : `oms.${source}.events`;
};

/**
 * Places of readers as the committed offsets of a group each, `positions.<name>`, on the topic that
 * is read: Kafka's own tools show the lag. What an offset does not say is in its metadata. A place
 * that Kafka forgot (K7: seven days without a commit) is none: its reader starts at 0.
 */
export const kafkaPositions = (options: KafkaOptions, client: Client): Positions => {
  const groups = new Map<string, GroupOffsets>();
  const groupOf = (name: string): GroupOffsets => {
    const known = groups.get(name);
    if (known !== undefined) return known;
    const prefix = options.prefix ?? '';
    const group = new GroupOffsets(
      client,
      `${prefix}positions.${name}`,
      `${prefix}${topicOf(name)}`,
    );
    groups.set(name, group);
    return group;
  };
  return {
    load: async (name, partition) => groupOf(name).load(partition),
    save: async (name, partition, position) => groupOf(name).save(partition, position),
  };
};

class GroupOffsets {
  #coordinator: Promise<Broker> | undefined;
  #pending = new Map<number, Position>();
  /** The commit that will take what is pending. */
  #next: Promise<void> | undefined;
  #last: Promise<void> = Promise.resolve();

  constructor(
    private readonly client: Client,
    private readonly groupId: string,
    private readonly topic: string,
  ) {}

  async load(partition: number): Promise<Position | undefined> {
    const { groupId, topic } = this;
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
  save(partition: number, position: Position): Promise<void> {
    this.#pending.set(partition, position);
    this.#next ??= this.#last.then(() => turn()).then(() => this.#commit());
    return this.#next;
  }

  #commit(): Promise<void> {
    const { groupId, topic } = this;
    const partitions = Array.from(this.#pending, ([partition, { offset, ...more }]) => ({
      partition,
      offset: `${offset}`,
      metadata: JSON.stringify(more),
    }));
    this.#pending = new Map();
    this.#next = undefined;
    const stored = this.#ask((broker) =>
      broker.offsetCommit({ groupId, ...noMember, topics: [{ topic, partitions }] }),
    );
    this.#last = stored.then(
      () => undefined,
      () => undefined,
    );
    return stored.then(() => undefined);
  }

  /** Of the group's coordinator; looks for it anew where it moved or is still loading. */
  async #ask<T>(request: (coordinator: Broker) => Promise<T>): Promise<T> {
    for (let attempt = 0; ; attempt += 1) {
      try {
        this.#coordinator ??= this.client.coordinatorOf(this.groupId);
        return await request(await this.#coordinator);
      } catch (error) {
        this.#coordinator = undefined;
        if (attempt >= positionAttemptsMax) throw error;
        await sleep(Math.min(retryMsMin * 2 ** attempt, retryMsMax));
        await this.client.refresh().catch(() => undefined);
      }
    }
  }
}

const positionOf = (offset: number, metadata: string | null): Position | undefined => {
  let read: unknown;
  try {
    read = JSON.parse(metadata ?? '');
  } catch {
    return undefined;
  }
  if (typeof read !== 'object' || read === null) return undefined;
  const found = { term: -1, cause: -1, digest: '', logId: '', ...read };
  const { term, cause, digest, logId } = found;
  const isWhole =
    Number.isSafeInteger(term) &&
    Number.isSafeInteger(cause) &&
    typeof digest === 'string' &&
    typeof logId === 'string';
  return isWhole ? { offset, term, cause, digest, logId } : undefined;
};
