import { everything, place, applied, batch, names } from '../../test/views-samples.js';
import type { WithViews } from '../../test/views-samples.js';

export const indexes = (withViews: WithViews): void => {
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
