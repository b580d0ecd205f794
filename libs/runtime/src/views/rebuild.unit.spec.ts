import type { ViewBatch } from '#ports';
import { accounts, accountsView, dayMs, letters } from '../../test/history.js';
import { Projecting, watched } from '../../test/projecting.js';
import { ViewQueries } from './queries.js';
import { rebuild, rollBack } from './rebuild.js';
import type { Rebuild } from './rebuild.js';
import { foldOf } from './view.js';
import { startView } from './view-host.js';
import type { AccountEvent } from '../../test/ledger.js';

const never = new AbortController().signal;
const given = ({ view, log, generations, clock, random }: Projecting): Rebuild<AccountEvent> => ({
  view,
  log,
  generations,
  clock,
  random,
});

/** Two partitions of a few accounts, shown by generation 1. */
const shop = async (): Promise<Projecting> => {
  const world = new Projecting(2);
  await world.generations.flip('ledger', 1, foldOf(world.view));
  for (const [partition, history] of world.histories.entries()) {
    for (let each = 0; each < 6; each += 1) await history.deposit(`a${each % 3}`, each + partition);
    await (
      await world.project(partition, undefined, true)
    ).ended;
  }
  return world;
};

/** Runs work to its end on the virtual clock. */
const ended = async <T>(world: Projecting, work: Promise<T>): Promise<T> => {
  let done = false;
  const settled = work.finally(() => {
    done = true;
  });
  settled.catch(() => undefined);
  for (let turn = 0; turn < 1_000 && !done; turn += 1) await world.clock.advance(50);
  return settled;
};

describe('a rebuild', () => {
  test('makes the same views anew and flips once; the old ones are kept', async () => {
    const world = await shop();
    const passed: number[] = [];
    const onProgress = (done: number, total: number): void => {
      expect(total).toBe(14);
      passed.push(done);
    };
    const work = rebuild({ ...given(world), onProgress }, never);
    const built = await ended(world, work);
    expect(built).toEqual({ from: 1, to: 2, records: 14, documents: 8 });
    expect([passed[0], passed.at(-1)]).toEqual([0, 14]);
    // Half of it is passed when all is built and nothing is compared yet.
    expect(passed).toContain(7);
    expect(passed).toEqual(passed.toSorted((one, other) => one - other));
    expect(await world.generations.current('ledger')).toEqual({
      generation: 2,
      fold: foldOf(world.view),
    });
    expect(await world.generations.list('ledger')).toEqual([1, 2]);
    const views = await world.views(2);
    expect(await views.get(1, 'account', 'a0')).toEqual({
      version: 2,
      doc: { balance: 5, moves: 2 },
    });
    expect(await views.counters(0, '')).toEqual(await (await world.views(1)).counters(0, ''));
  });

  test('killed in the middle has changed nothing; the next one drops what it left', async () => {
    const world = await shop();
    const killing = new AbortController();
    const { generations } = world;
    world.generations = watched(generations, (_batch, partition, generation) => {
      if (generation === 2 && partition === 1) killing.abort();
      return undefined;
    });
    const before = (await world.views(1)).counters(0, '');
    await expect(ended(world, rebuild(given(world), killing.signal))).rejects.toThrow(
      'the old view still answers',
    );
    expect(await generations.current('ledger')).toMatchObject({ generation: 1 });
    // Killed without any farewell: the half-built one stays behind.
    await generations.open('ledger', 7, 2);
    world.generations = generations;
    const built = await ended(world, rebuild(given(world), never));
    expect(built.to).toBe(8);
    expect(await generations.list('ledger')).toEqual([1, 8]);
    expect(await (await world.views(8)).counters(0, '')).toEqual(await before);
  });

  test('that differs from the log is not shown, and says what differs', async () => {
    const world = await shop();
    const { generations } = world;
    world.generations = {
      ...generations,
      open: async (...which) => {
        const views = await generations.open(...which);
        const spoil = (batch: ViewBatch): ViewBatch => ({
          ...batch,
          counters: new Map([...batch.counters, ['accounts', 99]]),
          documents: batch.documents.slice(1),
          insert: batch.insert.slice(0, -1),
        });
        return {
          ...views,
          apply: (partition, batch) =>
            views.apply(partition, which[1] === 2 ? spoil(batch) : batch),
        };
      },
    };
    const work = ended(world, rebuild(given(world), never));
    await expect(work).rejects.toThrow('counter accounts is 99, the log says 3');
    await expect(work).rejects.toThrow('account a0 differs');
    await expect(work).rejects.toThrow(/index \w+ lists \d+, the log says \d+/);
    expect(await generations.current('ledger')).toMatchObject({ generation: 1 });
    expect(await generations.list('ledger')).toEqual([1]);
  });

  test('that trips over the same bug leaves the old views in place', async () => {
    const world = await shop();
    await world.history.record('a', [{ type: 'account.tripped', data: {} }]);
    await expect(ended(world, rebuild(given(world), never))).rejects.toThrow('tripped in the view');
    expect(await world.generations.list('ledger')).toEqual([1]);
  });

  test('heals views of a log of another logId', async () => {
    const world = await shop();
    const other = new Projecting(2);
    await other.history.deposit('z', 1);
    const built = await ended(world, rebuild({ ...given(world), log: other.log }, never));
    const views = await world.views(built.to);
    expect(await views.get(0, 'account', 'z')).toMatchObject({ version: 1 });
  });
});

