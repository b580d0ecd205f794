/** The whole backend over memory ports and a virtual clock, and a customer who is in no hurry. */
import type { NumberKeys } from '#kernel';
import { toPlaceOrder } from '#contracts';
import type { Generations, Log, LogRecord, Positions, StoredRecord } from '#ports';
import { settledNow } from '#runtime';
import type { Answer, Token } from '#runtime';
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
import { numberOf, startBackend } from '../src/index.js';
import type { Backend, BackendPorts, PostOutcome } from '../src/index.js';

const began = Date.parse('2026-01-05T10:00:00Z');
export const partitions = 2;
const key = Uint8Array.from({ length: 32 }, (_, at) => at);

export const keysOf = (bits?: number): NumberKeys => {
  const epochs = [{ from: Number.NEGATIVE_INFINITY, key }];
  return bits === undefined ? { epochs } : { epochs, bits };
};

export interface ShopOptions {
  readonly bits?: number;
  readonly keys?: NumberKeys;
  /** Whose logs, places and views this one goes on with; its states are lost. */
  readonly after?: Shop;
  readonly partitionsOf?: (topic: string) => number;
}

export class Shop {
  readonly clock: VirtualClock;
  readonly logs: Map<string, Log>;
  readonly generations: Generations;
  readonly positions: Positions;
  readonly keys: NumberKeys;
  readonly ports: BackendPorts;
  #backend: Backend | undefined;
  #ids = 0;

  constructor(options: ShopOptions = {}) {
    const { after } = options;
    this.clock = after?.clock ?? virtualClock(began);
    this.logs = after?.logs ?? new Map<string, Log>();
    this.generations = after?.generations ?? memoryGenerations();
    this.positions = after?.positions ?? memoryPositions();
    this.keys = options.keys ?? keysOf(options.bits);
    const { clock, generations, positions } = this;
    this.ports = {
      logs: (topic) => this.log(topic, options.partitionsOf?.(topic)),
      generations,
      positions,
      clock,
      states: memoryStates(),
      random: seededRandom(5),
      ownership: alwaysMine(clock),
    };
  }

  log(topic: string, count = partitions): Log {
    const known = this.logs.get(topic);
    if (known !== undefined) return known;
    const appendBytesMax = topic.endsWith('.events') ? 8_388_608 : 1_048_576;
    const log = memoryLog({ topic, partitions: count, clock: this.clock, appendBytesMax });
    this.logs.set(topic, log);
    return log;
  }

  get backend(): Backend {
    this.#backend ??= startBackend(this.ports, this.keys);
    return this.#backend;
  }

  /** Runs until everything has settled; says what is behind where it does not. */
  async settle(ms = 60_000): Promise<readonly string[]> {
    const { settling } = this.backend;
    let behind: readonly string[] = ['nothing was looked at'];
    for (let passed = 0; passed < ms && behind.length > 0; passed += 200) {
      await this.clock.advance(200);
      behind = (await settledNow(settling)).waitingFor;
    }
    return behind;
  }

  /** Moves the clock until the work has an answer. */
  async wait<T>(work: Promise<T>): Promise<T> {
    let done = false;
    const ended = work.finally(() => {
      done = true;
    });
    ended.catch(() => undefined);
    for (let turn = 0; turn < 2_000 && !done; turn += 1) await this.clock.advance(20);
    return ended;
  }

  async receive(sku: string, quantity: string): Promise<PostOutcome> {
    this.#ids += 1;
    const command = {
      type: 'stock.receive' as const,
      data: { receipts: [{ id: `r-${this.#ids}`, quantity }] },
    };
    const posting = { key: `default/main/${sku}`, tenant: 'default', command };
    return this.wait(this.backend.post('inventory', posting, `receive-${this.#ids}`));
  }

  async place(channelRef: string, sku = 'A', quantity = '2', id = `place-${channelRef}`) {
    const claim = { tenant: 'default', channel: 'web', channelRef, attempt: 0 };
    const number = numberOf(this.keys)(claim);
    const input = {
      channel: 'web',
      channelRef,
      currency: 'EUR',
      charges: [],
      policy: {
        allOrNothing: false,
        onEmpty: 'exception' as const,
        releaseOn: 'accepted' as const,
        timers: false,
      },
      lines: [
        {
          line: '1',
          sku,
          node: 'main',
          quantity,
          unit: 'each',
          unitPrice: '9.90',
          onShortage: 'backorder' as const,
        },
      ],
    };
    const command = toPlaceOrder(input, 'default', number, 0);
    const outcome = await this.wait(
      this.backend.post('orders', { key: number, tenant: 'default', number, command }, id),
    );
    return { number, token: tokenOf(outcome) };
  }

  async answer(token: Token): Promise<Answer | undefined> {
    const views = this.backend.views.orders;
    await this.wait(views.reached(token, 30_000, new AbortController().signal));
    return views.answer(token);
  }

  async stop(): Promise<void> {
    await this.wait(this.backend.stop());
    this.#backend = undefined;
  }

  async all(topic: string, partition: number): Promise<readonly StoredRecord[]> {
    const everything = { records: Infinity, bytes: Infinity };
    const outcome = await this.log(topic).read(partition, 0, everything);
    return outcome.kind === 'read' ? outcome.slice.records : [];
  }

  /** Puts another log in the place of this one. */
  async rewrite(
    topic: string,
    alter: (records: readonly StoredRecord[], partition: number) => readonly LogRecord[],
  ): Promise<void> {
    const appendBytesMax = 8_388_608;
    const log = memoryLog({ topic, partitions, clock: this.clock, appendBytesMax });
    for (let partition = 0; partition < partitions; partition += 1) {
      const records = alter(await this.all(topic, partition), partition);
      for (const { key: name, headers, value } of records) {
        await log.append(partition, [{ key: name, headers: { ...headers }, value }]);
      }
    }
    this.logs.set(topic, log);
  }
}

export const tokenOf = (outcome: PostOutcome): Token => {
  if (outcome.kind !== 'posted') throw new Error(JSON.stringify(outcome));
  return outcome.token;
};
