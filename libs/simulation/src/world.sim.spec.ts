import type { AppendOutcome, Log, Position, StateCursor } from '#ports';
import { noFaults, usualFaults } from './faults.js';
import type { Fault, FaultRates } from './faults.js';
import { createWorld } from './world.js';
import type { World } from './world.js';
import type { Code } from './simulated-process.js';

const topic = 'oms.orders.events';
const record = (name: string) => ({
  key: name,
  headers: { name },
  value: new TextEncoder().encode(name),
});
const position = (offset: number): Position => ({
  offset,
  term: 0,
  chain: offset,
  inbox: offset,
  digest: `${offset}`,
  logId: '',
});
const cursor = (offset: number): StateCursor => ({
  position: position(offset),
  fold: '1',
  memory: {},
});
const untilAborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
    if (signal.aborted) resolve();
  });

const only = (faults: Partial<FaultRates>) => ({
  partitions: 2,
  faults: { ...noFaults, ...faults },
});
const never = (): boolean => false;
const namesIn = async (log: Log) => {
  const outcome = await log.read(0, 0, { records: 1_000, bytes: 1e6 });
  return outcome.kind === 'read' ? outcome.slice.records.map(({ headers }) => headers.name) : [];
};

/** Uses every port: reads what stands, appends to it, keeps states and a view. */
const busy: Code = async (ports, signal) => {
  const { clock, random, generations, positions } = ports;
  const log = ports.log(topic);
  await ports.ownership.run('writers', 2, signal, async (partition, owned) => {
    const states = await ports.states('orders', partition);
    let offset = states.cursor()?.position.offset ?? 0;
    while (!owned.aborted) {
      const read = await log.read(partition, offset, { records: 5, bytes: 10_000 });
      if (read.kind === 'read') offset = read.slice.records.at(-1)?.offset ?? offset;
      await states.commit(new Map([['a', { offset }]]), cursor(offset));
      await log.append(partition, [record(`${random.id()} ${clock.now()}`), record('second')]);
      const views = await generations.open('orders', 1, 2);
      // The store may lose it right here.
      const from = await views.cursor(partition).catch(() => undefined);
      const documents = [{ view: 'order', key: 'a', doc: { offset } }];
      await views.apply(partition, {
        from,
        to: position((from?.offset ?? 0) + 1),
        documents,
        remove: [],
        insert: [],
        counters: new Map(),
      });
      await positions.save('intake', partition, position(offset));
      await log.grown(partition, offset + 3, 500, owned);
      await clock.wakeAt(clock.now() + 50, owned);
    }
  });
};

const busyWorld = (seed: number, trace?: (line: string) => void): World => {
  const world = createWorld(seed, { partitions: 2, ...(trace === undefined ? {} : { trace }) });
  for (const name of ['a', 'b', 'c']) world.process(name, busy);
  return world;
};

test('the same seed gives the same history, another seed another one', async () => {
  const histories = new Set<string>();
  for (let seed = 1; seed <= 20; seed += 1) {
    const [first, second] = [busyWorld(seed), busyWorld(seed)];
    // Side by side, so that what they might share would show.
    for (let i = 0; i < 10; i += 1) {
      await first.run(never, 100);
      await second.run(never, 100);
    }
    expect(second.history()).toBe(first.history());
    expect(await namesIn(second.log(topic))).toEqual(await namesIn(first.log(topic)));
    expect(first.failures).toEqual([]);
    histories.add(first.history());
  }
  expect(histories.size).toBe(20);
});

test('every fault happens', async () => {
  const seen = new Set<Fault>();
  for (let seed = 1; seed <= 10; seed += 1) {
    const world = busyWorld(seed);
    await world.run(never, 1_500);
    for (const fault of world.faults.keys()) seen.add(fault);
  }
  expect([...seen].toSorted()).toEqual(Object.keys(usualFaults).toSorted());
});

