import { answersIn, digestAfter } from './acceptance.mjs';
import { foldOwnLog, vectorOf } from './own-log.mjs';
import { answerTo, answersInTurn } from './answers.mjs';
import { afterAllAt, beforeAll, passedOverMax, perSource, sourceNames } from './shape.mjs';
import { Source } from './source.mjs';

/**
 * The writer of one partition, for one tenure: it forgets everything when it steps down. Each
 * `yield` is a moment in which anything else may happen.
 */
export class Writer {
  constructor(world, process, partition, build) {
    Object.assign(this, { world, process, partition, build });
    this.fault = world.fault;
  }

  *tenure() {
    if (!(yield* this.#takeOver())) return;
    const sources = Object.values(this.sources);
    for (let isFirst = true; yield* this.#round(isFirst); isFirst = false) {
      const isStuffed = this.world.isStorm && this.world.random() < 0.03;
      if (isStuffed) for (const source of sources) source.leaveShared();
    }
    for (const source of sources) source.leaveShared();
  }

  /** Appends its term record, then folds its own log up to there: older terms are over then. */
  *#takeOver() {
    const { world, partition, fault } = this;
    if (world.now < partition.opensAt) return false;
    const isEarly = fault === 'reads before the term record';
    const early = isEarly ? answersIn(partition.log) : undefined;
    const term = yield* world.append(partition, [{ kind: 'term', id: world.now }]);
    if (term === undefined) return false;
    const { answers, number, digest } = early ?? answersIn(partition.log, fault, term + 1);
    Object.assign(this, { term, number, digest, expected: term + 1 });
    Object.assign(this, foldOwnLog(answers, world));
    const sources = sourceNames.map((name, at) => [
      name,
      new Source(this, name, world.sourceOf(partition, at)),
    ]);
    this.sources = Object.fromEntries(sources);
    return true;
  }

  /**
   * One round: the sources are read first, then the own inbox is asked for its end and answered up
   * to there, then come sources and bulk in turn. So what the inbox held when an event was recorded
   * is answered before that event. False where the writer steps down.
   */
  *#round(isFirst) {
    yield;
    const { partition, sources, fault, world, places } = this;
    for (const source of Object.values(sources)) source.fetch();
    const ready = perSource((name) => sources[name].waiting.length);
    const read = perSource((name) => sources[name].next);
    const bulkEnd = partition.bulk.length;
    yield;
    const asked = partition.inbox.length;
    if (fault === 'sources that came after the question') yield* this.#fetchAgain(ready);
    if (fault === 'read, not answered, published') {
      world.publish(partition, { inbox: asked, bulk: bulkEnd, ...read });
    }
    if (this.#needsPositions(isFirst) && !(yield* this.#write([this.#positions()]))) return false;
    const isBehind = fault === 'the inbox behind the sources';
    if (!(yield* this.#answerInbox(isBehind ? places.inbox.offset + 1 : asked))) return false;
    const answers = answersInTurn(this, ready, bulkEnd);
    if (answers.length > 0 && !(yield* this.#write(answers))) return false;
    world.publish(partition, {
      inbox: places.inbox.offset + 1,
      bulk: places.bulk.offset + 1,
      ...perSource((name) => Math.min(sources[name].waiting[0]?.offset ?? Infinity, read[name])),
    });
    return true;
  }

  *#fetchAgain(ready) {
    for (const source of Object.values(this.sources)) {
      yield;
      source.fetch();
      ready[source.name] = source.waiting.length;
    }
  }

  *#answerInbox(end) {
    const { partition, places } = this;
    while (places.inbox.offset + 1 < end) {
      const answers = [];
      for (let at = places.inbox.offset + 1; at < end && answers.length < 3; at += 1) {
        answers.push(answerTo(this, 'inbox', { offset: at, k: 0, origin: partition.inbox[at] }));
      }
      if (!(yield* this.#write(answers))) return false;
    }
    return true;
  }

  /** After each take-over, after many answers for others, and before a log without a known id. */
  #needsPositions(isFirst) {
    if (isFirst) return true;
    if (this.fault === 'no log ids') return false;
    return Object.values(this.sources).some(
      ({ name, passedOver, waiting }) =>
        passedOver >= passedOverMax || (waiting.length > 0 && this.logIds[name] === undefined),
    );
  }

  #positions() {
    for (const source of Object.values(this.sources)) {
      const [first] = source.log;
      if (first) this.logIds[source.name] ??= first.id;
      source.passedOver = 0;
    }
    const record = { kind: 'positions', vector: vectorOf(this), logIds: { ...this.logIds } };
    return { input: 'inbox', place: beforeAll, records: [record] };
  }

  /** One append with these answers. False where the writer steps down. */
  *#write(answers) {
    const { partition, fault, expected } = this;
    const records = answers.flatMap((answer) => this.#chained(answer));
    const first = yield* this.world.append(partition, records);
    if (first === undefined) {
      if (fault !== 'goes on in place after a lost acknowledgement') return false;
      const { number, digest } = answersIn(partition.log);
      Object.assign(this, { number, digest });
      return true;
    }
    const between = partition.log.slice(expected, first);
    const isDeposed = between.some(({ kind }) => kind === 'term');
    if (isDeposed && fault !== 'no offset check') return false;
    this.expected = first + records.length;
    for (const answer of answers) this.#answered(answer);
    return true;
  }

  /** The records of an answer, behind all that this writer has recorded so far. */
  #chained({ input, place, origin, records }) {
    const { term, number, digest: before, build } = this;
    const chained = records.map((record, index) => ({
      ...record,
      term,
      number,
      index,
      count: records.length,
      before,
      build,
      input,
      place,
      origin,
    }));
    this.number += 1;
    this.digest = digestAfter(before, chained);
    return chained;
  }

  #answered({ input, place, records: [record] }) {
    const { places } = this;
    if (record.kind !== 'positions') {
      places[input] = place;
      return;
    }
    for (const name of sourceNames) {
      const isAhead = record.vector[name] > places[name].offset;
      if (isAhead) places[name] = afterAllAt(record.vector[name]);
    }
  }
}
