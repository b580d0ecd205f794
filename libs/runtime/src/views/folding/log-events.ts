import type { EventEnvelope, InputPlace, LogEvent, Dismissal } from '#contracts';
import { placeOf } from '#kernel';
import type { Message } from '#kernel';
import { inboxInput } from '../../log/input-names.js';
import { rejectedView } from '../view.js';
import type { View, RejectedDocument } from '../view.js';
import { put, documentId } from './documents.js';
import type { Folding } from './documents.js';
import { mattersIn } from './shown.js';

export const foldLogEvent = <E extends Message>(
  folding: Folding,
  view: View<E>,
  envelope: EventEnvelope<E | LogEvent>,
  event: LogEvent,
): void => {
  if (event.type === 'log.dismissed') foldDismissal(folding, view, envelope, event.data);
  if (event.type !== 'log.rejected') return;
  const { code, detail, field, fields, message, bytes, unheard } = event.data;
  const { link, at } = envelope;
  const doc: RejectedDocument = {
    id: `${envelope.service}:${envelope.partition}:${placeText(link)}`,
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
    ...(unheard === undefined ? {} : { unheard: placeOf({ ...link, at }) }),
  };
  put(folding, documentId(rejectedView, doc.id), rejectedView, doc.id, 0, doc);
};

/** What was rejected: an inbox offset, or `<input>:<offset>:<k>` of what follows from an event. */
const placeText = ({ input, offset, k }: InputPlace): string =>
  input === inboxInput ? String(offset) : `${input}:${offset}:${k}`;

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
