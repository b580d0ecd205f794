import { memoryGenerations } from '#simulation';
import { story, altered, replaced, bytesOf, checked } from '../../test/altered-log.js';
import { Projecting } from '../../test/projecting.js';
import { checkChain } from '../log/chain-check.js';
import { ViewCheck } from './view-check.js';

const shown = async (): Promise<Projecting> => {
  const world = await story();
  await (
    await world.project(0, undefined, true)
  ).ended;
  return world;
};
const differences = async (world: Projecting): Promise<readonly string[]> => {
  const views = await world.views();
  const check = new ViewCheck(world.view, await views.cursor(0));
  const found: string[] = [];
  await checkChain(world.view, world.log, 0, (cause, at) => check.take(cause, at));
  await check.compare(views, 0, (text) => {
    found.push(text);
  });
  return found;
};
type Batch = Parameters<Awaited<ReturnType<Projecting['views']>>['apply']>[1];
/** Writes into the store past the projector. */
const damaged = async (change: Partial<Batch>): Promise<readonly string[]> => {
  const world = await shown();
  const views = await world.views();
  const at = await views.cursor(0);
  if (at === undefined) throw new Error('no cursor');
  const outcome = await views.apply(0, {
    from: at,
    to: at,
    documents: [],
    remove: [],
    insert: [],
    counters: new Map(),
    ...change,
  });
  expect(outcome).toEqual({ kind: 'applied' });
  return differences(world);
};

const doc = { version: 2, doc: { balance: 8, moves: 2 } };

describe('a view held against its log', () => {
  test('is what the log says, also where it is behind, or was never begun', async () => {
    const world = await shown();
    expect(await differences(world)).toEqual([]);
    await world.history.deposit('a', 1);
    expect(await differences(world)).toEqual([]);
    world.generations = memoryGenerations();
    expect(await differences(world)).toEqual([]);
  });

  test.each<[string, Partial<Batch>, string]>([
    [
      'an altered document',
      { documents: [{ view: 'account', key: 'a', doc }] },
      'account a differs',
    ],
    [
      'an altered version',
      {
        documents: [
          { view: 'account', key: 'a', doc: { version: 3, doc: { balance: 7, moves: 2 } } },
        ],
      },
      'account a differs',
    ],
    [
      'a lost document',
      { documents: [{ view: 'letter', key: 'a', doc: null }] },
      'letter a differs',
    ],
    [
      'a lost refusal',
      { documents: [{ view: 'rejected', key: 'ledger:0:2', doc: null }] },
      'rejected ledger:0:2 differs',
    ],
    [
      'a lost place in a list',
      { remove: [{ index: 'all', sort: '001000007', key: 'a' }] },
      'index all lists 1, the log says 2',
    ],
    [
      'a place too many',
      { insert: [{ index: 'even', sort: '', key: 'zz' }] },
      'index even lists zz, the log does not',
    ],
    [
      'a moved place',
      {
        remove: [{ index: 'all', sort: '001000007', key: 'a' }],
        insert: [{ index: 'all', sort: '001000009', key: 'a' }],
      },
      'index all lists a, the log does not',
    ],
    [
      'a wrong counter',
      { counters: new Map([['accounts', 1]]) },
      'counter accounts is 3, the log says 2',
    ],
    [
      'a counter of nothing',
      { counters: new Map([['ghosts', 1]]) },
      'counter ghosts is 1, the log says 0',
    ],
  ])('shows %s', async (_name, change, violation) => {
    const found = await damaged(change);
    expect(found).toEqual(expect.arrayContaining([expect.stringContaining(violation)]));
  });
});

describe('a view held against another log', () => {
  test('shows that it was made from another log, if only the last record differs', async () => {
    const world = await shown();
    const other = await altered(
      world,
      replaced(9, (record) => ({ ...record, value: bytesOf({ amount: 4, build: 'two' }) })),
    );
    other.generations = world.generations;
    expect((await checked(other)).violations).toEqual([]);
    expect(await differences(other)).toEqual(['the view stands at answer 6 of another history']);
  });

  test('shows that the log has lost what the view still knows', async () => {
    const world = await shown();
    const shorter = await altered(world, (records) => records.slice(0, 5));
    shorter.generations = world.generations;
    expect((await differences(shorter))[0]).toBe('the view stands at answer 6 of another history');
  });

  test('shows a log that cannot be folded, instead of failing itself', async () => {
    const world = new Projecting();
    await world.history.deposit('a', 1);
    await (
      await world.project(0, undefined, true)
    ).ended;
    const views = await world.views();
    await world.history.deposit('a', 1, { version: 5 });
    const at = await views.cursor(0);
    const check = new ViewCheck(world.view, at && { ...at, chain: 1 });
    const found: string[] = [];
    await checkChain(world.view, world.log, 0, (cause, behind) => check.take(cause, behind));
    await check.compare(views, 0, (text) => {
      found.push(text);
    });
    expect(found).toContainEqual(expect.stringContaining('is version 5 of a, the view holds 1'));
  });
});
