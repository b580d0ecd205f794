import { invariant } from '#kernel';
import type { Message, Projection, Recorded } from '#kernel';
import type { DocumentChange, IndexPlace } from '#ports';
import { isLogEvent } from '../../log/accepted-event.js';
import type { Cause } from '../../log/acceptance.js';
import { diffPlaces, shownBy } from './shown.js';
import {
  answerBlockOf,
  answerToBlock,
  answerView,
  rejectedCounter,
  rejectedView,
} from '../view.js';
import type { View } from '../view.js';
import { recordedOf } from '../../log/recorded.js';
import { foldAnswer, isAsked, wentOnFrom } from './answers.js';
import { documentId, put } from './documents.js';
import type { Documents, Touched, Folding } from './documents.js';
import { foldLogEvent } from './log-events.js';

export interface FoldedBatch {
  readonly documents: readonly DocumentChange[];
  readonly remove: readonly IndexPlace[];
  readonly insert: readonly IndexPlace[];
  readonly counters: ReadonlyMap<string, number>;
}

const keyIn = <E extends Message>(
  projection: Projection<E, object>,
  recorded: Recorded<E>,
): string => projection.keyOf?.(recorded) ?? recorded.key;

/** Which stored documents the fold of these causes starts from. */
export const documentsNeeded = <E extends Message>(
  view: View<E>,
  causes: readonly Cause<E>[],
): ReadonlyMap<string, ReadonlySet<string>> => {
  const needed = new Map<string, Set<string>>();
  const need = (name: string, key: string): void => {
    const keys = needed.get(name);
    if (keys === undefined) needed.set(name, new Set([key]));
    else keys.add(key);
  };
  for (const cause of causes) {
    const { events, offset } = cause;
    const [first] = events;
    const event = first && wentOnFrom(view, first);
    if (event !== undefined) need(answerView, answerToBlock(event));
    else if (isAsked(cause)) need(answerView, answerBlockOf(offset));
    for (const envelope of events) {
      const { event } = envelope;
      if (isLogEvent<E>(event)) {
        if (event.type === 'log.dismissed') need(event.data.view, event.data.key);
        continue;
      }
      const recorded = recordedOf(envelope, event);
      for (const projection of view.projections) need(projection.name, keyIn(projection, recorded));
    }
  }
  return needed;
};

/**
 * Folds causes into documents; each document is written once, whatever the number of its events.
 * `before` holds every document that `documentsNeeded` named and is brought up to date.
 */
export const foldBatch = <E extends Message>(
  view: View<E>,
  causes: readonly Cause<E>[],
  documents: Documents,
): FoldedBatch => {
  const touched = new Map<string, Touched>();
  const folding: Folding = { documents, touched };
  for (const cause of causes) {
    for (const envelope of cause.events) {
      const { event } = envelope;
      if (isLogEvent<E>(event)) foldLogEvent(folding, view, envelope, event);
      else foldEvent(folding, view, recordedOf(envelope, event));
    }
    foldAnswer(folding, view, cause);
  }
  return changesOf(view, folding);
};

const foldEvent = <E extends Message>(
  folding: Folding,
  view: View<E>,
  recorded: Recorded<E>,
): void => {
  const [leading] = view.projections;
  for (const projection of view.projections) {
    const key = keyIn(projection, recorded);
    const documentOf = documentId(projection.name, key);
    const stored = folding.documents.get(documentOf);
    // Loaded one after the other, documents of one aggregate may stand at different places.
    const isCounted = projection === leading || projection.keyOf === undefined;
    invariant(
      !isCounted || recorded.version === 0 || recorded.version === (stored?.version ?? 0) + 1,
      () =>
        `${view.service}: ${recorded.id} is version ${recorded.version} of ${recorded.key}, ` +
        `the view holds ${stored?.version ?? 0}`,
    );
    const version = recorded.version === 0 ? (stored?.version ?? 0) : recorded.version;
    const doc = projection.evolve(stored?.doc, recorded);
    if (doc !== stored?.doc || version !== stored?.version) {
      put(folding, documentOf, projection.name, key, version, doc);
    }
  }
};

const changesOf = <E extends Message>(
  view: View<E>,
  { documents, touched }: Folding,
): FoldedBatch => {
  const byName = new Map(view.projections.map((projection) => [projection.name, projection]));
  const changed: DocumentChange[] = [];
  const remove: IndexPlace[] = [];
  const insert: IndexPlace[] = [];
  const counters = new Map<string, number>();
  const count = (name: string, change: number): void => {
    counters.set(name, (counters.get(name) ?? 0) + change);
  };
  for (const [id, { view: name, key, before }] of touched) {
    const stored = documents.get(id);
    changed.push({ view: name, key, doc: stored ?? null });
    const projection = byName.get(name);
    const was = shownBy(projection, name, key, before);
    const is = shownBy(projection, name, key, stored?.doc);
    diffPlaces(key, was.places, is.places, remove, insert);
    if (name === rejectedView && before === undefined) count(rejectedCounter, 1);
    for (const each of was.counters) count(each, -1);
    for (const each of is.counters) count(each, 1);
  }
  for (const [name, change] of counters) if (change === 0) counters.delete(name);
  return { documents: changed, remove, insert, counters };
};
