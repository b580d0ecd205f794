import { Acceptance } from './acceptance.mjs';
import { beforeAll } from './shape.mjs';

/**
 * Reads one source partition in order. It begins with the answer that holds `place`; of that answer
 * whoever reads passes over what was answered before.
 */
export class Reader {
  constructor(log, place, fault) {
    this.log = log;
    this.fault = fault;
    const record = place.offset < 0 ? undefined : log[place.offset];
    this.next = record ? place.offset - record.index : 0;
    this.acceptance = new Acceptance(
      fault,
      record && { term: record.term, number: record.number, digest: record.before },
    );
  }

  /** The answers that count among the next records, at most `recordsMax` of them. */
  read(recordsMax) {
    const answers = [];
    const end = Math.min(this.log.length, this.next + recordsMax);
    for (; this.next < end; this.next += 1) {
      const answer = this.acceptance.offer(this.log[this.next], this.next);
      if (answer) answers.push(answer);
    }
    return answers;
  }

  /** Goes on where another reader of the same log stands. */
  jumpTo(ahead) {
    const { term, number, digest, pending } = ahead.acceptance;
    this.next = ahead.next;
    this.acceptance = new Acceptance(this.fault, { term, number, digest });
    this.acceptance.pending = [...pending];
  }
}

/**
 * The one reader that a process has of a source partition. It hands what it read to every writer of
 * the process that has caught up with it, and waits for nobody.
 */
class SharedReader {
  queues = new Map();

  constructor(log, fault) {
    this.reader = new Reader(log, beforeAll, fault);
  }

  get next() {
    return this.reader.next;
  }

  join(writer) {
    const queue = [];
    this.queues.set(writer, queue);
    return queue;
  }

  leave(writer) {
    this.queues.delete(writer);
  }

  /** Goes on from where a writer has read to, if nobody listens behind it. */
  skipTo(ahead) {
    if (this.queues.size === 0) this.reader.jumpTo(ahead);
  }

  step() {
    const answers = this.reader.read(3);
    for (const queue of this.queues.values()) queue.push(...answers);
  }
}

export function sharedReaderOf(world, process, source) {
  const known = process.shared.get(source);
  if (known) return known;
  const shared = new SharedReader(source.log, world.fault);
  process.shared.set(source, shared);
  return shared;
}

/** What an answer says to one partition: k counts the messages of an event to all partitions. */
export const messagesFor = (answer, number, concerns = () => true) =>
  answer.records
    .filter(concerns)
    .flatMap(({ messages = [], offset, at, origin }) =>
      messages.flatMap((to, k) => (to === number ? [{ offset, k, at, origin }] : [])),
    );
