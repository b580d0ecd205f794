/** Batches, places and cursors for views under test. */
import type { Position } from '../src/states.js';
import type { ViewBatch, IndexPlace, ListQuery, Projections } from '../src/projections.js';

export const at = (offset: number): Position => ({
  offset,
  term: 0,
  chain: offset - 1,
  inbox: offset - 1,
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

export const names = (places: readonly { sort: string; key: string }[]) =>
  places.map(({ sort, key }) => `${sort}/${key}`);

export const everything: ListQuery = { index: 'all', limit: 1_000, descending: false };

export const applied = async (
  views: Projections,
  partition: number,
  one: ViewBatch,
): Promise<void> => {
  expect(await views.apply(partition, one)).toEqual({ kind: 'applied' });
};

export type WithViews = (run: (views: Projections) => Promise<void>) => Promise<void>;

export const doc = (key: string) => ({ view: 'order', key, doc: { key } });
