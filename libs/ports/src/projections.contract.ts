import type { Generations, IndexPlace, ListQuery, Projections, ViewBatch } from './projections.js';
import type { Position } from './states.js';

/** Fresh, empty views of the family under test. */
export interface GenerationsUnderTest {
  readonly generations: Generations;
  /** Closes them and opens what was stored again. */
  readonly reopen?: () => Promise<Generations>;
  readonly close: () => Promise<void>;
}

export type OpenGenerations = () => Promise<GenerationsUnderTest>;

export const at = (offset: number): Position => ({
  offset,
  term: 0,
  cause: offset - 1,
  digest: `${offset}`.padStart(32, '0'),
  logId: 'b',
});
export const batch = (
  from: number | undefined,
  to: number,
  more: Partial<ViewBatch> = {},
): ViewBatch => ({
  from: from === undefined ? undefined : at(from),
  to: at(to),
  documents: [],
  remove: [],
  insert: [],
  counters: new Map(),
  ...more,
});
export const place = (sort: string, key: string, index = 'all'): IndexPlace => ({
  index,
  sort,
  key,
});
const names = (places: readonly { sort: string; key: string }[]) =>
  places.map(({ sort, key }) => `${sort}/${key}`);
export const everything: ListQuery = { index: 'all', limit: 1_000, descending: false };

export const applied = async (
  views: Projections,
  partition: number,
  one: ViewBatch,
): Promise<void> => {
  expect(await views.apply(partition, one)).toEqual({ kind: 'applied' });
};

type WithViews = (run: (views: Projections) => Promise<void>) => Promise<void>;

/** What every `Projections` promises. */
export const projectionsContract = (family: string, open: OpenGenerations): void => {
  const withViews: WithViews = async (run) => {
    const under = await open();
    try {
      await run(await under.generations.open('orders', 1, 2));
    } finally {
      await under.close();
    }
  };
  describe(`projections contract: ${family}`, () => {
    batches(withViews);
    indexes(withViews);
    counting(withViews);
  });
};

const doc = (key: string) => ({ view: 'order', key, doc: { key } });
const batches = (withViews: WithViews): void => {
  test('a fresh partition has no cursor and nothing in it', () =>
    withViews(async (views) => {
      expect(views).toMatchObject({ service: 'orders', generation: 1, partitions: 2 });
      expect(await views.cursor(0)).toBeUndefined();
      expect(await views.getMany(0, 'order', ['a', 'b'])).toEqual([undefined, undefined]);
      expect(await views.list(0, everything)).toEqual([]);
      expect(await views.count(0, 'all')).toBe(0);
    }));

  test('a batch stands whole: documents, places, counters and cursor', () =>
    withViews(async (views) => {
      await applied(
        views,
        0,
        batch(undefined, 3, {
          documents: [
            { view: 'order', key: 'a', doc: { n: 1, list: [{ x: 'é 🧵' }] } },
            { view: 'timeline', key: 'a', doc: { n: 2 } },
          ],
          insert: [place('1', 'a')],
          counters: new Map([['all', 1]]),
        }),
      );
      expect(await views.cursor(0)).toEqual(at(3));
      expect(await views.get(0, 'order', 'a')).toEqual({ n: 1, list: [{ x: 'é 🧵' }] });
      expect(await views.get(0, 'timeline', 'a')).toEqual({ n: 2 });
      expect(names(await views.list(0, everything))).toEqual(['1/a']);
      expect(await views.count(0, 'all')).toBe(1);
      expect(await views.cursor(1)).toBeUndefined();
      expect(await views.get(1, 'order', 'a')).toBeUndefined();
    }));

  test('documents are asked for together, in the order asked, absent ones undefined', () =>
    withViews(async (views) => {
      await applied(views, 0, batch(undefined, 1, { documents: [doc('a'), doc('b'), doc('c')] }));
      await applied(views, 0, batch(1, 2, { documents: [{ view: 'order', key: 'b', doc: null }] }));
      expect(await views.getMany(0, 'order', ['c', 'none', 'b', 'a', 'c'])).toEqual([
        { key: 'c' },
        undefined,
        undefined,
        { key: 'a' },
        { key: 'c' },
      ]);
    }));

  test('only the first of many large ones are given, at least one', () =>
    withViews(async (views) => {
      const text = 'x'.repeat(1_000);
      const documents = ['a', 'b', 'c'].map((key) => ({ view: 'order', key, doc: { key, text } }));
      await applied(views, 0, batch(undefined, 1, { documents }));
      const keys = ['none', 'a', 'b', 'c'];
      const all = [undefined, ...documents.map(({ doc }) => doc)];
      expect(await views.getMany(0, 'order', keys, 1_500)).toEqual(all.slice(0, 3));
      expect(await views.getMany(0, 'order', keys.slice(1), 1)).toEqual(all.slice(1, 2));
      expect(await views.getMany(0, 'order', keys, 1_000_000)).toEqual(all);
    }));

  test('the same batch again is a duplicate and changes nothing', () =>
    withViews(async (views) => {
      const first = batch(undefined, 3, { counters: new Map([['all', 1]]) });
      await applied(views, 0, first);
      const second = batch(3, 5, { counters: new Map([['all', 1]]), insert: [place('1', 'a')] });
      await applied(views, 0, second);
      expect(await views.apply(0, second)).toEqual({ kind: 'duplicate', at: at(5) });
      expect(await views.apply(0, first)).toEqual({ kind: 'duplicate', at: at(5) });
      expect(await views.apply(0, batch(4, 9, { counters: new Map([['all', 1]]) }))).toEqual({
        kind: 'duplicate',
        at: at(5),
      });
      expect(await views.count(0, 'all')).toBe(2);
      expect(await views.cursor(0)).toEqual(at(5));
    }));

  test('a batch beyond the cursor is a gap and changes nothing', () =>
    withViews(async (views) => {
      const far = batch(7, 8, { documents: [{ view: 'order', key: 'a', doc: {} }] });
      expect(await views.apply(0, far)).toEqual({ kind: 'gap', at: undefined });
      await applied(views, 0, batch(undefined, 3));
      expect(await views.apply(0, far)).toEqual({ kind: 'gap', at: at(3) });
      expect(await views.get(0, 'order', 'a')).toBeUndefined();
      expect(await views.cursor(0)).toEqual(at(3));
    }));

  test('a batch folded on another history is a gap', () =>
    withViews(async (views) => {
      await applied(views, 0, batch(undefined, 3));
      const other = { ...batch(3, 4), from: { ...at(3), digest: 'f'.repeat(32) } };
      expect(await views.apply(0, other)).toEqual({ kind: 'gap', at: at(3) });
      expect(await views.cursor(0)).toEqual(at(3));
    }));

  test('of two that apply on the same cursor at once, one wins', () =>
    withViews(async (views) => {
      await applied(views, 0, batch(undefined, 1));
      const more = { counters: new Map([['all', 1]]) };
      const kinds = (
        await Promise.all([views.apply(0, batch(1, 2, more)), views.apply(0, batch(1, 3, more))])
      ).map(({ kind }) => kind);
      expect(kinds.filter((kind) => kind === 'applied')).toHaveLength(1);
      expect(await views.count(0, 'all')).toBe(1);
    }));
};

