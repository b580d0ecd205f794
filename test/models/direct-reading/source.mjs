import { isAfter } from './shape.mjs';
import { messagesFor, Reader, sharedReaderOf } from './reading.mjs';

/** One source partition as one writer reads it: by itself, then through the shared reader. */
export class Source {
  /** Messages that were read and are not answered. */
  waiting = [];
  /** Answers that were read since the positions were recorded. */
  passedOver = 0;
  /** The last offset of the last answer that was read. */
  last = -1;
  /** What the shared reader hands over, once this writer has caught up with it. */
  queue = undefined;

  constructor(writer, name, partition) {
    const { world, process, places } = writer;
    Object.assign(this, { writer, name, log: partition.log });
    this.shared = () => sharedReaderOf(world, process, partition);
    this.reader = new Reader(this.log, places[name], world.fault);
  }

  /** How far the log was read. */
  get next() {
    return this.queue ? this.shared().next : this.reader.next;
  }

  fetch() {
    if (this.queue) {
      this.#take(this.queue.splice(0));
      return;
    }
    const { fault, random } = this.writer.world;
    this.#take(this.reader.read(2 + Math.floor(random() * 4)));
    const shared = this.shared();
    const isCaughtUp =
      fault === 'joins a reader with a gap'
        ? shared.next >= this.reader.next
        : shared.next === this.reader.next;
    const isBetweenAnswers = this.reader.acceptance.pending.length === 0;
    if (isCaughtUp && isBetweenAnswers) this.queue = shared.join(this.writer);
    else if (shared.next < this.reader.next) shared.skipTo(this.reader);
  }

  /** A queue that was full: from the last answered place on this writer reads for itself again. */
  leaveShared() {
    if (this.queue === undefined) return;
    this.shared().leave(this.writer);
    this.queue = undefined;
    this.waiting = [];
    const { world, places } = this.writer;
    this.reader = new Reader(this.log, places[this.name], world.fault);
  }

  #take(answers) {
    const { world, partition, places, build } = this.writer;
    const { fault } = world;
    const concerns =
      fault === 'relevance by the running code'
        ? ({ number }) => (number + build) % 7 !== 0
        : () => true;
    for (const answer of answers) {
      this.passedOver += 1;
      this.last = answer.end - 1;
      for (const message of messagesFor(answer, partition.number, concerns)) {
        const floor = this.waiting.at(-1) ?? places[this.name];
        const isNew = fault === 'two readers hand over' || isAfter(message, floor);
        if (isNew) this.waiting.push(message);
      }
      const concernsNobody = messagesFor(answer, partition.number).length === 0;
      if (fault === 'an irrelevant record answered' && concernsNobody) {
        this.waiting.push({ offset: this.last, k: 0, at: 0 });
      }
    }
  }
}
