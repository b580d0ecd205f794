import type { Message, Projection, Recorded } from '#kernel';
import type { Dismissal, EventEnvelope, LogEvent } from '#contracts';
import { invariant, placeOf, remembering } from '#kernel';
import type { DocumentChange, IndexPlace } from '#ports';
import { isLogEvent } from '../log/accepted-event.js';
import { parseSource } from '../log/source.js';
import type { Cause } from '../log/acceptance.js';
import { diffPlaces, mattersIn, shownBy } from './shown.js';
import { answerBlockOf, answerToBlock, answerView, rejectedCounter, rejectedView } from './view.js';
import type { Answer, AnswerBlock, RejectedDocument, StoredDocument, View } from './view.js';

/** Documents by `view key`; `undefined` means that there is none. */
export type Documents = Map<string, StoredDocument | undefined>;

export const documentId = (view: string, key: string): string => `${view} ${key}`;

export interface FoldedBatch {
  readonly documents: readonly DocumentChange[];
  readonly remove: readonly IndexPlace[];
  readonly insert: readonly IndexPlace[];
  readonly counters: ReadonlyMap<string, number>;
}

const recordedBy = remembering<object, Recorded<Message>>();

/** Made once for all who hear of an event. */
export const recordedOf = <E extends Message>(
  envelope: EventEnvelope<E | LogEvent>,
  event: E,
): Recorded<E> => {
  const known = recordedBy.get(envelope);
  if (known?.event === event) return known as Recorded<E>;
  const { tenant, id, version, at, number } = envelope;
  const key = envelope.key ?? '';
  const recorded: Recorded<E> =
    number === undefined
      ? { event, key, tenant, id, version, at }
      : { event, key, tenant, id, version, at, number };
  recordedBy.set(envelope, recorded);
  return recorded;
};

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
  for (const { events, cause, from } of causes) {
    const [first] = events;
    if (first?.command !== undefined) {
      for (let each = from; each <= cause; each += 1) need(answerView, answerBlockOf(each));
    } else if (first !== undefined) {
      const event = wentOnFrom(view, first);
      if (event !== undefined) need(answerView, answerToBlock(event));
    }
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

interface Touched {
  readonly view: string;
  readonly key: string;
  readonly before: object | undefined;
}
interface Folding {
  readonly documents: Documents;
  readonly touched: Map<string, Touched>;
}

const put = (
  { documents, touched }: Folding,
  id: string,
  view: string,
  key: string,
  version: number,
  doc: object | undefined,
): void => {
  if (!touched.has(id)) touched.set(id, { view, key, before: documents.get(id)?.doc });
  documents.set(id, doc === undefined ? undefined : { version, doc });
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

const foldLogEvent = <E extends Message>(
  folding: Folding,
  view: View<E>,
  envelope: EventEnvelope<E | LogEvent>,
  event: LogEvent,
): void => {
  if (event.type === 'log.dismissed') foldDismissal(folding, view, envelope, event.data);
  if (event.type !== 'log.rejected') return;
  const { code, detail, field, fields, message, offset, bytes, unheard } = event.data;
  const doc: RejectedDocument = {
    id: `${envelope.service}:${envelope.partition}:${offset}`,
    at: envelope.at,
    tenant: envelope.tenant,
    key: envelope.key,
    code,
    detail,
    bytes,
    ...(envelope.number === undefined ? {} : { number: envelope.number }),
    ...(field === undefined ? {} : { field }),
    ...(fields === undefined ? {} : { fields }),
    ...(message === undefined ? {} : { message }),
    ...(unheard === undefined ? {} : { unheard: placeOf(envelope) }),
  };
  put(folding, documentId(rejectedView, doc.id), rejectedView, doc.id, 0, doc);
};

/** It hides what still stands, of the tenant that says so; nothing else of the document changes. */
const foldDismissal = <E extends Message>(
  folding: Folding,
  view: View<E>,
  { tenant, at }: EventEnvelope<E | LogEvent>,
  { view: name, key, place, reason }: Dismissal,
): void => {
  const id = documentId(name, key);
  const stored = folding.documents.get(id);
  if (stored === undefined) return;
  const projection = view.projections.find((each) => each.name === name);
  const isListed = mattersIn(projection, name, key, stored.doc).some(
    (matter) => matter.tenant === tenant && matter.place === place,
  );
  if (!isListed) return;
  const doc =
    name === rejectedView
      ? { ...stored.doc, dealtWith: { at, reason } }
      : projection?.dismissed?.(stored.doc, { tenant, place });
  if (doc !== undefined) put(folding, id, name, key, stored.version, doc);
};

/** The event that a service's message to itself follows from, where its answer is asked for. */
const wentOnFrom = <E extends Message>(
  { service, goesOn }: View<E>,
  { source, event }: EventEnvelope<E | LogEvent>,
): string | undefined => {
  if (goesOn === undefined || source?.startsWith(`${service}:`) !== true) return undefined;
  // A repeat says nothing new of a message that was answered.
  if (
    isLogEvent<Message>(event) &&
    event.type === 'log.unchanged' &&
    event.data.reason === 'duplicate'
  )
    return undefined;
  const from = parseSource(source);
  return from && `${from.partition}:${from.cause}:${from.index}`;
};

const answerOf = <E extends Message>(
  view: View<E>,
  cause: Cause<E>,
  first: EventEnvelope<E | LogEvent>,
): Answer | undefined => {
  const about = {
    tenant: first.tenant,
    key: first.key,
    ...(first.number === undefined ? {} : { number: first.number }),
  };
  const { event, id } = first;
  if (!isLogEvent<E>(event)) {
    const types = cause.events.map((each) => each.event.type);
    const to = view.goesOn?.(event);
    return to === undefined
      ? { outcome: 'accepted', ...about, types }
      : { outcome: 'collided', ...about, types, goesOn: { event: id, to } };
  }
  if (event.type === 'log.rejected') {
    const { code, detail, field, fields } = event.data;
    return {
      outcome: 'rejected',
      ...about,
      code,
      detail,
      ...(field === undefined ? {} : { field }),
      ...(fields === undefined ? {} : { fields }),
    };
  }
  if (event.type === 'log.dismissed') return { outcome: 'accepted', ...about, types: [event.type] };
  if (event.type === 'log.unchanged') {
    const { reason, first: earlier } = event.data;
    const repeats = earlier === undefined ? {} : { first: earlier };
    return { outcome: 'unchanged', ...about, code: reason, ...repeats };
  }
  return undefined;
};

const foldAnswer = <E extends Message>(folding: Folding, view: View<E>, cause: Cause<E>): void => {
  const [first] = cause.events;
  if (first === undefined) return;
  const event = first.command === undefined ? wentOnFrom(view, first) : undefined;
  if (first.command === undefined && event === undefined) return;
  const answer = answerOf(view, cause, first);
  if (answer === undefined) return;
  if (event !== undefined) keepAnswer(folding, answerToBlock(event), event, answer, first.at);
  else
    for (let each = cause.from; each <= cause.cause; each += 1) {
      keepAnswer(folding, answerBlockOf(each), String(each), answer, first.at);
    }
};

const keepAnswer = (
  folding: Folding,
  key: string,
  name: string,
  answer: Answer,
  at: number,
): void => {
  const id = documentId(answerView, key);
  const stored = folding.documents.get(id)?.doc as AnswerBlock | undefined;
  // A block that this batch has already made is its own to extend: copying it for each answer
  // would cost the square of its size.
  if (folding.touched.has(id) && stored !== undefined) {
    Object.assign(stored.answers, { [name]: answer });
    return;
  }
  const block: AnswerBlock = {
    at: stored?.at ?? at,
    answers: { ...stored?.answers, [name]: answer },
  };
  put(folding, id, answerView, key, 0, block);
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
