/**
 * What the nemesis does and when, all of it from a seed. Storms in which faults of all kinds meet,
 * and calms between them that are longer than a recovery may take: else the next fault would hide
 * that the system never came back from the one before.
 */
import { appendCuts } from '../proxy/append-cut.js';
import type { Place } from '../site/place.js';
import { brokerCount, copies, sessionTimeoutMs } from '../site/scale.js';
import { Dice } from './dice.js';
import type { Fault, Planned, Way } from './fault.js';

const stormMs = 24_000;
const calmMs = 18_000;
/** A storm's last fault is mended before the storm is over. */
const lastFaultMs = 14_000;
/** After a start a process is left alone until it is at work, or about to be. */
const startMs = 3_000;
/** A broker that comes back gets so long to be in sync again. */
const insyncMs = 4_000;

const places: readonly Place[] = Array.from({ length: copies }, (_, index) => ({
  app: 'oms',
  index,
}));
const ways: readonly Way[] = [...Array.from({ length: brokerCount }, (_, at) => at), 'redis'];

/** Draws the faults of one storm. */
class Storm {
  readonly #planned: Planned[] = [];
  readonly #busy: { readonly name: string; readonly fromMs: number; readonly toMs: number }[] = [];

  constructor(
    private readonly dice: Dice,
    private readonly beginMs: number,
  ) {}

  drawn(): readonly Planned[] {
    const { dice } = this;
    this.#add(dice.whole(0, 4_000), { kind: 'flash-sale', units: 20, buyers: 60 });
    this.#servers();
    for (let at = dice.whole(500, 3_000); at < lastFaultMs; at += dice.whole(1_500, 3_000)) {
      if (dice.of([true, true, false])) this.#service(at, 'service-kill', dice.whole(300, 5_000));
      else this.#service(at, 'service-stop', sessionTimeoutMs + dice.whole(1_000, 4_000));
    }
    for (let at = dice.whole(500, 2_000); at < lastFaultMs; at += dice.whole(600, 1_800)) {
      this.#network(at);
    }
    return this.#planned.toSorted((a, b) => a.atMs - b.atMs);
  }

  #add(atMs: number, fault: Fault): void {
    this.#planned.push({ atMs: this.beginMs + atMs, fault });
  }

  /** One after the other: with two brokers away nothing could be acknowledged, rightly. */
  #servers(): void {
    const { dice } = this;
    for (let at = dice.whole(1_000, 4_000); at < lastFaultMs;) {
      const forMs = dice.whole(2_000, 6_000);
      const kind = dice.of([
        'broker-kill',
        'broker-kill',
        'broker-kill',
        'broker-kill',
        'broker-kill',
        'broker-stop',
        'redis-kill',
        'redis-stop',
      ] as const);
      if (kind === 'redis-kill' || kind === 'redis-stop') this.#add(at, { kind, forMs });
      else this.#add(at, { kind, broker: dice.whole(0, brokerCount - 1), forMs });
      at += forMs + insyncMs;
    }
  }

  #service(at: number, kind: 'service-kill' | 'service-stop', forMs: number): void {
    const { dice } = this;
    const toMs = at + forMs + startMs;
    const isFree = ({ app, index }: Place): boolean =>
      !this.#busy.some(
        (each) => each.name === `${app}-${index}` && each.fromMs < toMs && at < each.toMs,
      );
    const free = places.filter(isFree);
    if (free.length === 0) return;
    const chosen = dice.of(free);
    this.#busy.push({ name: `${chosen.app}-${chosen.index}`, fromMs: at, toMs });
    this.#add(at, { kind, at: chosen, forMs });
  }

  #network(at: number): void {
    const { dice } = this;
    const kind = dice.of([
      'append-cut',
      'append-cut',
      'append-cut',
      'append-cut',
      'leader-move',
      'leader-move',
      'cut',
      'delay',
    ] as const);
    if (kind === 'append-cut') {
      const cuts = Array.from({ length: dice.whole(1, 3) }, () => dice.of(appendCuts));
      this.#add(at, { kind, broker: dice.whole(0, brokerCount - 1), cuts });
    } else if (kind === 'leader-move') {
      this.#add(at, { kind, partitions: dice.whole(1, 3), by: dice.whole(1, brokerCount - 1) });
    } else if (kind === 'cut') {
      this.#add(at, { kind, way: dice.of(ways) });
    } else {
      const [ms, forMs] = [dice.whole(20, 600), dice.whole(1_000, 5_000)];
      this.#add(at, { kind, way: dice.of(ways), ms, forMs });
    }
  }
}

/** The whole run; the last calm lies behind it. */
export const scheduleOf = (seed: number, minutes: number): readonly Planned[] => {
  const dice = new Dice(seed);
  const planned: Planned[] = [];
  for (let begin = 0; begin + stormMs <= minutes * 60_000; begin += stormMs + calmMs) {
    planned.push(...new Storm(dice, begin).drawn());
  }
  return planned;
};

/** The least for which there is a storm. */
export const minutesMin = stormMs / 60_000;
