import { inputNames, sourceNames } from './shape.mjs';

const mix = (digest, ...values) =>
  values.reduce((sum, value) => (Math.imul(sum, 31) + value + 1) | 0, digest);

function digestOfRecord(digest, { kind, input, place, build, vector, logIds }) {
  if (kind !== 'positions') {
    return mix(digest, inputNames.indexOf(input), place.offset, place.k, build);
  }
  const ids = sourceNames.map((name) => logIds[name] ?? -1);
  return mix(digest, 7, ...sourceNames.map((name) => vector[name]), ...ids);
}

export const digestAfter = (digest, records) => records.reduce(digestOfRecord, digest);

/**
 * Which records of a log count. A record counts if its term is the newest term record before it,
 * its chain number and index are next, and it was made behind the digest of all that counts so far.
 * An answer counts as a whole, when its last record is there.
 */
export class Acceptance {
  constructor(fault, { term = -1, number = 0, digest = 0 } = {}) {
    Object.assign(this, { fault, term, number, digest, pending: [] });
  }

  /** The answer that this record completes, or nothing. */
  offer(record, offset) {
    if (record.kind === 'term') {
      this.term = offset;
      this.pending = [];
      return undefined;
    }
    if (!this.#isNext(record)) return undefined;
    this.pending.push({ ...record, offset });
    if (this.pending.length < record.count) return undefined;
    const records = this.pending;
    this.pending = [];
    this.number = record.number + 1;
    this.digest = digestAfter(record.before, records);
    const { number, kind, input, place } = record;
    return { number, kind, input, place, records, end: offset + 1 };
  }

  #isNext({ term, number, before, index }) {
    if (this.fault !== 'no term rule' && term !== this.term) return false;
    const isInChain = number === this.number && before === this.digest;
    if (this.fault !== 'neither number nor digest' && !isInChain) return false;
    return index === this.pending.length;
  }
}

/** All that counts in a log up to `end`, and what the next record must continue. */
export function answersIn(log, fault, end = log.length) {
  const acceptance = new Acceptance(fault);
  const answers = [];
  for (let at = 0; at < end; at += 1) {
    const answer = acceptance.offer(log[at], at);
    if (answer) answers.push(answer);
  }
  return { answers, number: acceptance.number, digest: acceptance.digest };
}
