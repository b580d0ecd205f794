/** Where a document is found, counted and listed for people. */
import { keyOf, matterPlaces, remembering, sortText } from '#kernel';
import type { Matter, Message, Projection } from '#kernel';
import type { IndexPlace } from '#ports';
import {
  answerIndex,
  answerToBlock,
  answerToIndex,
  answerView,
  rejectedIndex,
  rejectedMatters,
  rejectedView,
} from '../view.js';
import type { AnswerBlock, RejectedDocument } from '../view.js';

interface Listed {
  readonly index: string;
  readonly sort: string;
}

/** Where a document is found and counted. */
export interface Shown {
  readonly places: readonly Listed[];
  readonly counters: readonly string[];
}

const nowhere: Shown = { places: [], counters: [] };

/** What a document shows is looked at again when the next one takes its place. */
const shownBefore = remembering<object, Shown>();

/** What of a document people must look at. */
export const mattersIn = (
  projection: Pick<Projection<never, object>, 'matters'> | undefined,
  view: string,
  key: string,
  doc: object,
): readonly Matter[] => {
  if (projection !== undefined) return projection.matters?.(doc, key) ?? [];
  return view === rejectedView ? rejectedMatters(doc as RejectedDocument) : [];
};

export const shownBy = <E extends Message>(
  projection: Projection<E, object> | undefined,
  view: string,
  key: string,
  doc: object | undefined,
): Shown => {
  if (doc === undefined) return nowhere;
  const known = shownBefore.get(doc);
  if (known !== undefined) return known;
  const own =
    projection === undefined ? ownIndexes(view, key, doc) : (projection.indexes?.(doc, key) ?? []);
  const shown = {
    places: [...own, ...mattersIn(projection, view, key, doc).flatMap(matterPlaces)],
    counters: projection?.counters?.(doc) ?? [],
  };
  shownBefore.set(doc, shown);
  return shown;
};

const ownIndexes = (view: string, key: string, doc: object): readonly Listed[] => {
  if (view === rejectedView) {
    const { tenant, at } = doc as RejectedDocument;
    return [{ index: rejectedIndex(tenant), sort: sortText(at) }];
  }
  if (view !== answerView) return [];
  const index = key.startsWith(answerToBlock('')) ? answerToIndex : answerIndex;
  return [{ index, sort: sortText((doc as AnswerBlock).at) }];
};

const manyPlaces = 16;

/** Whether a place is among these; an order may have thousands. */
const among = (places: readonly Listed[]): ((place: Listed) => boolean) => {
  if (places.length > manyPlaces) {
    const known = new Set(places.map(({ index, sort }) => keyOf(index, sort)));
    return ({ index, sort }) => known.has(keyOf(index, sort));
  }
  return ({ index, sort }) => {
    for (const place of places) if (place.index === index && place.sort === sort) return true;
    return false;
  };
};

export const diffPlaces = (
  key: string,
  before: readonly Listed[],
  after: readonly Listed[],
  remove: IndexPlace[],
  insert: IndexPlace[],
): void => {
  const [stays, stood] = [among(after), among(before)];
  for (const place of before) if (!stays(place)) remove.push({ ...place, key });
  for (const place of after) if (!stood(place)) insert.push({ ...place, key });
};
