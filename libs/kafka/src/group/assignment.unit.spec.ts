import fc from 'fast-check';
import { assign } from './assignment.js';
import type { MemberClaim } from './assignment.js';

const claim = (member: string, owned: readonly number[] = [], generation = 1): MemberClaim => ({
  member,
  process: member,
  owned,
  generation,
});
const plain = (given: ReadonlyMap<string, readonly number[]>) =>
  Object.fromEntries(Array.from(given, ([member, own]) => [member, own.toSorted((a, b) => a - b)]));

describe('partitions among the members of a group', () => {
  test('all go to the only one', () => {
    expect(plain(assign([claim('a')], 3))).toEqual({ a: [0, 1, 2] });
  });

  test('a second one gets its half, the first keeps the other', () => {
    expect(plain(assign([claim('a', [0, 1, 2, 3]), claim('b')], 4))).toEqual({
      a: [0, 1],
      b: [2, 3],
    });
  });

  test('what a member that left had is shared out; nobody else loses anything', () => {
    expect(plain(assign([claim('a', [0, 1]), claim('c', [4, 5])], 6))).toEqual({
      a: [0, 1, 2],
      c: [3, 4, 5],
    });
  });

  test('who holds most keeps the odd one', () => {
    expect(plain(assign([claim('b', [0, 1, 2]), claim('a', [3, 4])], 5))).toEqual({
      a: [3, 4],
      b: [0, 1, 2],
    });
  });

  test('an older claim yields', () => {
    expect(plain(assign([claim('a', [0, 1], 3), claim('b', [0, 1], 7)], 2))).toEqual({
      a: [1],
      b: [0],
    });
  });

  test('more members than partitions: some get none', () => {
    expect(plain(assign([claim('a'), claim('b', [0]), claim('c')], 2))).toEqual({
      a: [1],
      b: [0],
      c: [],
    });
  });

  test('a claim to what does not exist, or twice to the same, gives nothing more', () => {
    expect(plain(assign([claim('a', [0, 0, 7, -1]), claim('b')], 2))).toEqual({ a: [0], b: [1] });
  });

  test('of two claims of one generation the same one yields, whatever the order', () => {
    const [a, b] = [claim('a', [0, 1], 4), claim('b', [0, 1], 4)];
    expect(plain(assign([a, b], 2))).toEqual({ a: [0], b: [1] });
    expect(plain(assign([b, a], 2))).toEqual({ a: [0], b: [1] });
  });

  test('nobody is given more than one partition above another who holds none yet', () => {
    const given = plain(assign([claim('a', [0, 1, 2, 3, 4, 5, 6]), claim('b'), claim('c')], 7));
    expect(Object.values(given).map((own) => own.length)).toEqual([3, 2, 2]);
    expect(given['a']).toEqual([0, 1, 2]);
  });

  describe('of processes that are in another group before this one', () => {
    const beside = (
      member: string,
      process: string,
      owned: readonly number[],
      group = 'orders',
    ) => ({ ...claim(member, [0, 1]), process, first: { group, owned, generation: 5 } });

    test('go to the processes that have them there', () => {
      const [p, q] = [beside('b', 'p', [1, 3]), beside('a', 'q', [0, 2])];
      expect(plain(assign([p, q], 4))).toEqual({ b: [1, 3], a: [0, 2] });
    });

    test('are shared out alike before anybody has any', () => {
      const ids = ['p', 'q', 'r'];
      const [one, other] = [ids, ids.toReversed()].map((members) =>
        assign(
          members.map((member, at) => ({ ...claim(member), process: ids[at] ?? '' })),
          7,
        ),
      );
      for (const [at, member] of ids.entries()) {
        expect(one?.get(member)).toEqual(other?.get(ids.toReversed()[at] ?? ''));
      }
    });

    test('stay where they are as long as not all of them are in the same', () => {
      const here = claim('c', [2, 3]);
      expect(plain(assign([beside('b', 'p', [2, 3]), here], 4))).toEqual({ b: [0, 1], c: [2, 3] });
      const [p, q] = [beside('b', 'p', [2, 3]), beside('c', 'q', [0, 1], 'inventory')];
      expect(plain(assign([p, { ...q, owned: [2, 3] }], 4))).toEqual({ b: [0, 1], c: [2, 3] });
    });
  });

  const claims = fc.uniqueArray(
    fc.record({
      member: fc.string({ minLength: 1, maxLength: 3 }),
      process: fc.constantFrom('p', 'q'),
      owned: fc.array(fc.integer({ min: 0, max: 15 }), { maxLength: 8 }),
      generation: fc.integer({ min: 0, max: 3 }),
    }),
    { selector: ({ member }) => member, minLength: 1, maxLength: 6 },
  );

  test('each partition goes to one member, evenly, whatever the order; and then stays', () => {
    fc.assert(
      fc.property(claims, fc.integer({ min: 1, max: 12 }), (members, partitions) => {
        const given = assign(members, partitions);
        const counts = [...given.values()].map((own) => own.length);
        expect([...given.values()].flat().toSorted((a, b) => a - b)).toEqual(
          Array.from({ length: partitions }, (_, at) => at),
        );
        expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
        expect(plain(assign(members.toReversed(), partitions))).toEqual(plain(given));
        const next = members.map((each) => ({
          ...each,
          owned: given.get(each.member) ?? [],
          generation: 9,
        }));
        expect(plain(assign(next, partitions))).toEqual(plain(given));
      }),
    );
  });
});
