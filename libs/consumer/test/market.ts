/** The three services over memory, with orders that fill `oms.orders.events`, and who follows. */
import { ordersCodec, orderInput, toPlaceOrder } from '#contracts';
import type { NumberKeys } from '#kernel';
import type { OrderEvent } from '#orders';
import type { Log, LogRecord, Positions, StoredRecord } from '#ports';
import { Acceptance, settledNow } from '#runtime';
import { numberOf, startBackend } from '#services';
import {
  alwaysMine,
  memoryGenerations,
  memoryLog,
  memoryPositions,
  memoryStates,
  seededRandom,
  virtualClock,
} from '#simulation';
import type { VirtualClock } from '#simulation';
import { followOrders } from '../src/index.js';
import type { EventBatch, Following, FollowOptions, FollowPorts } from '../src/index.js';

export const partitions = 2;
const eventsTopic = 'oms.orders.events';
const began = Date.parse('2026-01-05T10:00:00Z');
const keys: NumberKeys = {
  epochs: [{ from: Number.NEGATIVE_INFINITY, key: Uint8Array.from({ length: 32 }, (_, at) => at) }],
};
const everything = { records: Infinity, bytes: Infinity };

export type OrderBatch = EventBatch<OrderEvent>;

export class Market {
  readonly clock: VirtualClock = virtualClock(began);
  readonly positions: Positions = memoryPositions();
  readonly #logs = new Map<string, Log>();
  readonly #generations = memoryGenerations();
  readonly #intakes = memoryPositions();
  #ids = 0;

  readonly ports: FollowPorts = {
    logs: (topic) => this.log(topic),
    positions: this.positions,
    clock: this.clock,
    ownership: alwaysMine(this.clock),
    random: seededRandom(7),
  };

  log(topic: string): Log {
    const known = this.#logs.get(topic);
    if (known !== undefined) return known;
    const log = memoryLog({ topic, partitions, clock: this.clock, appendBytesMax: 8_388_608 });
    this.#logs.set(topic, log);
    return log;
  }

  /** A writer's term in which these orders come in, and the number of each. */
  async trade(references: readonly string[]): Promise<readonly string[]> {
    const { clock, ports } = this;
    this.#ids += 1;
    const backend = startBackend(
      {
        ...ports,
        generations: this.#generations,
        positions: this.#intakes,
        states: memoryStates(),
        random: seededRandom(100 + this.#ids),
      },
      keys,
    );
    const numbers = references.map((channelRef) => {
      const number = numberOf(keys)({ tenant: 'default', channel: 'web', channelRef, attempt: 0 });
      const input = orderInput.parse({
        channel: 'web',
        channelRef,
        currency: 'EUR',
        placedAt: '2026-01-05T10:00:00Z',
        lines: [{ sku: 'A', node: 'main', quantity: '1', unitPrice: '1' }],
      });
      const command = toPlaceOrder(input, 'default', number, 0);
      void backend.post('orders', { key: number, tenant: 'default', number, command }, channelRef);
      return number;
    });
    let waitingFor: readonly string[] = ['a first look'];
    for (let turn = 0; turn < 200 && waitingFor.length > 0; turn += 1) {
      await clock.advance(100);
      ({ waitingFor } = await settledNow(backend.settling));
    }
    if (waitingFor.length > 0) throw new Error(waitingFor.join('; '));
    await this.until(backend.stop());
    return numbers;
  }

  /** Moves the clock until the work is done. */
  async until<T>(work: Promise<T>): Promise<T> {
    let done = false;
    const ended = work.finally(() => {
      done = true;
    });
    ended.catch(() => undefined);
    for (let turn = 0; turn < 2_000 && !done; turn += 1) await this.clock.advance(50);
    return ended;
  }

  async records(partition: number): Promise<readonly StoredRecord[]> {
    const read = await this.log(eventsTopic).read(partition, 0, everything);
    return read.kind === 'read' ? read.slice.records : [];
  }

  async append(partition: number, records: readonly LogRecord[]): Promise<void> {
    await this.log(eventsTopic).append(partition, records);
  }

  /** Puts another log of events in the place of this one. */
  async rewrite(alter: (records: readonly StoredRecord[]) => readonly LogRecord[]): Promise<void> {
    const stored = await Promise.all(
      Array.from({ length: partitions }, (_, at) => this.records(at)),
    );
    this.#logs.delete(eventsTopic);
    for (const [partition, records] of stored.entries()) {
      await this.append(
        partition,
        alter(records).map(({ key, headers, value }) => ({ key, headers: { ...headers }, value })),
      );
    }
  }

  /** Offsets and ids of what counts and says something to others, by the rule alone. */
  async accepted(partition: number): Promise<readonly string[]> {
    const acceptance = new Acceptance<OrderEvent>();
    return (await this.records(partition)).flatMap((record) => {
      const verdict = acceptance.offer(record, ordersCodec.decodeEvent(record));
      if (verdict.kind !== 'accepted') return [];
      if (verdict.cause.input === 'log') return [];
      return verdict.cause.records.map(({ offset, headers }) => `${offset} ${headers.ce_id}`);
    });
  }

  /** Follows until everything there is has been read, then stops. */
  async followed(options: Partial<FollowOptions<OrderEvent>>): Promise<Seen> {
    const seen = new Seen();
    const following = followOrders(this.ports, {
      group: 'billing',
      ...options,
      on: async (batch) => {
        await options.on?.(batch);
        seen.add(batch);
      },
    });
    await this.clock.advance(60_000);
    seen.statuses = following.status();
    await this.until(following.stop());
    return seen;
  }
}

/** What a handler was given, by partition. */
export class Seen {
  readonly batches: OrderBatch[] = [];
  statuses: ReturnType<Following['status']> = [];

  add(batch: OrderBatch): void {
    this.batches.push(batch);
  }

  lines(partition: number): readonly string[] {
    return this.batches
      .filter((batch) => batch.partition === partition)
      .flatMap(({ events }) => events.map(({ offset, id }) => `${offset} ${id}`));
  }
}
