import { keyOf } from '#kernel';
import type { FieldFault, Matter, MatterSubject, Message, Projection } from '#kernel';
import type { ServiceCodec } from '#contracts';

/**
 * What one service shows of its log: its projections, folded together under one cursor a partition.
 */
export interface View<E extends Message> {
  readonly service: string;
  readonly codec: Pick<ServiceCodec<never, E>, 'service' | 'keyed' | 'decodeEvent'>;
  /**
   * The first one keeps a document for every aggregate: its version is checked against each event.
   */
  readonly projections: readonly Projection<E, object>[];
  /**
   * For an event after which its service posts the same message again to another aggregate (a
   * number that collided): what tells a reader which one.
   */
  readonly goesOn?: (event: E) => object | undefined;
}

/** Names what the documents of a generation were made by; another one means a rebuild. */
export const foldOf = <E extends Message>(view: View<E>): string =>
  [runtimeViewsVersion, ...view.projections.map(({ name, version }) => `${name}.${version}`)].join(
    ' ',
  );

/** Raised when `answer` or `rejected`, the runtime's own views, change their form. */
const runtimeViewsVersion = 'runtime.5';

/** A document as it is stored: with the version of the aggregate that it was folded up to. */
export interface StoredDocument {
  readonly version: number;
  readonly doc: object;
}

/** What became of a client's command; kept for a day. */
export interface Answer {
  readonly outcome: 'accepted' | 'rejected' | 'unchanged' | 'collided';
  /** Whose command it was: nobody else hears of it. */
  readonly tenant: string;
  readonly key: string | null;
  readonly number?: string;
  /** Dot names of the events, for `accepted`. */
  readonly types?: readonly string[];
  readonly code?: string;
  readonly detail?: string;
  readonly field?: string;
  readonly fields?: readonly FieldFault[];
  /** `unchanged`: the inbox offset that had the same command first, where known. */
  readonly first?: number;
  /**
   * `collided`: the message goes on as `to` says; what became of it there is the answer to `event`.
   */
  readonly goesOn?: { readonly event: string; readonly to: object };
}

/**
 * Answers lie in blocks of neighbouring inbox offsets, so that a busy partition writes one document
 * for many.
 */
export interface AnswerBlock {
  /** Log time of its first answer. */
  readonly at: number;
  readonly answers: Readonly<Record<string, Answer>>;
}

export const answerView = 'answer';
export const answerIndex = 'answers';
/** Of the answers to messages that went on: each lies alone. */
export const answerToIndex = 'answers-to';
const answersABlock = 100;
export const answerBlockOf = (offset: number): string =>
  String(Math.floor(offset / answersABlock)).padStart(12, '0');

/** Where the answer to a message that went on lies, by the event that it went on from. */
export const answerToBlock = (event: string): string => `to ${event}`;

/** Input that was refused or could not be read, listed for people. */
export interface RejectedDocument {
  /** `<service>:<partition>:<inbox offset>`, or `…:<input>:<offset>:<k>` behind an event. */
  readonly id: string;
  readonly at: number;
  readonly tenant: string;
  readonly key: string | null;
  readonly number?: string;
  readonly code: string;
  readonly detail: string;
  readonly field?: string;
  readonly fields?: readonly FieldFault[];
  readonly message?: string;
  readonly bytes: number;
  /** Of its record in the log of events, where nobody waited for the answer. */
  readonly unheard?: string;
  /** People have dealt with it. */
  readonly dealtWith?: { readonly at: number; readonly reason: string };
}

/** Listed as something that people must look at until they have dealt with it. */
export const rejectedMatters = (doc: RejectedDocument): readonly Matter[] => {
  const { id, tenant, number, key, code, detail, unheard, dealtWith } = doc;
  if (unheard === undefined || dealtWith !== undefined) return [];
  const kind = code === 'id_conflict' ? 'conflict' : 'rejected';
  return [
    {
      tenant,
      kind,
      place: unheard,
      code,
      detail,
      about: {
        record: id,
        ...(number !== undefined && { omsNumber: number }),
        ...(id.startsWith('inventory:') && stockIn(key)),
      },
    },
  ];
};

/** Of the key `tenant/node/sku`. */
const stockIn = (key: string | null): MatterSubject => {
  const [, node, ...sku] = key?.split('/') ?? [];
  return node === undefined || sku.length === 0 ? {} : { node, sku: sku.join('/') };
};

export const rejectedView = 'rejected';
/** Of all tenants: counted. */
export const rejectedCounter = 'rejected';
/** Of one tenant: listed. */
export const rejectedIndex = (tenant: string): string => keyOf(tenant, 'rejected');
