import { Projecting } from '../../test/projecting.js';
import { unheardOf } from '../../test/ledger.js';
import { altered, story, replaced, bytesOf, checked } from '../../test/altered-log.js';
import type { Alter } from '../../test/altered-log.js';

const violationsOf = async (alter: Alter): Promise<readonly string[]> =>
  (await checked(await altered(await story(), alter))).violations;

describe('the chain of a log', () => {
  test('that nobody touched has no violation, and its records are counted', async () => {
    const { violations, counts, position } = await checked(await story());
    expect(violations).toEqual([]);
    expect(counts).toEqual({
      records: 10,
      accepted: 8,
      superseded: 0,
      terms: 2,
      answers: 7,
      rejected: 1,
      unchanged: 1,
    });
    expect(position).toMatchObject({ chain: 6, inbox: 6, offset: 10 });
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
      /offset 3 does not go on from answer 1/,
    ],
    [
      'an altered header',
      replaced(2, (record) => ({ ...record, headers: { ...record.headers, more: 'x' } })),
      /offset 3 does not go on from answer 1/,
    ],
    ['an altered key', replaced(1, (record) => ({ ...record, key: 'c' })), /does not go on/],
    [
      'an altered record before the last term',
      replaced(6, (record) => ({ ...record, value: bytesOf({ amount: 1_000 }) })),
      /offset 8 does not go on from answer 4/,
    ],
    [
      'a record that was taken out',
      (records) => records.filter((_, at) => at !== 2),
      /does not go on from answer 0/,
    ],
    [
      'half of an answer',
      (records) => records.filter((_, at) => at !== 6),
      /cannot be read, nor what follows/,
    ],
    [
      'a log that ends inside one answer',
      (records) => records.slice(0, 6),
      /ends inside one answer/,
    ],
    [
      'a wrong digest',
      replaced(4, (record) => ({
        ...record,
        headers: { ...record.headers, ce_omslink: 'f'.repeat(32) },
      })),
      /offset 4 does not go on from answer 2/,
    ],
    ['a type that nobody knows', replaced(3, () => unheardOf), /offset 3 cannot be read/],
  ])('shows %s', async (_name, alter, violation) => {
    expect((await violationsOf(alter)).join('\n')).toMatch(violation);
  });

  test('shows a hole in the inbox, whatever its digests say', async () => {
    const world = new Projecting();
    await world.history.deposit('a', 1);
    world.history.next += 2;
    await world.history.deposit('a', 1);
    expect((await checked(world)).violations).toEqual([
      expect.stringContaining('answer 1 is of inbox offset 3, expected 1'),
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
    expect(violations).toEqual([expect.stringContaining('answer 1 has the time')]);
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
