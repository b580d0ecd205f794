import type { Content, FieldFault, Message } from '#kernel';
import type { LogRecord, StoredRecord } from '#ports';

/** One message of one input of a partition: what an answer answers (ARCHITECTURE.md §2.2). */
export interface InputPlace {
  /**
   * `inbox`; a partition of a service's events, `orders.2`; or `log`: the writer's own note of how
   * far it has read.
   */
  readonly input: string;
  /** Of the record in that input; of a note, its number in the chain. */
  readonly offset: number;
  /** Which of the messages that follow from the event there; 0 in an inbox. */
  readonly k: number;
}

/** Where an event record stands in its log's one chain of answers (ARCHITECTURE.md §2.2). */
export interface Link extends InputPlace {
  /** Offset of the term record under which it was written. */
  readonly term: number;
  /** Number of its answer: 0, 1, 2, … without a hole. */
  readonly chain: number;
  /** Its place among the records of its answer: 0 … count - 1. */
  readonly index: number;
  readonly count: number;
  /** Hex digest of the accepted chain before its answer. */
  readonly prev: string;
}

/**
 * A publisher's own name for its record of a channel: CloudEvents id and source. It goes with the
 * message into every event that answers it, so that the publisher knows its answers.
 */
export interface Origin {
  readonly id: string;
  readonly from: string;
}

/** A message in an inbox, or on its way there. */
export interface InboxEnvelope<C extends Message = Message> {
  readonly key: string;
  readonly tenant: string;
  readonly number?: string;
  /** CloudEvents id: a client's command id, or `source`. */
  readonly id: string;
  /** CloudEvents source: who posted. */
  readonly from: string;
  /** Where a service posts on what it has recorded: `<id of the event>/<k>`. */
  readonly source?: string;
  readonly origin?: Origin;
  readonly command: C;
}

/** What an event record says besides its data. */
export interface EventEnvelope<E extends Message = Message> {
  readonly service: string;
  readonly partition: number;
  /** The aggregate's key; null where the input had none that could be read. */
  readonly key: string | null;
  readonly tenant: string;
  readonly number?: string;
  /** `<partition>:<input>:<offset>:<k>:<index>` */
  readonly id: string;
  /** The aggregate's count of facts; 0 outside an aggregate. */
  readonly version: number;
  /** Clamped log time of the decision, epoch milliseconds. */
  readonly at: number;
  /** `source` of the inbox message it answers. */
  readonly source?: string;
  /** Command id of the inbox message it answers, where a client gave one. */
  readonly command?: string;
  /** What that command said, as digests of its fields; with the first event of its answer. */
  readonly content?: Content;
  /** Of the channel's record that it answers. */
  readonly origin?: Origin;
  readonly link: Link;
  readonly event: E;
}

/** First record of each term; its offset is the term. */
export interface TermOpened {
  readonly type: 'log.term-opened';
  readonly data: { readonly id: string; readonly level: number };
}
/** Input that was refused or could not be read. */
export interface LogRejected {
  readonly type: 'log.rejected';
  readonly data: {
    readonly code: string;
    readonly detail: string;
    readonly field?: string;
    readonly fields?: readonly FieldFault[];
    readonly message?: string;
    /** Of the record in its input. */
    readonly offset: number;
    readonly bytes: number;
    readonly sha256?: string;
    /** Nobody waited for the answer. */
    readonly unheard?: true;
  };
}
/** Input that changed nothing. */
export interface LogUnchanged {
  readonly type: 'log.unchanged';
  readonly data: {
    readonly reason: 'duplicate' | 'stale-deadline' | 'no-change';
    /** The inbox offset that had the same command id first, where it is known. */
    readonly first?: number;
  };
}
/** What is listed for people, by the document that shows it, and why nobody needs to see it. */
export interface Dismissal {
  readonly view: string;
  readonly key: string;
  /** Of the event that brought it up. */
  readonly place: string;
  readonly reason: string;
}
/** People have dealt with it. */
export interface LogDismissed {
  readonly type: 'log.dismissed';
  readonly data: Dismissal;
}
/** How far a partition of another log was read. */
export interface SourcePosition {
  /** Random id of that log's first term record. */
  readonly logId: string;
  /** Of the last record of an answer there, all before which is answered here; -1: none. */
  readonly offset: number;
}

/** How far a writer has read its inputs, where no answer says so. */
export interface LogPositions {
  readonly type: 'log.positions';
  /** By input: `orders.2`. */
  readonly data: { readonly inputs: Readonly<Record<string, SourcePosition>> };
}

export type LogEvent = TermOpened | LogRejected | LogUnchanged | LogDismissed | LogPositions;

export interface Undecodable {
  readonly error: { readonly code: string; readonly detail: string; readonly field?: string };
}

/**
 * Our own log holds a type or version that this build does not know: wrong order of deployment,
 * halt.
 */
export class UnknownContract extends Error {}

/** The type itself is of a later build, not only its version. */
export class UnknownType extends UnknownContract {}

/**
 * Headers and bytes of one service, both ways. Decoding an inbox never throws (foreign input is
 * rejected); decoding events throws `UnknownContract` for what our own services should never have
 * written.
 */
export interface ServiceCodec<C extends Message, E extends Message> {
  readonly service: string;
  /** By what its aggregates are keyed: services keyed alike have them in partitions alike. */
  readonly keyed: string;
  encodeCommand(envelope: InboxEnvelope<C>): LogRecord;
  /** Checks type, key, number and schema. */
  decodeCommand(record: StoredRecord): InboxEnvelope<C> | Undecodable;
  encodeEvent(envelope: EventEnvelope<E | LogEvent>): LogRecord;
  encodeTerm(service: string, partition: number, term: TermOpened['data'], at: number): LogRecord;
  /** Upcast to the newest version. A term record has no link: it is given back by itself. */
  decodeEvent(record: StoredRecord): EventEnvelope<E | LogEvent> | TermOpened;
}
