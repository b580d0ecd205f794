import type {
  Clock,
  Generations,
  Log,
  LogRecord,
  Ownership,
  Positions,
  Projections,
  Random,
  States,
  StatesOf,
} from '#ports';
import type { Dice } from './dice.js';
import type { StatesDisk } from './forgetful.js';
import type { MemoryLog } from './memory-log.js';
import { MemoryStates } from './memory-states.js';
import { never } from './network.js';
import type { Network } from './network.js';
import type { Actor, Schedule } from './schedule.js';

/** All that a simulated process gets to see of the world. */
export interface SimulatedPorts {
  readonly log: (topic: string) => Log;
  readonly states: StatesOf;
  readonly positions: Positions;
  readonly generations: Generations;
  readonly clock: Clock;
  readonly random: Random;
  readonly ownership: Ownership;
}

/** What the ports of one process stand on. */
export interface Surroundings {
  readonly actor: Actor;
  readonly dice: Dice;
  readonly network: Network;
  readonly schedule: Schedule;
  /** Milliseconds that the process's clock is ahead of the world's. */
  readonly skewMs: () => number;
  readonly absorb: (records: readonly LogRecord[]) => void;
}

const reason = 'simulated';
const unavailable = { kind: 'unavailable', reason } as const;

/** Waits for a time of the world, or for something to hold. */
const waited = (
  { actor, schedule }: Surroundings,
  name: string,
  due: () => number,
  early: () => boolean,
): Promise<void> => {
  if (!actor.alive) return never();
  return new Promise((resolve) => {
    schedule.add({
      label: `${actor.label} ${name}`,
      actor,
      due,
      early,
      run: async () => {
        resolve();
        return 'woke';
      },
    });
  });
};

export const simulatedClock = (around: Surroundings): Clock => ({
  now: () => around.schedule.time + around.skewMs(),
  wakeAt: (at, signal) =>
    waited(
      around,
      'sleep',
      () => at - around.skewMs(),
      () => signal.aborted,
    ),
});

export const simulatedLog = (around: Surroundings, log: MemoryLog): Log => {
  const { actor, dice, network, schedule, absorb } = around;
  const { topic, partitions, appendBytesMax, end } = log;
  return {
    topic,
    partitions,
    appendBytesMax,
    append: (partition, records) =>
      network.call(
        actor,
        `append ${topic}/${partition} +${records.length}`,
        () => {
          absorb(records);
          return log.append(partition, records);
        },
        { refused: unavailable, unknown: { kind: 'unknown', reason } },
      ),
    read: (partition, from, limit) =>
      network.call(
        actor,
        `read ${topic}/${partition}@${from}`,
        () => {
          const short = network.strikes('shortRead');
          const records = short ? 1 + dice.below(Math.min(limit.records, 8)) : limit.records;
          return log.read(partition, from, { ...limit, records });
        },
        { refused: unavailable },
      ),
    grown: (partition, from, waitMs, signal) => {
      const until = schedule.time + waitMs;
      return waited(
        around,
        `wait ${topic}/${partition}>${from}`,
        () => until,
        () => signal.aborted || end(partition) > from,
      );
    },
  };
};

/** A store in the process's memory over the image on its machine's disk. */
class SimulatedStates extends MemoryStates {
  #commits = 0;
  #saved = 0;

  constructor(
    private readonly name: string,
    private readonly disk: StatesDisk,
    private readonly around: Surroundings,
  ) {
    super(disk.image);
  }

  override async commit(...given: Parameters<States['commit']>): Promise<void> {
    await super.commit(...given);
    await this.#save('commit');
  }

  override async clear(): Promise<void> {
    await super.clear();
    await this.#save('clear');
  }

  async #save(verb: string): Promise<void> {
    const { image } = this;
    this.#commits += 1;
    const count = this.#commits;
    const { network, actor } = this.around;
    await network.call(actor, `${verb} ${this.name}`, async () => {
      if (!actor.alive || count < this.#saved) return;
      this.#saved = count;
      this.disk.save(image);
    });
  }
}

/** `diskOf` finds what a store has on this process's machine. */
export const simulatedStates = (
  around: Surroundings,
  diskOf: (store: string) => StatesDisk,
): StatesOf => {
  const opened = new Map<string, States>();
  return (name, partition) => {
    const store = `${name}/${partition}`;
    return around.network.call(around.actor, `open ${store}`, async () => {
      const states = opened.get(store) ?? new SimulatedStates(store, diskOf(store), around);
      opened.set(store, states);
      return states;
    });
  };
};

export const simulatedPositions = (
  { network, actor }: Surroundings,
  positions: Positions,
): Positions => ({
  load: (name, partition) =>
    network.call(actor, `load ${name}/${partition}`, () => positions.load(name, partition)),
  save: (name, partition, position) =>
    network.call(actor, `save ${name}/${partition}@${position.offset}`, () =>
      positions.save(name, partition, position),
    ),
});

const simulatedViews = ({ network, actor }: Surroundings, views: Projections): Projections => {
  const { service, generation, partitions, incarnation } = views;
  const name = `${service}.g${generation}`;
  const ask = <T>(verb: string, partition: number, effect: () => Promise<T>): Promise<T> =>
    network.call(actor, `${verb} ${name}/${partition}`, effect);
  return {
    service,
    generation,
    partitions,
    incarnation,
    cursor: (partition) => ask('cursor', partition, () => views.cursor(partition)),
    apply: (partition, batch) =>
      network.call(
        actor,
        `apply ${name}/${partition} ${batch.from?.offset ?? 0}>${batch.to.offset}`,
        () => views.apply(partition, batch),
        { refused: unavailable, unknown: unavailable },
      ),
    get: (partition, view, key) => ask('get', partition, () => views.get(partition, view, key)),
    getMany: (partition, view, keys, bytesMax) =>
      ask('get many', partition, () => views.getMany(partition, view, keys, bytesMax)),
    list: (partition, query) => ask('list', partition, () => views.list(partition, query)),
    count: (partition, counter) => ask('count', partition, () => views.count(partition, counter)),
    counters: (partition, prefix) =>
      ask('counters', partition, () => views.counters(partition, prefix)),
  };
};

export const simulatedGenerations = (
  around: Surroundings,
  generations: Generations,
): Generations => {
  const ask = <T>(verb: string, service: string, effect: () => Promise<T>): Promise<T> =>
    around.network.call(around.actor, `${verb} ${service}`, effect);
  return {
    open: (service, generation, partitions) =>
      ask('open views', service, async () =>
        simulatedViews(around, await generations.open(service, generation, partitions)),
      ),
    current: (service) => ask('current', service, () => generations.current(service)),
    flip: (service, generation, fold, incarnation) =>
      ask('flip', service, () => generations.flip(service, generation, fold, incarnation)),
    list: (service) => ask('list', service, () => generations.list(service)),
    drop: (service, generation) =>
      ask('drop', service, () => generations.drop(service, generation)),
  };
};
