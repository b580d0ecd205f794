import type { ViewBatch } from '#ports';
import { accounts, accountsView, dayMs, letters, never } from '../../test/history.js';
import { Projecting, watched } from '../../test/projecting.js';
import { rebuild, rollBack } from './rebuild.js';
import { foldOf } from './view.js';
import { shownAccounts, ended, given } from '../../test/rebuilding.js';

describe('a rebuild', () => {
  test('makes the same views anew and flips once; the old ones are kept', async () => {
    const world = await shownAccounts();
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
    const world = await shownAccounts();
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
    const world = await shownAccounts();
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
    const world = await shownAccounts();
    await world.history.record('a', [{ type: 'account.tripped', data: {} }]);
    await expect(ended(world, rebuild(given(world), never))).rejects.toThrow('tripped in the view');
    expect(await world.generations.list('ledger')).toEqual([1]);
  });

  test('heals views of a log with another id', async () => {
    const world = await shownAccounts();
    const other = new Projecting(2);
    await other.history.deposit('z', 1);
    const built = await ended(world, rebuild({ ...given(world), log: other.log }, never));
    const views = await world.views(built.to);
    expect(await views.get(0, 'account', 'z')).toMatchObject({ version: 1 });
  });
});

describe('the way back', () => {
  test('is to the generation before, once it has caught up; and forth again', async () => {
    const world = await shownAccounts();
    await ended(world, rebuild(given(world), never));
    await world.history.deposit('a0', 7);
    const back = await ended(world, rollBack(given(world), never));
    expect(back).toMatchObject({ from: 2, to: 1, records: 15 });
    expect(await (await world.views(1)).get(0, 'account', 'a0')).toMatchObject({ version: 3 });
    expect(await ended(world, rollBack(given(world), never))).toMatchObject({ from: 1, to: 2 });
  });

  test('is none to views of another fold, to unfinished ones, or after a day', async () => {
    const world = await shownAccounts();
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