const indexes = (withViews: WithViews): void => {
  const places = [
    place('2026-01-05', 'b'),
    place('2026-01-05', 'a'),
    place('2026-01-04', 'z'),
    place('2026-01-06', 'a'),
    place('2026-01-05', 'ab'),
    place('2026-01-051', 'a'),
    place('', 'none'),
    place('2026-01-05', 'x', 'al'),
    place('2026-01-05', 'y', 'all2'),
    place('', 'first', 'other'),
  ];
  const inOrder = [
    '/none',
    '2026-01-04/z',
    '2026-01-05/a',
    '2026-01-05/ab',
    '2026-01-05/b',
    '2026-01-051/a',
    '2026-01-06/a',
  ];

  test('entries stand by sort, then by key, both ways, each index by itself', () =>
    withViews(async (views) => {
      await applied(views, 0, batch(undefined, 1, { insert: places }));
      expect(names(await views.list(0, everything))).toEqual(inOrder);
      expect(names(await views.list(0, { ...everything, descending: true }))).toEqual(
        inOrder.toReversed(),
      );
      expect(names(await views.list(0, { ...everything, index: 'al' }))).toEqual(['2026-01-05/x']);
      expect(
        names(await views.list(0, { ...everything, index: 'other', descending: true })),
      ).toEqual(['/first']);
      expect(await views.list(1, everything)).toEqual([]);
    }));

  test('texts stand in the order of their UTF-16 units, whatever they are made of', () =>
    withViews(async (views) => {
      const texts = ['', 'z', 'é', 'ퟻ', '🧵', '🧵\uffee', '\ue000', '\uffee', '\uffee🧵'];
      const insert = texts.toReversed().flatMap((text) => [place(text, 'k'), place('{', text)]);
      await applied(views, 0, batch(undefined, 1, { insert: insert.toReversed() }));
      const found = await views.list(0, everything);
      expect(found.filter(({ key }) => key === 'k').map(({ sort }) => sort)).toEqual(texts);
      expect(found.filter(({ sort }) => sort === '{').map(({ key }) => key)).toEqual(texts);
      const bounds = { sortFrom: 'ퟻ', sortTo: '\ue000', descending: true };
      expect(names(await views.list(0, { ...everything, ...bounds }))).toEqual([
        '\ue000/k',
        '🧵\uffee/k',
        '🧵/k',
        'ퟻ/k',
      ]);
      const after = { sort: '🧵', key: 'k' };
      expect(
        (await views.list(0, { ...everything, after, limit: 2 })).map(({ sort }) => sort),
      ).toEqual(['🧵\uffee', '\ue000']);
    }));

  test('bounds on the sort are inclusive', () =>
    withViews(async (views) => {
      await applied(views, 0, batch(undefined, 1, { insert: places }));
      const bounds = { sortFrom: '2026-01-05', sortTo: '2026-01-051' };
      const within = inOrder.slice(2, 6);
      expect(names(await views.list(0, { ...everything, ...bounds }))).toEqual(within);
      expect(names(await views.list(0, { ...everything, ...bounds, descending: true }))).toEqual(
        within.toReversed(),
      );
      expect(names(await views.list(0, { ...everything, sortTo: '2026-01-05' }))).toEqual(
        inOrder.slice(0, 5),
      );
      expect(
        names(await views.list(0, { ...everything, sortFrom: '2026-01-06', descending: true })),
      ).toEqual(inOrder.slice(6));
    }));

  test.each([false, true])('pages fit together (descending: %s)', (descending) =>
    withViews(async (views) => {
      await applied(views, 0, batch(undefined, 1, { insert: places }));
      for (const limit of [1, 2, 3, 7, 8]) {
        const found: { sort: string; key: string }[] = [];
        for (let pages = 0; pages <= places.length; pages += 1) {
          const after = found.at(-1);
          const page = await views.list(0, {
            index: 'all',
            limit,
            descending,
            ...(after === undefined ? {} : { after }),
          });
          expect(page.length).toBeLessThanOrEqual(limit);
          if (page.length === 0) break;
          found.push(...page);
        }
        expect(names(found)).toEqual(descending ? inOrder.toReversed() : inOrder);
      }
    }),
  );

  test('a page that follows is not disturbed by what is written in between', () =>
    withViews(async (views) => {
      const many = Array.from({ length: 20 }, (_, i) => place(`${i}`.padStart(3, '0'), 'k'));
      await applied(views, 0, batch(undefined, 1, { insert: many }));
      const query = { index: 'all', limit: 5, descending: true };
      const first = await views.list(0, query);
      await applied(
        views,
        0,
        batch(1, 2, {
          insert: [place('020', 'k'), place('0145', 'new')],
          remove: [place('015', 'k'), place('013', 'k')],
        }),
      );
      const second = await views.list(0, { ...query, after: first[4] ?? { sort: '', key: '' } });
      expect(names(first)).toEqual(['019/k', '018/k', '017/k', '016/k', '015/k']);
      expect(names(second)).toEqual(['0145/new', '014/k', '012/k', '011/k', '010/k']);
    }));

  test('a place may be taken out and put in by one batch: it stands', () =>
    withViews(async (views) => {
      await applied(views, 0, batch(undefined, 1, { insert: [place('1', 'a'), place('1', 'b')] }));
      await applied(
        views,
        0,
        batch(1, 2, {
          remove: [place('1', 'a'), place('1', 'b'), place('9', 'none')],
          insert: [place('1', 'a')],
        }),
      );
      expect(names(await views.list(0, everything))).toEqual(['1/a']);
    }));
};

