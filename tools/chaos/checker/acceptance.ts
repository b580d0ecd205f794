/**
 * Which records of an events log count, and what they answer, by the description in docs/kafka.md
 * ("Superseded records"). All that the checker knows of these headers is in this file.
 */
import type { ReadLog, ReadRecord } from './record.js';

const termOpened = 'oms.log.term-opened';

/** What is answered: a message of an inbox, or one that follows from a neighbour's event. */
export interface Cause {
  /** `inbox`; `orders.2`: partition 2 of a neighbour's events; `log`: a note of its own. */
  readonly input: string;
  readonly offset: number;
  /** Which of all messages that follow from that event; 0 in an inbox. */
  readonly k: number;
}

/** The records of one answer, all of which count. */
export interface Answer extends Cause {
  readonly chain: number;
  readonly records: readonly ReadRecord[];
}

export interface AcceptedLog {
  readonly answers: readonly Answer[];
  /** Of writers that others had replaced, or beside the chain. */
  readonly superseded: readonly ReadRecord[];
  /** Without any place in the chain: whoever wrote them is no writer. */
  readonly foreign: readonly ReadRecord[];
  readonly terms: number;
}

interface Position extends Cause {
  readonly term: number;
  readonly chain: number;
  readonly index: number;
  readonly count: number;
}

const whole = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;

/** What `ce_omslink` begins with. */
const causeOf = ({ headers }: ReadRecord): Cause | undefined => {
  const [, input = '', offset, k] =
    /^([^:;]+):(\d+):(\d+);/.exec(headers['ce_omslink'] ?? '') ?? [];
  return input === '' ? undefined : { input, offset: Number(offset), k: Number(k) };
};

/** Where a record says that it stands; undefined where it says nothing of the kind. */
const positionOf = (record: ReadRecord): Position | undefined => {
  const [term, chain, index, count] = ['term', 'chain', 'index', 'count'].map((name) =>
    whole(record.headers[`ce_oms${name}`]),
  );
  const cause = causeOf(record);
  if (term === undefined || chain === undefined || index === undefined) return undefined;
  if (count === undefined || cause === undefined) return undefined;
  return { ...cause, term, chain, index, count };
};

/** A record counts if its term is the newest before it, and it is next by number and index. */
export const acceptedOf = ({ records }: Pick<ReadLog, 'records'>): AcceptedLog => {
  const answers: Answer[] = [];
  const superseded: ReadRecord[] = [];
  const foreign: ReadRecord[] = [];
  let [term, terms] = [-1, 0];
  let pending: ReadRecord[] = [];
  for (const record of records) {
    if (record.headers['ce_type'] === termOpened) {
      [term, terms, pending] = [record.offset, terms + 1, []];
      continue;
    }
    const position = positionOf(record);
    if (position === undefined) {
      foreign.push(record);
      continue;
    }
    const { term: under, chain, index, count, ...cause } = position;
    if (under !== term || chain !== answers.length || index !== pending.length) {
      superseded.push(record);
      continue;
    }
    pending.push(record);
    if (pending.length < count) continue;
    answers.push({ ...cause, chain, records: pending });
    pending = [];
  }
  return { answers, superseded, foreign, terms };
};

/** What a superseded record would have answered. */
export const answeredBy = (record: ReadRecord): Cause | undefined => positionOf(record);

export interface Token {
  readonly service: string;
  readonly partition: number;
  readonly offset: number;
}

/** What a post gave back, such as `orders.3.1207`: the place of its inbox record. */
export const tokenOf = (text: string): Token => {
  const [, service = '', partition = '', offset = ''] = /^(\w+)\.(\d+)\.(\d+)$/.exec(text) ?? [];
  if (offset === '') throw new Error(`a token ${text}: expected service.partition.offset`);
  return { service, partition: Number(partition), offset: Number(offset) };
};

/** Of a message's own id, as its sender chose it; undefined where it came from a service. */
export const commandOf = ({ headers }: ReadRecord): string | undefined => headers['ce_omscommand'];

/** The aggregate's count of its facts; 0 outside of an aggregate. */
export const versionOf = ({ headers }: ReadRecord): number => whole(headers['ce_omsversion']) ?? 0;

/** The first one that was answered, where a repeat was told so. */
export const firstOf = ({ data }: ReadRecord): number | undefined => {
  const isObject = typeof data === 'object' && data !== null;
  return isObject && 'first' in data && typeof data.first === 'number' ? data.first : undefined;
};
