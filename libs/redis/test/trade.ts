/** Orders under load on memory logs and real views, with a reader who believes nothing. */
import { setTimeout as wait } from 'node:timers/promises';
import { toPlaceOrder } from '#contracts';
import { soleOwnership, systemClock, systemRandom } from '#embedded';
import type { Generations, Log } from '#ports';
import { settle, ViewsUnavailable } from '#runtime';
import type { Token } from '#runtime';
import { numberOf, startBackend, verify } from '#services';
import type { Backend } from '#services';
import { memoryLog, memoryPositions, memoryStates } from '#simulation';

const partitions = 2;
const keys = { epochs: [{ from: 0, key: Uint8Array.from({ length: 32 }, (_, at) => at) }] };
const never = new AbortController().signal;
const settleMsMax = 60_000;
const tokenMs = 30_000;

export class Trade {
  /** What a reader was told that cannot be. */
  readonly lies: string[] = [];
  readonly numbers: string[] = [];
  unavailable = 0;
  readonly #backend: Backend;
  readonly #logs = new Map<string, Log>();
  readonly #stopping = new AbortController();
  #working: Promise<unknown>[] = [];

  constructor(private readonly generations: Generations) {
    this.#backend = startBackend(
      {
        logs: (topic) => this.#log(topic),
        states: memoryStates(),
        positions: memoryPositions(),
        generations,
        clock: systemClock,
        random: systemRandom,
        ownership: soleOwnership,
      },
      keys,
    );
  }

  /** Buyers, each of whom reads what he wrote and looks after an order that he has seen. */
  begin(buyers: number): void {
    this.#working = Array.from({ length: buyers }, (_, buyer) => this.#buy(buyer));
  }

  /** No more orders; the rest of the work is done, and all views are compared with the logs. */
  async end(): Promise<readonly string[]> {
    this.#stopping.abort();
    await Promise.all(this.#working);
    const { settled, waitingFor } = await settle(
      this.#backend.settling,
      systemClock,
      settleMsMax,
      never,
    );
    if (!settled) return waitingFor;
    const { firstViolations } = await verify({
      logs: (topic) => this.#log(topic),
      generations: this.generations,
      waitingFor: async () => [],
    });
    return firstViolations;
  }

  stop(): Promise<void> {
    return this.#backend.stop();
  }

  async #buy(buyer: number): Promise<void> {
    for (let nth = 0; !this.#stopping.signal.aborted; nth += 1) {
      const channelRef = `${buyer}-${nth}`;
      const claim = { tenant: 'default', channel: 'web', channelRef, attempt: 0 };
      const number = numberOf(keys)(claim);
      const command = toPlaceOrder(
        {
          channel: 'web',
          channelRef,
          currency: 'EUR',
          charges: [],
          policy: {
            allOrNothing: false,
            onEmpty: 'exception',
            releaseOn: 'accepted',
            timers: false,
          },
          lines: [
            {
              line: '1',
              sku: `S-${nth % 7}`,
              node: 'main',
              quantity: '1',
              unit: 'each',
              unitPrice: '9.90',
              onShortage: 'backorder',
            },
          ],
        },
        'default',
        number,
        0,
      );
      const outcome = await this.#backend.post(
        'orders',
        { key: number, tenant: 'default', number, command },
        `place-${channelRef}`,
      );
      if (outcome.kind === 'posted') await this.#look(number, outcome.token);
      await wait(2);
    }
  }

  async #look(number: string, token: Token): Promise<void> {
    const { orders } = this.#backend.views;
    if (!(await orders.reached(token, tokenMs, this.#stopping.signal))) return;
    this.numbers.push(number);
    const [one = number] = this.numbers.slice(Math.floor(Math.random() * this.numbers.length));
    await this.#ask(async () => {
      for (const each of [number, one]) {
        if ((await orders.get('order', each)) === undefined) this.lies.push(`${each} is not there`);
      }
      const { length } = this.numbers;
      const count = (await orders.counters('default|orders')).get('default|orders') ?? 0;
      if (count < length) this.lies.push(`${count} orders, ${length} were seen`);
    });
  }

  async #ask(read: () => Promise<void>): Promise<void> {
    try {
      await read();
    } catch (error) {
      if (!(error instanceof ViewsUnavailable)) throw error;
      this.unavailable += 1;
      await wait(20);
    }
  }

  #log(topic: string): Log {
    const log =
      this.#logs.get(topic) ??
      memoryLog({ topic, partitions, clock: systemClock, appendBytesMax: 8_388_608 });
    this.#logs.set(topic, log);
    return log;
  }
}
