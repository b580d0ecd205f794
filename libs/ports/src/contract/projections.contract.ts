import type { Generations } from '../projections.js';
import { everything, applied, batch, place, at, names, doc } from '../../test/views-samples.js';
import type { WithViews } from '../../test/views-samples.js';
import { indexes } from './indexes.contract.js';

/** Fresh, empty views of the family under test. */
export interface GenerationsUnderTest {
  readonly generations: Generations;
  /** Closes them and opens what was stored again. */
  readonly reopen?: () => Promise<Generations>;
  readonly close: () => Promise<void>;
}

export type OpenGenerations = () => Promise<GenerationsUnderTest>;

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
