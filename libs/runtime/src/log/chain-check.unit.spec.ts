import type { LogRecord, StoredRecord } from '#ports';
import { memoryGenerations } from '#simulation';
import { unchanged, rejection } from '../../test/history.js';
import { eventsLog, Projecting } from '../../test/projecting.js';
import { unheardOf } from '../../test/ledger.js';
import { checkChain } from './chain-check.js';
import type { ChainReport } from './chain-check.js';
import { ViewCheck } from '../views/view-check.js';

/** A log of two terms with a run, a refusal, and two accounts. */
const story = async (): Promise<Projecting> => {
  const world = new Projecting();
  const { history } = world;
  await history.deposit('a', 2);
  await history.deposit('b', 3);
  await history.record('a', [rejection(2)]);
  await history.record('a', [unchanged(0)], { command: 'x', run: 3 });
  await history.record('b', [
    { type: 'account.withdrawn', data: { amount: 1 } },
    { type: 'account.withdrawn', data: { amount: 2 } },
  ]);
  await history.openTerm();
  await history.deposit('a', 5);
  await history.deposit('b', 4);
  return world;
};

const recordsOf = async ({ log }: Projecting): Promise<readonly StoredRecord[]> => {
  const outcome = await log.read(0, 0, { records: Infinity, bytes: Infinity });
  return outcome.kind === 'read' ? outcome.slice.records : [];
};

type Alter = (records: readonly StoredRecord[]) => readonly LogRecord[];

/** The same log with other bytes. */
const altered = async (world: Projecting, alter: Alter): Promise<Projecting> => {
  const log = eventsLog();
  for (const { key, headers, value } of alter(await recordsOf(world))) {
    await log.append(0, [{ key, headers: { ...headers }, value }]);
  }
  return Object.assign(new Projecting(), { log });
};

const checked = async (world: Projecting): Promise<ChainReport> =>
  checkChain(world.view, world.log, 0, () => undefined);
const violationsOf = async (alter: Alter): Promise<readonly string[]> =>
  (await checked(await altered(await story(), alter))).violations;

const replaced =
  (at: number, change: (record: StoredRecord) => LogRecord): Alter =>
  (records) =>
    records.map((record, each) => (each === at ? change(record) : record));
const bytesOf = (data: object): Uint8Array => new TextEncoder().encode(JSON.stringify(data));

