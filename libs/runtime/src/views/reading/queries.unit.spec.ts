import fc from 'fast-check';
import { partitionOf } from '#kernel';
import type { IndexEntry, ListQuery } from '#ports';
import { partitions, viewStore } from '../../../test/view-store.js';

const entryText = ({ sort, key }: IndexEntry): string => `${sort} ${key}`;

describe('pages over all partitions', () => {
  const entry = fc.record({
    partition: fc.nat(partitions - 1),
    sort: fc.constantFrom('', '1', '2', '3', '4'),
    key: fc.stringMatching(/^[a-f]{1,3}$/),
  });
  const entries = fc.uniqueArray(entry, {
    maxLength: 40,
    selector: ({ sort, key }) => `${sort} ${key}`,
  });

  test('neither repeat nor skip what did not move, in both directions, while writes go on', () =>
    fc.assert(
      fc.asyncProperty(
        entries,
        entries,
        fc.integer({ min: 1, max: 7 }),
        fc.boolean(),
        async (standing, others, limit, descending) => {
          const { queries, write } = await viewStore();
          const put = async (some: typeof standing, gone = false): Promise<void> => {
            for (const { partition, sort, key } of some) {
              const place = { index: 'all', sort, key };
              await write(gone ? { remove: [place] } : { insert: [place] }, partition);
            }
          };
          await put(standing);
          const moving = others.filter(
            (each) => !standing.map(entryText).includes(entryText(each)),
          );
          const seen: IndexEntry[] = [];
          for (let round = 0; round < 100; round += 1) {
            const after = seen.at(-1);
            const query: ListQuery = { index: 'all', limit, descending, ...(after && { after }) };
            const page = await queries.list(query);
            seen.push(...page);
            await put(
              moving.filter((_, at) => at % 3 === round % 3),
              round % 2 === 1,
            );
            if (page.length < limit) break;
          }
          const texts = seen.map(entryText);
          expect(new Set(texts).size).toBe(texts.length);
          expect(texts).toEqual(expect.arrayContaining(standing.map(entryText)));
          const order = seen.toSorted((a, b) =>
            `${a.sort}\0${a.key}` < `${b.sort}\0${b.key}` ? -1 : 1,
          );
          expect(seen).toEqual(descending ? order.toReversed() : order);
        },
      ),
      { numRuns: 60 },
    ));

  test('keep to the bounds of the sort, both inclusive', async () => {
    const { queries, write } = await viewStore();
    for (const [at, sort] of ['1', '2', '2', '3', '4'].entries()) {
      await write({ insert: [{ index: 'all', sort, key: `k${at}` }] }, at % partitions);
    }
    const bounds = { index: 'all', sortFrom: '2', sortTo: '3', limit: 9 };
    const keys = ['k1', 'k2', 'k3'];
    const listed = await queries.list({ ...bounds, descending: false });
    expect(listed.map(({ key }) => key)).toEqual(keys);
    expect((await queries.list({ ...bounds, descending: true })).map(({ key }) => key)).toEqual(
      keys.toReversed(),
    );
  });
});

test('many documents come in the order asked for, counters as sums of all partitions', async () => {
  const { queries, write } = await viewStore();
  const keys = ['a', 'b', 'c', 'd', 'e'];
  for (const key of keys) {
    await write(
      {
        documents: [{ view: 'v', key, doc: { version: 1, doc: { key } } }],
        counters: new Map([
          ['x|n', 1],
          ['y|n', 1],
        ]),
      },
      partitionOf(key, partitions),
    );
  }
  const many = await queries.getMany('v', ['e', 'zz', 'a']);
  expect(many).toEqual([{ key: 'e' }, undefined, { key: 'a' }]);
  expect(await queries.counters('x|')).toEqual(new Map([['x|n', 5]]));
});
