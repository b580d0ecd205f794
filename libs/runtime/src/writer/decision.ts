import { contentOf, idConflict, isRefusal, Overflow, sha256Hex } from '#kernel';
import type { Content, Message } from '#kernel';
import { carriedOrigin } from '#contracts';
import type { LogEvent, LogUnchanged, LogRejected, Origin } from '#contracts';
import type { StoredRecord } from '#ports';
import { guarded } from '../work/ending.js';
import type { Fold } from './fold.js';
import type { Arrived } from '../inputs/arrived.js';
import { inboxInput } from '../log/input-names.js';
import type { Assignment } from './assignment.js';

/** What a message is answered with, before it has a place in the log. */
export interface Answer<E extends Message> {
  readonly key: string | null;
  readonly tenant: string;
  readonly number?: string;
  /** Of what a service posts on. */
  readonly source?: string;
  /** For the known command ids. */
  readonly command?: string;
  /** What it said, for the same. */
  readonly content?: Content;
  /** For the publisher. */
  readonly origin?: Origin;
  readonly events: readonly (E | LogEvent)[];
}

/** Answered before: under its id, at the inbox offset `first`. */
export interface Repeated {
  readonly first: number;
  /** It says something else than the first under its id: a conflict. */
  readonly fields?: readonly string[];
}

const unknownTenant = 'default';

type Rejection = Pick<LogRejected['data'], 'code' | 'detail' | 'field' | 'fields' | 'message'>;

interface Measure {
  readonly bytes: number;
  readonly sha256?: string;
}

const sizeOf = ({ value }: StoredRecord): Measure => ({ bytes: value?.byteLength ?? 0 });
const digestOf = (record: StoredRecord): Measure => ({
  ...sizeOf(record),
  sha256: sha256Hex(record.value ?? new Uint8Array()),
});

/** The source of messages whose caller waits for the answer. */
export const awaitedBy = '/oms/edge';

/** Whether somebody hears of the answer and can act on it. */
const isHeard = <C extends Message>({ message }: Arrived<C>): boolean =>
  'from' in message && message.from === awaitedBy;

/**
 * The record itself is not copied: its place and size are, and its digest where people cannot read
 * more of it. Unless somebody hears of it, people have to look at it.
 */
const rejected = (
  { offset }: StoredRecord,
  why: Rejection,
  measure: Measure,
  heard = false,
): LogRejected => ({
  type: 'log.rejected',
  data: { ...why, offset, ...measure, ...(!heard && { unheard: true }) },
});

/** Whether this message of an inbox was answered before, by the log alone. */
export const repeated = <C extends Message, E extends Message, S>(
  fold: Fold<C, E, S>,
  { message }: Arrived<C>,
  now: number,
): Repeated | undefined => {
  const id = 'id' in message ? message.id : undefined;
  if (id === undefined) return undefined;
  const key = 'key' in message ? message.key : null;
  const known = fold.seen.firstAnswer(key, id, now, () =>
    'command' in message ? saidBy(message.command) : undefined,
  );
  if (known === undefined) return undefined;
  const { first, fields } = known;
  return fields.length === 0 ? { first } : { first, fields };
};

/** Whose number it is for is no part of what a command says. */
const saidBy = ({ type, data }: Message): Content => {
  const { claim: _claim, ...said } = { claim: undefined, ...data };
  return contentOf({ type, ...said });
};

type Address = { -readonly [K in keyof Omit<Answer<never>, 'events'>]: Answer<never>[K] };

/** What the sender calls its message. */
const nameAfter = (
  address: Address,
  { id, origin }: { readonly id: string; readonly origin?: Origin },
): Address => {
  address.command = id;
  if (origin !== undefined) address.origin = origin;
  return address;
};

/** Who is spoken of: what every event of an answer says besides its own data. */
const addressOf = <C extends Message>(
  { input, message, record }: Arrived<C>,
  isDeadline: boolean,
): Omit<Answer<never>, 'events'> => {
  if ('error' in message) {
    const address: Address = { key: null, tenant: unknownTenant };
    if ('id' in message) return nameAfter(address, message);
    const origin = input === inboxInput ? carriedOrigin(record.headers) : undefined;
    if (origin !== undefined) address.origin = origin;
    return address;
  }
  if ('dismissal' in message) {
    const { id, tenant } = message;
    return { key: null, tenant, command: id };
  }
  const { key, tenant, number } = message;
  const address: Address = { key, tenant };
  if (number !== undefined) address.number = number;
  // What follows from an event has a place and no id; a clock's ids mean nothing: it asks again.
  if (!('id' in message) || isDeadline) return address;
  if (message.source !== undefined) {
    address.source = message.source;
    return nameAfter(address, message);
  }
  address.content = saidBy(message.command);
  return nameAfter(address, message);
};

