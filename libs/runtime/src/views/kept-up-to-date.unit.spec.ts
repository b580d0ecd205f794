import { accountsView, accounts, letters, never, dayMs } from '../../test/history.js';
import { watched } from '../../test/projecting.js';
import type { Projecting } from '../../test/projecting.js';
import { ended, shownAccounts } from '../../test/rebuilding.js';
import { ViewQueries } from './reading/queries.js';
import { startView } from './view-host.js';
import { foldOf } from './view.js';

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
    const world = await shownAccounts();
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
    const world = await shownAccounts();
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
    const world = await shownAccounts();
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
    const world = await shownAccounts();
    await world.history.record('a', [{ type: 'account.tripped', data: {} }]);
    world.view = { ...accountsView, projections: [{ ...accounts, version: 2 }, letters] };
    const { running, stop } = await hosted(world);
    await world.clock.advance(5_000);
    expect(running.statuses[1]?.stale?.reason).toMatch('tripped in the view');
    expect(await world.generations.current('ledger')).toMatchObject({ generation: 1 });
    await stop();
  });

  test('drops the generation before after a day, not at once', async () => {
    const world = await shownAccounts();
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
    const world = await shownAccounts();
    const { running, queries, stop } = await hosted(world);
    await expect(running.rollBack()).rejects.toThrow('no earlier generation of ledger is kept');
    await world.history.deposit('a0', 1);
    await world.clock.advance(100);
    expect(await versionOf(queries, 'a0')).toBe(3);
    await stop();
  });

  test('waits for a store that cannot be asked at the start', async () => {
    const world = await shownAccounts();
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
    expect(running.statuses[0]?.position.chain).toBe(5);
    await stop();
  });
});