describe('the chain of a log', () => {
  test('that nobody touched has no violation, and its records are counted', async () => {
    const { violations, counts, position } = await checked(await story());
    expect(violations).toEqual([]);
    expect(counts).toEqual({
      records: 10,
      accepted: 8,
      superseded: 0,
      terms: 2,
      causes: 7,
      rejected: 1,
      unchanged: 1,
    });
    expect(position).toMatchObject({ cause: 8, offset: 10 });
  });

  test('with late records of a deposed writer has none either: they are passed over', async () => {
    const late: Alter = (records) => [...records, ...records.slice(3, 5)];
    const world = await altered(await story(), late);
    const { violations, counts } = await checked(world);
    expect([violations, counts.superseded]).toEqual([[], 2]);
  });

  test.each<[string, Alter, RegExp]>([
    [
      'an altered body',
      replaced(2, (record) => ({ ...record, value: bytesOf({ amount: 30, build: 'one' }) })),
      /offset 3 does not go on from cause 1/,
    ],
    [
      'an altered header',
      replaced(2, (record) => ({ ...record, headers: { ...record.headers, more: 'x' } })),
      /offset 3 does not go on from cause 1/,
    ],
    ['an altered key', replaced(1, (record) => ({ ...record, key: 'c' })), /does not go on/],
    [
      'an altered record before the last term',
      replaced(6, (record) => ({ ...record, value: bytesOf({ amount: 1_000 }) })),
      /offset 8 does not go on from cause 6/,
    ],
    [
      'a record that was taken out',
      (records) => records.filter((_, at) => at !== 2),
      /does not go on from cause 0/,
    ],
    [
      'half of a cause',
      (records) => records.filter((_, at) => at !== 6),
      /cannot be read, nor what follows/,
    ],
    ['a log that ends inside one cause', (records) => records.slice(0, 6), /ends inside one cause/],
    [
      'a wrong digest',
      replaced(4, (record) => ({
        ...record,
        headers: { ...record.headers, ce_omsprev: 'f'.repeat(32) },
      })),
      /offset 4 does not go on from cause 2/,
    ],
    ['a type that nobody knows', replaced(3, () => unheardOf), /offset 3 cannot be read/],
  ])('shows %s', async (_name, alter, violation) => {
    expect((await violationsOf(alter)).join('\n')).toMatch(violation);
  });

  test('shows a hole in the causes, whatever its digests say', async () => {
    const world = new Projecting();
    await world.history.deposit('a', 1);
    world.history.next += 2;
    await world.history.deposit('a', 1);
    expect((await checked(world)).violations).toEqual([
      expect.stringContaining('cause 3 answers from 3, expected 1'),
    ]);
  });

  test('shows a version that is left out, and one that comes twice', async () => {
    const world = new Projecting();
    await world.history.deposit('a', 1);
    await world.history.deposit('a', 1, { version: 3 });
    await world.history.deposit('b', 1);
    await world.history.deposit('b', 1, { version: 1 });
    expect((await checked(world)).violations).toEqual([
      expect.stringContaining('a has version 3 after 1'),
      expect.stringContaining('b has version 1 after 1'),
    ]);
  });

  test('shows a time that runs back', async () => {
    const world = new Projecting();
    await world.history.deposit('a', 1);
    await world.history.deposit('a', 1, { at: world.history.at - 1 });
    const { violations } = await checked(world);
    expect(violations).toEqual([expect.stringContaining('cause 1 has the time')]);
  });

  test('shows a log that was cut at its head, and an offset that is missing', async () => {
    const world = await story();
    const { log } = world;
    const cut = Object.assign(new Projecting(), {
      log: {
        ...log,
        read: async (...[partition, from, limit]: Parameters<typeof log.read>) => {
          const outcome = await log.read(partition, Math.max(from, 1), limit);
          return outcome.kind === 'read'
            ? { ...outcome, slice: { ...outcome.slice, start: 1 } }
            : outcome;
        },
      },
    });
    expect((await checked(cut)).violations[0]).toMatch('starts at 1: events are kept for ever');
    const holed = Object.assign(new Projecting(), {
      log: {
        ...log,
        read: async (...which: Parameters<typeof log.read>) => {
          const outcome = await log.read(...which);
          return outcome.kind === 'read'
            ? {
                ...outcome,
                slice: {
                  ...outcome.slice,
                  records: outcome.slice.records.filter(({ offset }) => offset !== 4),
                },
              }
            : outcome;
        },
      },
    });
    expect((await checked(holed)).violations[0]).toMatch('no record at offset 4');
  });
});

describe('a view held against its log', () => {
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

  test('is what the log says, also where it is behind, or was never begun', async () => {
    const world = await shown();
    expect(await differences(world)).toEqual([]);
    await world.history.deposit('a', 1);
    expect(await differences(world)).toEqual([]);
    world.generations = memoryGenerations();
    expect(await differences(world)).toEqual([]);
  });

  const doc = { version: 2, doc: { balance: 8, moves: 2 } };
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

  test('shows that it was made from another log, if only the last record differs', async () => {
    const world = await shown();
    const other = await altered(
      world,
      replaced(9, (record) => ({ ...record, value: bytesOf({ amount: 4, build: 'two' }) })),
    );
    other.generations = world.generations;
    expect((await checked(other)).violations).toEqual([]);
    expect(await differences(other)).toEqual(['the view stands at cause 8 of another history']);
  });

  test('shows that the log has lost what the view still knows', async () => {
    const world = await shown();
    const shorter = await altered(world, (records) => records.slice(0, 5));
    shorter.generations = world.generations;
    expect((await differences(shorter))[0]).toBe('the view stands at cause 8 of another history');
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
    const check = new ViewCheck(world.view, at && { ...at, cause: 1 });
    const found: string[] = [];
    await checkChain(world.view, world.log, 0, (cause, behind) => check.take(cause, behind));
    await check.compare(views, 0, (text) => {
      found.push(text);
    });
    expect(found).toContainEqual(expect.stringContaining('is version 5 of a, the view holds 1'));
  });
});