test('time goes on where everybody waits, a world with nothing to do stands still', async () => {
  const world = createWorld(1, only({}));
  const began = world.time;
  world.process('a', ({ clock }, signal) => clock.wakeAt(clock.now() + 3_600_000, signal));
  expect(await world.run(() => world.time - began > 3_600_000, 20)).toBe(true);
  expect(await world.step()).toBe(false);
});

/** What one append of one process comes to in a world with one kind of fault, in full. */
const appended = async (fault: Fault, seed: number) => {
  const world = createWorld(seed, only({ [fault]: 1 }));
  let outcome: AppendOutcome['kind'] | undefined;
  world.process('a', async ({ log }) => {
    outcome = (await log(topic).append(0, [record('x'), record('y')])).kind;
  });
  await world.run(() => outcome !== undefined, 1_000);
  const atAnswer = await namesIn(world.log(topic));
  world.stop('a');
  world.calm();
  await world.run(never, 100);
  return { outcome, atAnswer, atEnd: await namesIn(world.log(topic)) };
};

test.each<[Fault, AppendOutcome['kind'], number[], number]>([
  ['refused', 'unavailable', [0], 0],
  ['lost', 'unknown', [0], 0],
  ['ackLost', 'unknown', [2], 2],
  ['late', 'unknown', [0], 2],
  ['twice', 'appended', [2, 4], 4],
])('an append that is %s is answered %s', async (fault, kind, before, after) => {
  for (let seed = 1; seed <= 10; seed += 1) {
    const { outcome, atAnswer, atEnd } = await appended(fault, seed);
    expect(outcome).toBe(kind);
    expect(before).toContain(atAnswer.length);
    expect(atEnd).toEqual(['x', 'y', 'x', 'y'].slice(0, after));
  }
});

test('a killed process remembers nothing but what its stores keep, and begins again', async () => {
  const world = createWorld(3, only({ crash: 0.05 }));
  const seen: number[] = [];
  world.process('a', async ({ states, log }, signal, count) => {
    const store = await states('orders', 0);
    seen.push(store.cursor()?.position.offset ?? 0);
    for (let i = (seen.at(-1) ?? 0) + 1; !signal.aborted; i += 1) {
      await store.commit(new Map([['n', { i }]]), cursor(i));
      await log(topic).append(0, [record(`${count}`)]);
    }
  });
  await world.run(() => seen.length > 5, 5_000);
  expect(seen.length).toBeGreaterThan(5);
  expect(seen).toEqual(seen.toSorted((a, b) => a - b));
  expect(seen.at(-1)).toBeGreaterThan(0);
  const writers = (await namesIn(world.log(topic))).map(Number);
  expect(new Set(writers).size).toBeGreaterThan(2);
});

test('states that were lost fall back to an older commit, whole', async () => {
  const world = createWorld(5, only({ crash: 0.02, statesLost: 1 }));
  let newest = 0;
  let lost = 0;
  world.process('a', async ({ states }, signal) => {
    const store = await states('orders', 0);
    const at = store.cursor()?.position.offset ?? 0;
    expect(store.get('n')).toEqual(at === 0 ? undefined : { i: at });
    if (at < newest) lost += 1;
    for (let i = at + 1; !signal.aborted; i += 1) {
      await store.commit(new Map([['n', { i }]]), cursor(i));
      newest = i;
    }
  });
  await world.run(() => lost > 3, 5_000);
  expect(world.failures).toEqual([]);
  expect(lost).toBeGreaterThan(3);
});