const isDeadline = <C extends Message, E extends Message, S>(
  { deadlineType }: Assignment<C, E, S>,
  message: Arrived<C>['message'],
): boolean => 'command' in message && message.command.type === deadlineType;

/** Something else was answered under its command id: this is told, and changes nothing. */
export const conflicted = <C extends Message, E extends Message, S>(
  assignment: Assignment<C, E, S>,
  arrived: Arrived<C>,
  fields: readonly string[],
): Answer<E> => {
  const { record, message } = arrived;
  const id = 'id' in message ? message.id : '';
  const why = idConflict('the command', id, fields).refused;
  const named = 'command' in message ? { ...why, message: message.command.type } : why;
  return {
    ...addressOf(arrived, isDeadline(assignment, message)),
    events: [rejected(record, named, sizeOf(record), isHeard(arrived))],
  };
};

/** It is told that there is nothing new. */
export const duplicate = <C extends Message, E extends Message, S>(
  assignment: Assignment<C, E, S>,
  arrived: Arrived<C>,
  { first }: Repeated,
): Answer<E> => {
  const late = isDeadline(assignment, arrived.message);
  const { content: _known, ...address } = addressOf(arrived, late);
  const data: LogUnchanged['data'] = { reason: 'duplicate', first };
  return { ...address, events: [{ type: 'log.unchanged', data }] };
};

/** What is set aside may be of no known contract: it is told as it says itself. */
const typeOf = ({ headers: { ce_type: type } }: StoredRecord): { readonly message?: string } =>
  type === undefined ? {} : { message: type.replace(/^oms\./, '') };

const asideDetail = ({ key }: StoredRecord): string =>
  `set aside by an operator${key === null ? '' : `: it is for ${key}`}`.slice(0, 1_000);

/**
 * The answer of the service's decider, or the refusal of what it cannot be asked. A function of
 * fold and record.
 */
export const decided = <C extends Message, E extends Message, S>(
  assignment: Assignment<C, E, S>,
  fold: Fold<C, E, S>,
  arrived: Arrived<C>,
  now: number,
): Answer<E> => {
  const { input, record, message } = arrived;
  const late = isDeadline(assignment, message);
  const address = addressOf(arrived, late);
  if (input === inboxInput && assignment.quarantined.has(record.offset)) {
    const why = { code: 'quarantined', detail: asideDetail(record), ...typeOf(record) };
    return { ...address, events: [rejected(record, why, digestOf(record))] };
  }
  if ('error' in message) {
    const measure =
      'bytes' in message ? { bytes: message.bytes, sha256: message.sha256 } : digestOf(record);
    return { ...address, events: [rejected(record, message.error, measure)] };
  }
  if ('dismissal' in message) {
    return { ...address, events: [{ type: 'log.dismissed', data: message.dismissal }] };
  }
  const { command, key, tenant } = message;
  const { state } = fold.aggregate(key);
  const answer = countable(() =>
    guarded(
      () => `decide of ${command.type} at ${input} offset ${record.offset}`,
      () => assignment.service.decider.decide(command, state, { now, key, tenant }),
    ),
  );
  if (answer instanceof Overflow) return overflowing(arrived, address, answer);
  if (isRefusal(answer)) {
    const { isLost = false, ...refused } = answer.refused;
    const why = { ...refused, message: command.type };
    const heard = !isLost && isHeard(arrived);
    return { ...address, events: [rejected(record, why, sizeOf(record), heard)] };
  }
  if (answer.length > 0) return { ...address, events: answer };
  const reason = late ? 'stale-deadline' : 'no-change';
  return { ...address, events: [{ type: 'log.unchanged', data: { reason } }] };
};

/** What `run` gives, or the overflow that it ends with. */
export const countable = <T>(run: () => T): T | Overflow => {
  try {
    return run();
  } catch (error) {
    if (error instanceof Overflow) return error;
    throw error;
  }
};

/**
 * Input after which a total could not be counted any more: the one reason for which a fact is
 * rejected. It is listed, and nothing of it takes effect.
 */
export const overflowing = <C extends Message>(
  { record, message }: Arrived<C>,
  address: Omit<Answer<never>, 'events'>,
  overflow: Overflow,
): Answer<never> => {
  const { message: detail } = overflow;
  const named = 'command' in message ? { message: message.command.type } : {};
  const why = { code: 'totals_too_large', detail, ...named };
  return { ...address, events: [rejected(record, why, digestOf(record))] };
};

/** What stands in the log where an answer does not fit into one append. */
export const tooLarge = <E extends Message>(
  record: StoredRecord,
  answer: Answer<E>,
  bytes: number,
  limitBytes: number,
): Answer<E> => ({
  ...answer,
  events: [
    rejected(
      record,
      {
        code: 'too-large',
        detail: `the answer takes ${bytes} bytes, one append holds ${limitBytes}`,
      },
      digestOf(record),
    ),
  ],
});
