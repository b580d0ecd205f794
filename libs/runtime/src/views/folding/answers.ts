import type { EventEnvelope, LogEvent } from '#contracts';
import type { Message } from '#kernel';
import type { Cause } from '../../log/acceptance.js';
import { isLogEvent } from '../../log/accepted-event.js';
import { inboxInput } from '../../log/input-names.js';
import { answerToBlock, answerBlockOf, answerView } from '../view.js';
import type { View, Answer, AnswerBlock } from '../view.js';
import { documentId, put } from './documents.js';
import type { Folding } from './documents.js';

/** The event that a service's message to itself follows from, where its answer is asked for. */
export const wentOnFrom = <E extends Message>(
  { goesOn }: View<E>,
  { source, event }: EventEnvelope<E | LogEvent>,
): string | undefined => {
  if (goesOn === undefined || source === undefined) return undefined;
  // A repeat says nothing new of a message that was answered.
  if (
    isLogEvent<Message>(event) &&
    event.type === 'log.unchanged' &&
    event.data.reason === 'duplicate'
  )
    return undefined;
  return source.slice(0, source.lastIndexOf('/'));
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

export const foldAnswer = <E extends Message>(
  folding: Folding,
  view: View<E>,
  cause: Cause<E>,
): void => {
  const [first] = cause.events;
  if (first === undefined) return;
  const event = wentOnFrom(view, first);
  if (!isAsked(cause) && event === undefined) return;
  const answer = answerOf(view, cause, first);
  if (answer === undefined) return;
  if (event !== undefined) keepAnswer(folding, answerToBlock(event), event, answer, first.at);
  else keepAnswer(folding, answerBlockOf(cause.offset), String(cause.offset), answer, first.at);
};

/** Somebody gave it an id, and may ask what became of it by its place in the inbox. */
export const isAsked = <E extends Message>({ input, events }: Cause<E>): boolean =>
  input === inboxInput && events[0]?.command !== undefined;

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