const counting = (withViews: WithViews): void => {
  test('counters add up, by partition, and are found by prefix', () =>
    withViews(async (views) => {
      await applied(
        views,
        0,
        batch(undefined, 1, {
          counters: new Map([
            ['life:open', 3],
            ['life:closed', 1],
            ['lif', 1],
            ['pay:due', 2],
          ]),
        }),
      );
      await applied(
        views,
        0,
        batch(1, 2, {
          counters: new Map([
            ['life:open', -2],
            ['life:new', 5],
          ]),
        }),
      );
      await applied(views, 1, batch(undefined, 1, { counters: new Map([['life:open', 7]]) }));
      expect(await views.count(0, 'life:open')).toBe(1);
      expect(await views.count(0, 'none')).toBe(0);
      const byName = [...(await views.counters(0, 'life:'))].toSorted(([a], [b]) =>
        a < b ? -1 : 1,
      );
      expect(byName).toEqual([
        ['life:closed', 1],
        ['life:new', 5],
        ['life:open', 1],
      ]);
      expect(await views.counters(1, '')).toEqual(new Map([['life:open', 7]]));
    }));

  test('a counter that falls to 0 counts 0', () =>
    withViews(async (views) => {
      await applied(views, 0, batch(undefined, 1, { counters: new Map([['a', 2]]) }));
      await applied(views, 0, batch(1, 2, { counters: new Map([['a', -2]]) }));
      expect(await views.count(0, 'a')).toBe(0);
      expect((await views.counters(0, '')).get('a') ?? 0).toBe(0);
    }));
};
