/** Does what the schedule says, counts it, and notes which partitions felt it. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Admin } from 'kafkajs';
import type { Touch } from '../checker/ledger.js';
import type { Proxy } from '../proxy/proxy.js';
import type { Place } from '../site/place.js';
import { copies, partitions } from '../site/scale.js';
import type { Site } from '../site/site.js';
import { Dice } from './dice.js';
import type { Fault, Planned, Way } from './fault.js';
import { moveLeaders } from './leaders.js';

const all = Array.from({ length: partitions }, (_, at) => at);

/** A count for each kind of fault, as it took place. */
export type FaultCounts = Readonly<Record<string, number>>;

export interface NemesisWanted {
  readonly site: Site;
  readonly admin: Admin;
  readonly seed: number;
  readonly flashSale: (sale: number, units: number, buyers: number) => Promise<void>;
  readonly say: (line: string) => void;
}

export class Nemesis {
  readonly touches: Touch[] = [];
  /** Faults that could not be done, in words. */
  readonly failed: string[] = [];
  readonly #counts = new Map<string, number>();
  readonly #dice: Dice;
  /** Processes that are killed or stopped now. */
  readonly #away = new Set<string>();
  #sales = 0;

  constructor(private readonly wanted: NemesisWanted) {
    this.#dice = new Dice(wanted.seed ^ 0x1ead);
  }

  get counts(): FaultCounts {
    const cuts = this.wanted.site.brokers.flatMap(({ appendsCut }) => Object.values(appendsCut));
    const cut = cuts.reduce((sum, count) => sum + count, 0);
    return { ...Object.fromEntries(this.#counts), 'append-cut': cut };
  }

  /** Ends when the last fault is mended. */
  async run(schedule: readonly Planned[]): Promise<void> {
    const began = performance.now();
    const work: Promise<void>[] = [];
    for (const { atMs, fault } of schedule) {
      await pause(Math.max(0, atMs - (performance.now() - began)));
      this.wanted.say(`${((performance.now() - began) / 1000).toFixed(1)} s ${described(fault)}`);
      work.push(
        this.#do(fault).catch((error: unknown) => {
          this.failed.push(`${described(fault)}: ${String(error)}`);
        }),
      );
    }
    await Promise.all(work);
    for (const proxy of this.wanted.site.brokers) proxy.cutNoMore();
  }

  #count(name: string, by = 1): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + by);
  }

  #touch(kind: string, touched: readonly number[] = all): void {
    if (touched.length > 0) this.touches.push({ kind, atMs: Date.now(), partitions: touched });
  }

  async #do(fault: Fault): Promise<void> {
    const { site, flashSale } = this.wanted;
    switch (fault.kind) {
      case 'service-kill':
      case 'service-stop':
        return this.#service(fault.kind, fault.at, fault.forMs);
      case 'broker-kill':
      case 'broker-stop':
        return this.#broker(fault.kind, fault.broker, fault.forMs);
      case 'redis-kill':
        await site.servers.redis.kill();
        this.#count(fault.kind);
        await pause(fault.forMs);
        return site.servers.redis.start();
      case 'redis-stop':
        await site.servers.redis.pause();
        this.#count(fault.kind);
        await pause(fault.forMs);
        return site.servers.redis.resume();
      case 'leader-move':
        return this.#moveLeaders(fault.partitions, fault.by);
      case 'cut':
        this.#count('connection-cut', this.#proxy(fault.way).cut());
        return fault.way === 'redis' ? undefined : this.#touch('cut');
      case 'append-cut':
        this.#touch('append-cut');
        return site.brokers[fault.broker]?.cutAppends(fault.cuts);
      case 'delay':
        return this.#delay(fault.way, fault.ms, fault.forMs);
      case 'flash-sale':
        this.#sales += 1;
        await flashSale(this.#sales, fault.units, fault.buyers);
        return this.#count('flash-sale');
      default:
        return fault satisfies never;
    }
  }

  #proxy(way: Way): Proxy {
    const { brokers, redis } = this.wanted.site;
    const proxy = way === 'redis' ? redis : brokers[way];
    if (proxy === undefined) throw new RangeError(`there is no broker ${way}`);
    return proxy;
  }

  /**
   * It is felt where it writes. Where all are away, the fault lasts until one of them is back.
   */
  async #service(kind: 'service-kill' | 'service-stop', at: Place, forMs: number): Promise<void> {
    const { instances } = this.wanted.site;
    const writes = await instances.writes(at);
    this.#touch(kind, writes ?? all);
    this.#count(kind);
    const away = this.#away;
    away.add(nameOf(at));
    if (kind === 'service-kill') await instances.kill(at, forMs);
    else await instances.stop(at, forMs);
    if (away.size === copies) this.#touch('none-left');
    away.delete(nameOf(at));
  }

  /** Each has a copy of every partition: what is acknowledged by all waits for it. */
  async #broker(kind: 'broker-kill' | 'broker-stop', broker: number, forMs: number): Promise<void> {
    const { kafka } = this.wanted.site.servers;
    this.#touch(kind);
    this.#count(kind);
    if (kind === 'broker-kill') await kafka.kill(broker);
    else await kafka.pause(broker);
    await pause(forMs);
    if (kind === 'broker-kill') await kafka.start(broker);
    else await kafka.resume(broker);
  }

  async #moveLeaders(count: number, by: number): Promise<void> {
    const { admin, site } = this.wanted;
    const dice = this.#dice;
    const moved = await moveLeaders(admin, site.servers.brokers, { partitions: count, by, dice });
    this.#count('leader-move', moved.length);
    const touched = new Set(
      moved.filter(({ topic }) => topic.startsWith('oms.')).map(({ partition }) => partition),
    );
    this.#touch(
      'leader-move',
      [...touched].filter((each) => all.includes(each)),
    );
  }

  async #delay(way: Way, ms: number, forMs: number): Promise<void> {
    const proxy = this.#proxy(way);
    this.#count('delay');
    proxy.delay(ms);
    await pause(forMs);
    proxy.delay(0);
    if (way !== 'redis') this.#touch('delay');
  }
}

const nameOf = ({ app, index }: Place): string => `${app}-${index}`;

const described = ({ kind, ...more }: Fault): string => `${kind} ${JSON.stringify(more)}`;
