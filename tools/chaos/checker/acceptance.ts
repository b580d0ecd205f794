/**
 * Which records of an events log count, and what they answer, by the description in docs/kafka.md
 * ("Superseded records"). All that the checker knows of these headers is in this file.
 */
import type { ReadLog, ReadRecord } from './record.js';

const termOpened = 'oms.log.term-opened';

/** The records of one cause, all of which count. */
export interface Answer {
  /** The first and the last inbox offset that it answers: a run of repeats has one answer. */
  readonly from: number;
  readonly cause: number;
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

interface Position {
  readonly term: number;
  readonly cause: number;
  readonly index: number;
  readonly count: number;
  readonly after: number;
  readonly from: number;
}

const whole = (text: string | undefined): number | undefined =>
  text !== undefined && /^-?\d+$/.test(text) ? Number(text) : undefined;

/** Where a record says that it stands; undefined where it says nothing of the kind. */
const positionOf = ({ headers }: ReadRecord): Position | undefined => {
  const numberAt = (name: string): number | undefined => whole(headers[`ce_oms${name}`]);
  const term = numberAt('term');
  const cause = numberAt('cause');
  const index = numberAt('index');
  const count = numberAt('count');
  const after = numberAt('after');
  if (term === undefined || cause === undefined || index === undefined) return undefined;
  if (count === undefined || after === undefined) return undefined;
  return { term, cause, index, count, after, from: numberAt('from') ?? cause };
};

/** A record counts if its term is the newest before it, and it is the next of the chain. */
export const acceptedOf = ({ records }: Pick<ReadLog, 'records'>): AcceptedLog => {
  const answers: Answer[] = [];
  const superseded: ReadRecord[] = [];
  const foreign: ReadRecord[] = [];
  let [term, terms, last] = [-1, 0, -1];
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
    const { cause, index, count, after, from } = position;
    const isNext = position.term === term && after === last && index === pending.length;
    if (!isNext || cause <= last) {
      superseded.push(record);
      continue;
    }
    pending.push(record);
    if (pending.length < count) continue;
    answers.push({ from, cause, records: pending });
    [last, pending] = [cause, []];
  }
  return { answers, superseded, foreign, terms };
};

/** What a superseded record would have answered. */
export const answeredBy = (record: ReadRecord): readonly [from: number, to: number] | undefined => {
  const position = positionOf(record);
  return position === undefined ? undefined : [position.from, position.cause];
};

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
