import { setTimeout as sleep } from 'node:timers/promises';
import { ownOptions, removeAll, shareBroker } from '../../test/cluster.js';
import { openKafka } from '../open-kafka.js';
import type { KafkaFamily } from '../open-kafka.js';
import type { KafkaOptions } from '../client/options.js';

shareBroker();

/** Work on a partition: told in `working` until it is taken away. */
const workIn = async (
  working: Set<number>,
  partition: number,
  owned: AbortSignal,
): Promise<void> => {
  working.add(partition);
  await new Promise<void>((resolve) => {
    owned.addEventListener('abort', () => resolve(), { once: true });
    if (owned.aborted) resolve();
  });
  working.delete(partition);
};

/** One process of a service: its writer and an intake, and what both work on. */
class Instance {
  readonly writing = new Set<number>();
  readonly hearing = new Set<number>();
  /** Partitions in the order in which work on them began. */
  readonly begun: number[] = [];
  readonly #stop = new AbortController();
  #running: Promise<unknown> = Promise.resolve();

  constructor(
    readonly family: KafkaFamily,
    private readonly partitions: number,
  ) {}

  start(): this {
    this.#running = Promise.all([
      this.#run('orders.writer', this.writing),
      this.#run('orders.intake.inventory', this.hearing),
    ]);
    return this;
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running;
    await this.family.close();
  }

  #run(group: string, working: Set<number>): Promise<void> {
    const { ownership } = this.family;
    return ownership.run(group, this.partitions, this.#stop.signal, (partition, owned) => {
      this.begun.push(partition);
      return workIn(working, partition, owned);
    });
  }
}

const expectSoon = async (condition: () => boolean, msMax = 60_000): Promise<void> => {
  const began = Date.now();
  while (!condition() && Date.now() - began < msMax) await sleep(20);
  expect(condition()).toBe(true);
};

const partitions = 4;
const all = Array.from({ length: partitions }, (_, partition) => partition);
const sharedBy = (instances: readonly Instance[]) => (): boolean => {
  const owned = instances.flatMap(({ writing }) => [...writing]).toSorted((a, b) => a - b);
  const isEven = instances.every(
    ({ writing, hearing }) =>
      writing.size >= Math.floor(partitions / instances.length) &&
      [...writing].join() === [...hearing].join(),
  );
  return owned.join() === all.join() && isEven;
};

const withInstances = async (
  count: number,
  more: Partial<KafkaOptions>,
  run: (instances: readonly Instance[]) => Promise<void>,
): Promise<void> => {
  const options = ownOptions({ partitions, ...more });
  const families = await Promise.all(Array.from({ length: count }, () => openKafka(options)));
  const instances = families.map((family) => new Instance(family, partitions));
  try {
    await run(instances);
  } finally {
    await Promise.all(instances.map((instance) => instance.stop()));
    await removeAll(options);
  }
};

/** A process with two services: what it has of each. */
const withBoth = (family: KafkaFamily) => {
  const stopping = new AbortController();
  const held: Record<string, Set<number>> = {};
  const ended = Promise.all(
    ['orders.writer', 'inventory.writer'].map((group) => {
      const own = new Set<number>();
      held[group] = own;
      return family.ownership.run(group, partitions, stopping.signal, (partition, owned) =>
        workIn(own, partition, owned),
      );
    }),
  );
  const of = (group: string): string => [...(held[group] ?? [])].toSorted((a, b) => a - b).join();
  return {
    isAlike: () => of('orders.writer') !== '' && of('orders.writer') === of('inventory.writer'),
    has: () => of('orders.writer'),
    stop: async () => {
      stopping.abort();
      await ended;
    },
  };
};

describe('processes with two services', () => {
  test('have the same partitions of both, however they came and went', () =>
    withInstances(3, {}, async (instances) => {
      const [first, second, third] = instances.map(({ family }) => withBoth(family));
      if (first === undefined || second === undefined || third === undefined) {
        throw new Error('three were opened');
      }
      const areAlike = (...some: readonly (typeof first)[]): boolean =>
        some.every(({ isAlike }) => isAlike()) &&
        some
          .flatMap(({ has }) => has().split(','))
          .toSorted()
          .join() === all.join();
      await expectSoon(() => areAlike(first, second, third));
      await second.stop();
      await expectSoon(() => areAlike(first, third));
      await first.stop();
      await expectSoon(() => areAlike(third));
      await third.stop();
    }));
});

describe('a group of processes', () => {
  test('that start at once share the partitions evenly, writer and intakes together', () =>
    withInstances(3, {}, async (instances) => {
      for (const instance of instances) instance.start();
      await expectSoon(sharedBy(instances));
    }));

  test('takes in one more, and nobody loses what he keeps', () =>
    withInstances(2, {}, async ([first, second]) => {
      if (first === undefined || second === undefined) throw new Error('two were opened');
      first.start();
      await expectSoon(sharedBy([first]));
      second.start();
      await expectSoon(sharedBy([first, second]));
      // Two for each of its four partitions: nothing was begun a second time.
      expect(first.begun).toHaveLength(2 * partitions);
    }));

  test('gives to the others what one that leaves had', () =>
    withInstances(2, {}, async ([first, second]) => {
      if (first === undefined || second === undefined) throw new Error('two were opened');
      first.start();
      second.start();
      await expectSoon(sharedBy([first, second]));
      await second.stop();
      await expectSoon(sharedBy([first]));
    }));

  test('K9: who slept past his session gives everything up when he wakes, and joins again', () =>
    withInstances(1, { sessionTimeoutMs: 6_000 }, async ([only]) => {
      if (only === undefined) throw new Error('one was opened');
      only.start();
      await expectSoon(sharedBy([only]));
      // As SIGSTOP does: no timer, no heartbeat, nothing.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 8_000);
      await expectSoon(() => only.begun.length === 4 * partitions);
      await expectSoon(sharedBy([only]));
    }));
});
