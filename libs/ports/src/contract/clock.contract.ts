import type { Clock, Ownership, Random } from '../clock.js';

export interface ClockUnderTest {
  readonly clock: Clock;
  /** Lets this much of the clock's time go by. */
  readonly pass: (ms: number) => Promise<void>;
}

export interface OwnershipUnderTest {
  readonly ownership: Ownership;
  readonly pass: (ms: number) => Promise<void>;
  readonly close?: () => Promise<void>;
}

const noted = async (waits: Promise<void>, note: () => unknown): Promise<void> => {
  await waits;
  note();
};

const untilAborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
    if (signal.aborted) resolve();
  });

type Awaitable<T> = T | Promise<T>;

/** What every `Clock` promises. */
export const clockContract = (family: string, open: () => Awaitable<ClockUnderTest>): void => {
  describe(`clock contract: ${family}`, () => {
    test('time goes on', async () => {
      const { clock, pass } = await open();
      const before = clock.now();
      expect(before).toBeGreaterThan(Date.parse('2000-01-01'));
      expect(Number.isInteger(before)).toBe(true);
      await pass(20);
      expect(clock.now() - before).toBeGreaterThanOrEqual(19);
    });

    test('sleepers wake at their time, in its order, not before', async () => {
      const { clock, pass } = await open();
      const began = clock.now();
      const woken: number[] = [];
      const sleep = (ms: number): Promise<void> =>
        noted(clock.wakeAt(began + ms, new AbortController().signal), () => woken.push(ms));
      const sleeping = Promise.all([sleep(60), sleep(20), sleep(40)]);
      await pass(80);
      await sleeping;
      expect(woken).toEqual([20, 40, 60]);
      expect(clock.now() - began).toBeGreaterThanOrEqual(60);
    });

    test('a time that has passed wakes at once', async () => {
      const { clock } = await open();
      const { signal } = new AbortController();
      await clock.wakeAt(clock.now(), signal);
      await clock.wakeAt(clock.now() - 1_000, signal);
      expect(signal.aborted).toBe(false);
    });

    test('a signal wakes early, one that has aborted at once, a month ahead too', async () => {
      const { clock, pass } = await open();
      const began = clock.now();
      const stop = new AbortController();
      const sleeping = clock.wakeAt(began + 30 * 86_400_000, stop.signal);
      await pass(5);
      stop.abort();
      await sleeping;
      await clock.wakeAt(began + 60_000, stop.signal);
      expect(clock.now() - began).toBeLessThan(5_000);
    });

    test('who sleeps for a month is not woken today', async () => {
      const { clock, pass } = await open();
      const stop = new AbortController();
      let woken = false;
      const sleeping = noted(clock.wakeAt(clock.now() + 30 * 86_400_000, stop.signal), () => {
        woken = true;
      });
      await pass(20);
      expect(woken).toBe(false);
      stop.abort();
      await sleeping;
      expect(woken).toBe(true);
    });
  });
};

/** What every `Random` promises. */
export const randomContract = (family: string, open: () => Random): void => {
  test(`random contract: ${family}: ids are UUIDs and differ`, () => {
    const random = open();
    const ids = Array.from({ length: 1_000 }, () => random.id());
    const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
    expect(ids.filter((id) => !uuid.test(id))).toEqual([]);
    expect(new Set(ids).size).toBe(1_000);
  });
};

/** A group may take its time to say who owns what. */
const until = async (
  condition: () => boolean,
  { pass }: Pick<OwnershipUnderTest, 'pass'>,
): Promise<void> => {
  for (let passed = 0; passed < 10_000 && !condition(); passed += 20) await pass(20);
  expect(condition()).toBe(true);
};

/** What every `Ownership` promises of a group with one process in it. */
export const ownershipContract = (
  family: string,
  open: () => Awaitable<OwnershipUnderTest>,
): void => {
  const withOwnership = async (run: (under: OwnershipUnderTest) => Promise<void>) => {
    const under = await open();
    try {
      await run(under);
    } finally {
      await under.close?.();
    }
  };
  describe(`ownership contract: ${family}`, () => {
    working(withOwnership);
    ending(withOwnership);
  });
};

type WithOwnership = (run: (under: OwnershipUnderTest) => Promise<void>) => Promise<void>;

const working = (withOwnership: WithOwnership): void => {
  test('the only process of a group works on every partition, once at a time', () =>
    withOwnership(async (under) => {
      const stop = new AbortController();
      const busy = new Set<number>();
      const began: number[] = [];
      const running = under.ownership.run('writers', 3, stop.signal, async (partition, owned) => {
        expect(busy.has(partition)).toBe(false);
        busy.add(partition);
        began.push(partition);
        await untilAborted(owned);
        busy.delete(partition);
      });
      await until(() => began.length === 3, under);
      await under.pass(50);
      expect(began.toSorted((a, b) => a - b)).toEqual([0, 1, 2]);
      stop.abort();
      await running;
      expect(busy.size).toBe(0);
    }));

  test('two groups of one process work side by side, on the same partitions', () =>
    withOwnership(async (under) => {
      const stop = new AbortController();
      const began: string[] = [];
      const run = (group: string) =>
        under.ownership.run(group, 2, stop.signal, async (partition, owned) => {
          began.push(`${group}/${partition}`);
          await untilAborted(owned);
        });
      const running = Promise.all([run('orders.writer'), run('orders.intake.inventory')]);
      await until(() => began.length === 4, under);
      expect(began.toSorted()).toEqual([
        'orders.intake.inventory/0',
        'orders.intake.inventory/1',
        'orders.writer/0',
        'orders.writer/1',
      ]);
      stop.abort();
      await running;
    }));

  test('work that ended is begun again after a pause, as long as nothing stops it', () =>
    withOwnership(async (under) => {
      const { ownership, pass } = under;
      const stop = new AbortController();
      const rounds = [0, 0];
      const running = ownership.run('writers', 2, stop.signal, async (partition, owned) => {
        rounds[partition] = (rounds[partition] ?? 0) + 1;
        if (partition === 0) await untilAborted(owned);
      });
      await until(() => rounds.every((round) => round > 0), under);
      expect(rounds).toEqual([1, 1]);
      await pass(1_500);
      expect(rounds[0]).toBe(1);
      expect(rounds[1]).toBeGreaterThanOrEqual(2);
      expect(rounds[1]).toBeLessThan(100);
      stop.abort();
      await running;
      const ended = [...rounds];
      await pass(300);
      expect(rounds).toEqual(ended);
    }));
};

const ending = (withOwnership: WithOwnership): void => {
  test('run ends only when all work has ended', () =>
    withOwnership(async (under) => {
      const { ownership, pass } = under;
      const stop = new AbortController();
      const finish = new AbortController();
      let begun = false;
      let ended = false;
      const work = async (): Promise<void> => {
        begun = true;
        await untilAborted(finish.signal);
      };
      const running = noted(ownership.run('writers', 1, stop.signal, work), () => {
        ended = true;
      });
      await until(() => begun, under);
      stop.abort();
      await pass(20);
      expect(ended).toBe(false);
      finish.abort();
      await running;
      expect(ended).toBe(true);
    }));

  test('nothing begins where the signal has aborted already', () =>
    withOwnership(async ({ ownership }) => {
      const stop = new AbortController();
      stop.abort();
      let begun = 0;
      await ownership.run('writers', 2, stop.signal, async () => {
        begun += 1;
      });
      expect(begun).toBe(0);
    }));
};