test('a view that loses writes goes back with its cursor', async () => {
  const world = createWorld(7, only({ viewLost: 0.05 }));
  let fellBack = 0;
  world.process('a', async ({ generations }, signal) => {
    const views = await generations.open('orders', 1, 1);
    for (let last = 0; !signal.aborted;) {
      const from = await views.cursor(0);
      const at = from?.offset ?? 0;
      if (at < last) fellBack += 1;
      last = at + 1;
      const documents = [{ view: 'order', key: 'a', doc: { at: last } }];
      await views.apply(0, {
        from,
        to: position(last),
        documents,
        remove: [],
        insert: [],
        counters: new Map(),
      });
    }
  });
  const views = await world.generations.open('orders', 1, 1);
  for (let i = 0; i < 500; i += 1) {
    await world.step();
    const at = (await views.cursor(0))?.offset;
    expect(await views.get(0, 'order', 'a')).toEqual(at === undefined ? undefined : { at });
  }
  expect(world.failures).toEqual([]);
  expect(fellBack).toBeGreaterThan(2);
});

test('a partition may have two owners for a while, and has one in the end', async () => {
  const world = createWorld(11, only({ handover: 0.02, crash: 0.002 }));
  const owners = new Map<string, Set<string>>();
  const member =
    (name: string): Code =>
    ({ ownership, clock }, signal) =>
      ownership.run('writers', 2, signal, async (partition, owned) => {
        const working = owners.get(`${partition}`) ?? new Set();
        owners.set(`${partition}`, working.add(name));
        while (!owned.aborted) await clock.wakeAt(clock.now() + 100, owned);
        working.delete(name);
      });
  for (const name of ['a', 'b', 'c']) world.process(name, member(name));
  const sizes = () => [...owners.values()].map(({ size }) => size);
  expect(await world.run(() => Math.max(...sizes()) > 1, 5_000)).toBe(true);
  world.calm();
  expect(await world.run(() => sizes().every((size) => size === 1), 20_000)).toBe(true);
});

const longest = (list: number[] = []) =>
  Math.max(...list.map((time, i) => time - (list[i - 1] ?? time)));

test('a process that stands still does nothing while others go on', async () => {
  const world = createWorld(13, only({ pause: 0.02 }));
  const times: Record<string, number[]> = { a: [], b: [] };
  for (const name of ['a', 'b']) {
    world.process(name, async ({ clock }, signal) => {
      while (!signal.aborted) {
        times[name]?.push(clock.now());
        await clock.wakeAt(clock.now() + 100, signal);
      }
    });
  }
  await world.run(never, 1_000);
  expect(longest(times.a)).toBeGreaterThan(5_000);
  expect(longest(times.b)).toBeGreaterThan(5_000);
});

test('clocks leap and differ, and the time of a log never runs back', async () => {
  const world = createWorld(17, only({ clockJump: 0.02 }));
  const skews: number[] = [];
  world.process('a', async ({ clock, log }, signal) => {
    while (!signal.aborted) {
      skews.push(Math.abs(clock.now() - world.time));
      await log(topic).append(0, [record('x')]);
    }
  });
  const began = world.time;
  await world.run(never, 600);
  expect(world.time - began).toBeGreaterThan(60_000);
  expect(Math.max(...skews)).toBeGreaterThan(10_000);
  const outcome = await world.log(topic).read(0, 0, { records: 1_000, bytes: 1e6 });
  const times = outcome.kind === 'read' ? outcome.slice.records.map(({ time }) => time) : [];
  expect(times.length).toBeGreaterThan(100);
  expect(times).toEqual(times.toSorted((a, b) => a - b));
});

test('a process that fails is unchanged and begins again, one that is stopped is not', async () => {
  const world = createWorld(19, only({}));
  const begun: number[] = [];
  world.process('a', async ({ clock }, signal, count) => {
    begun.push(count);
    await clock.wakeAt(clock.now() + 10, signal);
    if (count < 3) throw new Error(`bug ${count}`);
    await untilAborted(signal);
  });
  await world.run(() => begun.length === 3, 100);
  expect(world.failures.map(({ process, error }) => `${process} ${String(error)}`)).toEqual([
    'a#1 Error: bug 1',
    'a#2 Error: bug 2',
  ]);
  world.stop('a');
  await world.run(never, 100);
  expect(begun).toEqual([1, 2, 3]);
});
