/** Small facts of many large aggregates: what one batch holds is bounded in bytes. */
import type { States } from '#ports';
import { memoryStates } from '#simulation';
import { accounts, accountsView } from '../../test/history.js';
import type { Shown } from '../../test/history.js';
import { ledger } from '../../test/ledger.js';
import { Projecting, watched } from '../../test/projecting.js';
import { World } from '../../test/world.js';
import { runWriter } from './writer.js';
import { assignmentOf } from './assignment.js';

const large = 'x'.repeat(1_000_000);
const count = 24;
const keys = Array.from({ length: count }, (_, at) => `k${at}`);

describe('a view of large documents', () => {
  test('is written in batches of a few, and stands as if in one', async () => {
    const world = new Projecting();
    const evolve: typeof accounts.evolve = (doc, recorded) => {
      const next = accounts.evolve(doc, recorded);
      return next && { ...next, large };
    };
    world.view = { ...accountsView, projections: [{ ...accounts, evolve }] };
    const batches: number[] = [];
    world.generations = watched(world.generations, ({ documents }) => {
      batches.push(documents.length);
      return undefined;
    });
    for (const round of [1, 2]) {
      batches.length = 0;
      for (const key of keys) await world.history.deposit(key, round);
      const { stop } = await world.project();
      await world.clock.advance(5_000);
      await stop();
      expect(batches.reduce((sum, each) => sum + each, 0)).toBe(count);
    }
    // New ones take what their events take; those that stand are held before they are changed.
    expect(Math.max(...batches)).toBeLessThanOrEqual(6);
    for (const key of keys) {
      const { doc } = (await world.shown(key)) as { readonly doc: Shown };
      expect(doc).toMatchObject({ balance: 3, moves: 2 });
    }
  });
});

describe('a writer of large aggregates', () => {
  const heavy = () => {
    const { decider, ...service } = ledger();
    return {
      ...service,
      decider: {
        ...decider,
        evolve: (...given: Parameters<typeof decider.evolve>) => ({
          ...decider.evolve(...given),
          large,
        }),
      },
    };
  };

  test('commits a few at a time, deciding and when it takes over', async () => {
    const world = new World();
    const states = await memoryStates()('ledger', 0);
    const commits: number[] = [];
    const watching: States = {
      cursor: () => states.cursor(),
      get: (key) => states.get(key),
      first: (prefix, limit) => states.first(prefix, limit),
      clear: () => states.clear(),
      commit: async (changes, cursor) => {
        commits.push([...changes.keys()].filter((key) => key.startsWith('a/')).length);
        await states.commit(changes, cursor);
      },
    };
    const run = async (): Promise<readonly number[]> => {
      commits.length = 0;
      const stopping = new AbortController();
      const assignment = assignmentOf(
        heavy(),
        { ...world.ports(), states: async () => watching },
        0,
      );
      const ended = runWriter(assignment, stopping.signal);
      await world.settle();
      stopping.abort();
      await ended;
      return commits.filter((each) => each > 0);
    };
    for (const key of keys) await world.deposit(1, { key });
    await run();
    for (const key of keys) await world.deposit(2, { key });
    const decided = await run();
    await states.clear();
    const replayed = await run();
    expect(Math.max(...decided)).toBeLessThanOrEqual(6);
    expect(replayed.reduce((sum, each) => sum + each, 0)).toBeGreaterThanOrEqual(count);
  });
});
