/** What a store will never take halts whoever needs it, and names it; what passes does not. */
import type { States } from '#ports';
import { StoreRefused } from '#ports';
import { memoryStates } from '#simulation';
import { watched, Projecting } from '../../test/projecting.js';
import { balanceOf, halted, World } from '../../test/world.js';
import { assignmentOf } from './assignment.js';
import { ledger } from '../../test/ledger.js';
import { runWriter } from './writer.js';

test('a writer whose states take no document halts, and again when it goes on', async () => {
  const world = new World();
  const refusing = async (): Promise<States> => {
    const states = await memoryStates()('ledger', 0);
    return {
      cursor: () => states.cursor(),
      get: (key) => states.get(key),
      first: (prefix, limit) => states.first(prefix, limit),
      clear: () => states.clear(),
      commit: async (changes, cursor) => {
        if (changes.size > 1) throw new StoreRefused('the document "a/a" has a key too long');
        await states.commit(changes, cursor);
      },
    };
  };
  const assignment = assignmentOf(ledger(), { ...world.ports(), states: refusing }, 0);
  await world.deposit(5);
  for (let round = 0; round < 2; round += 1) {
    const ended = runWriter(assignment, new AbortController().signal);
    await world.settle();
    expect(await ended).toMatchObject(halted('a key too long'));
    expect(assignment.status).toMatchObject({ phase: 'halted' });
  }
  // Whoever has a store that takes it goes on: it was decided once.
  const { stop } = world.writer();
  await world.settle();
  expect(balanceOf((await world.accepted()).events)).toBe(5);
  await stop();
});

describe('a view', () => {
  test('that its store refuses stops, and names answers and keys', async () => {
    const world = new Projecting();
    world.generations = watched(world.generations, ({ documents }) =>
      documents.length > 0 ? { kind: 'refused', reason: 'WRONGTYPE of a key' } : undefined,
    );
    await world.history.openTerm();
    await world.history.deposit('k', 3);
    const { status, stop } = await world.project();
    for (let waits = 0; waits < 20 && status.stale === undefined; waits += 1) {
      await world.clock.advance(20_000);
    }
    expect(status.stale?.reason).toMatch(/answers 0 to 0 of ledger\/0, of .+: WRONGTYPE of a key/);
    await stop();
  });
});