describe('the way back', () => {
  test('is to the generation before, once it has caught up; and forth again', async () => {
    const world = await shop();
    await ended(world, rebuild(given(world), never));
    await world.history.deposit('a0', 7);
    const back = await ended(world, rollBack(given(world), never));
    expect(back).toMatchObject({ from: 2, to: 1, records: 15 });
    expect(await (await world.views(1)).get(0, 'account', 'a0')).toMatchObject({ version: 3 });
    expect(await ended(world, rollBack(given(world), never))).toMatchObject({ from: 1, to: 2 });
  });

  test('is none to views of another fold, to unfinished ones, or after a day', async () => {
    const world = await shop();
    expect(await rollBack(given(world), never)).toBeUndefined();
    await world.generations.open('ledger', 5, 2);
    expect(await rollBack(given(world), never)).toBeUndefined();
    await ended(world, rebuild(given(world), never));
    const other = { ...accountsView, projections: [{ ...accounts, version: 2 }, letters] };
    expect(await rollBack({ ...given(world), view: other }, never)).toBeUndefined();
    await world.clock.advance(dayMs);
    expect(await rollBack(given(world), never)).toBeUndefined();
    expect(await world.generations.list('ledger')).toEqual([6]);
  });
});

describe('a view that is kept up to date', () => {
  const hosted = async (world: Projecting) => {
    const stopping = new AbortController();
    const { log, generations, clock, random } = world;
    const running = startView(world.view, { log, generations, clock, random }, stopping.signal);
    const queries = new ViewQueries('ledger', world.partitions, generations, clock);
    await clock.advance(100);
    return {
      running,
      queries,
      stop: async () => {
        stopping.abort();
        await ended(world, running.ended);
      },
    };
  };
  const versionOf = async (queries: ViewQueries, key: string): Promise<number> =>
    ((await queries.get('account', key, 0)) as { moves: number } | undefined)?.moves ?? 0;

  test('never shows an older state after the flip than before, while writes go on', async () => {
    const world = await shop();
    const { running, queries, stop } = await hosted(world);
    let seen = 0;
    let steps = 0;
    const write = async (): Promise<void> => {
      const offset = await world.history.deposit('a0', 1);
      const token = { service: 'ledger', partition: 0, offset };
      const reached = queries.reached(token, 30_000, never);
      await world.clock.advance(20);
      const now = await versionOf(queries, 'a0');
      expect(now).toBeGreaterThanOrEqual(seen);
      seen = now;
      await ended(world, reached).then((found) => expect(found).toBe(true));
      expect(await versionOf(queries, 'a0')).toBeGreaterThanOrEqual(steps + 3);
      steps += 1;
    };
    for (let each = 0; each < 10; each += 1) await write();
    for (let round = 0; round < 3; round += 1) {
      let done = false;
      void running.rebuild().then(() => {
        done = true;
      });
      for (let each = 0; each < 60 && !done; each += 1) await write();
      expect(done).toBe(true);
    }
    const back = running.rollBack();
    for (let each = 0; each < 30; each += 1) await write();
    expect(await back).toMatchObject({ from: 4, to: 3 });
    expect(running.statuses.map(({ stale }) => stale)).toEqual([undefined, undefined]);
    await stop();
  });

  test('shows at the flip at least what the old one showed, which went on meanwhile', async () => {
    const world = await shop();
    const { generations } = world;
    let more = 5;
    // While the new generation is compared, the old one goes on.
    world.generations = watched(generations, (batch, partition, generation) => {
      if (generation === 2 && partition === 0 && batch.documents.length > 0 && more > 0) {
        more -= 1;
        void world.history.deposit('a0', 1);
      }
      return undefined;
    });
    const flips: unknown[] = [];
    world.generations = {
      ...world.generations,
      flip: async (...which) => {
        const [old, now] = await Promise.all([world.views(1), world.views(which[1])]);
        for (const partition of [0, 1]) {
          const [was, is] = await Promise.all([old.cursor(partition), now.cursor(partition)]);
          flips.push((is?.offset ?? 0) >= (was?.offset ?? 0));
        }
        return generations.flip(...which);
      },
    };
    const { running, stop } = await hosted(world);
    await ended(world, running.rebuild());
    expect(flips).toEqual([true, true]);
    await stop();
  });

  test('of another fold is built anew at the start; the old fold brings it back', async () => {
    const world = await shop();
    const newer = { ...accountsView, projections: [{ ...accounts, version: 2 }, letters] };
    const first = world.view;
    world.view = newer;
    const one = await hosted(world);
    await world.clock.advance(1_000);
    expect(await world.generations.current('ledger')).toEqual({
      generation: 2,
      fold: foldOf(newer),
    });
    await one.stop();
    world.view = first;
    const two = await hosted(world);
    await world.clock.advance(1_000);
    expect(await world.generations.current('ledger')).toEqual({
      generation: 1,
      fold: foldOf(first),
    });
    await two.stop();
  });

  test('of another fold that cannot be built is stale, says why, and ends in order', async () => {
    const world = await shop();
    await world.history.record('a', [{ type: 'account.tripped', data: {} }]);
    world.view = { ...accountsView, projections: [{ ...accounts, version: 2 }, letters] };
    const { running, stop } = await hosted(world);
    await world.clock.advance(5_000);
    expect(running.statuses[1]?.stale?.reason).toMatch('tripped in the view');
    expect(await world.generations.current('ledger')).toMatchObject({ generation: 1 });
    await stop();
  });

  test('drops the generation before after a day, not at once', async () => {
    const world = await shop();
    const { running, stop } = await hosted(world);
    await ended(world, running.rebuild());
    world.clock.jump(world.clock.now() + dayMs - 60_000);
    await world.clock.advance(1_000);
    expect(await world.generations.list('ledger')).toEqual([1, 2]);
    world.clock.jump(world.clock.now() + 3_700_000);
    await world.clock.advance(1_000);
    expect(await world.generations.list('ledger')).toEqual([2]);
    await stop();
  });

  test('says that there is no way back, and goes on', async () => {
    const world = await shop();
    const { running, queries, stop } = await hosted(world);
    await expect(running.rollBack()).rejects.toThrow('no earlier generation of ledger is kept');
    await world.history.deposit('a0', 1);
    await world.clock.advance(100);
    expect(await versionOf(queries, 'a0')).toBe(3);
    await stop();
  });

  test('waits for a store that cannot be asked at the start', async () => {
    const world = await shop();
    const { generations } = world;
    let away = true;
    world.generations = {
      ...generations,
      current: async (service) => {
        if (away) throw new Error('away');
        return generations.current(service);
      },
    };
    const { running, stop } = await hosted(world);
    expect(running.statuses[0]?.trouble).toMatch('away');
    away = false;
    await world.clock.advance(20_000);
    expect(running.statuses[0]?.position.cause).toBe(5);
    await stop();
  });
});
