import type { Parts } from '../content/parts.js';

/** One message of the domain: its dot name (`order.place`, `stock.reserved`) and its JSON body. */
export interface Message {
  readonly type: string;
  readonly data: object;
}

/**
 * A business refusal: an answer, not a failure. `code` is stable (`order_not_found`), `detail` is
 * for people.
 */
export interface Refusal<Code extends string = string> {
  readonly refused: {
    readonly code: Code;
    readonly detail: string;
    readonly field?: string;
    /** All fields that are at fault, where there may be several. */
    readonly fields?: readonly FieldFault[];
    /** Of a fact: people must look at it, also where its teller is told. */
    readonly isLost?: true;
  };
}

/** What is wrong with one field. */
export interface FieldFault {
  readonly field: string;
  readonly detail: string;
}

/**
 * What a decision may know besides command and state; both enter as data, so that a decision is a
 * function.
 */
export interface Moment {
  /** Log time of the inbox record in epoch milliseconds, clamped never to run backwards. */
  readonly now: number;
  /** The aggregate's key: the OMS number, or `tenant/node/sku`. */
  readonly key: string;
  /** In whose name it comes; absent where nobody asks. */
  readonly tenant?: string;
}

/** A moment in the future at which the aggregate wants to hear `deadline-reached`. */
export interface Deadline {
  readonly name: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

/**
 * One aggregate as pure functions (the decider pattern).
 *
 * `decide` answers a command: events, or a refusal, or an empty list where nothing changes.
 * `evolve` folds one event; it never fails on an event that `decide` made. `deadlines` is read
 * after each fold: an entry leaves only by an event that changes what it returns.
 */
export interface Decider<C extends Message, E extends Message, S> {
  readonly initial: S;
  decide(command: C, state: S, moment: Moment): readonly E[] | Refusal;
  evolve(state: S, event: E): S;
  deadlines?(state: S): readonly Deadline[];
}

/**
 * A decider whose aggregate is too large for one document (a SKU lives for ever):
 * the state is a root document plus `parts` under keys of their own, loaded one by one.
 */
export interface PartedState<R, P> {
  readonly root: R;
  readonly parts: Parts<P>;
}

export const refuse = <Code extends string>(
  code: Code,
  detail: string,
  field?: string,
): Refusal<Code> => ({ refused: field === undefined ? { code, detail } : { code, detail, field } });

/** A fact that nothing can be made of now. */
export const refuseFact = <Code extends string>(
  code: Code,
  detail: string,
  field?: string,
): Refusal<Code> => ({ refused: { ...refuse(code, detail, field).refused, isLost: true } });

/** A refusal of several fields; there is at least one. */
export const refuseFields = <Code extends string>(
  code: Code,
  detail: string,
  fields: readonly FieldFault[],
): Refusal<Code> => {
  const [first] = fields;
  return {
    refused: first === undefined ? { code, detail } : { code, detail, field: first.field, fields },
  };
};

/** The id stands for something else: `fields` say where this differs from it. */
export const idConflict = (
  what: string,
  id: string,
  fields: readonly string[],
): Refusal<'id_conflict'> =>
  refuseFields(
    'id_conflict',
    `${what} ${id} is known, and ${fields.join(', ')} ` +
      `${fields.length === 1 ? 'differs' : 'differ'}: what is new has a new id`,
    fields.map((field) => ({ field, detail: 'expected what was recorded under this id first' })),
  );

export const isRefusal = (answer: readonly Message[] | Refusal): answer is Refusal =>
  !Array.isArray(answer);
