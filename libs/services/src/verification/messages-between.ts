import { errorText, partitionOf } from '#kernel';
import type { Message, Posting, Recorded } from '#kernel';
import type { LogPositions } from '#contracts';
import { asideK, inputName, inputOf, isLogEvent } from '#runtime';
import type { Cause } from '#runtime';
import { serviceModules } from '../register.js';
import type { OnViolation } from '../invariants/violation.js';

/** Above any `k`: a place as one number, in the order of the input. */
const kMax = 2 ** 20;
const placeOf = (offset: number, k: number): number => offset * kMax + k;
const offsetOf = (place: number): number => Math.floor(place / kMax);
const textOf = (place: number): string => `${offsetOf(place)}:${place % kMax}`;

interface Listener {
  readonly name: string;
  readonly hears: (recorded: Recorded<Message>) => readonly Posting<Message>[];
}

/** Who listens to a service, and what it makes of its events. */
const listenersOf = (source: string): readonly Listener[] =>
  serviceModules.flatMap(({ name, inputs, open }) => {
    const input = inputs.find((each) => each.source === source);
    if (input === undefined) return [];
    // What follows from a neighbour's event does not depend on the key of the numbers.
    const listening = open((inside) => inside.service({ epochs: [] }).inputs[source]);
    const hears = (recorded: Recorded<Message>): readonly Posting<Message>[] =>
      listening?.hears(recorded) ?? [];
    return [{ name, hears }];
  });

/** A note, and how many messages of the input were answered before it. */
interface Noted {
  readonly offset: number;
  readonly logId: string;
  readonly answered: number;
}

/** One input of one partition: what it should have answered, and what it has. */
class Input {
  readonly expected: number[] = [];
  readonly answered: number[] = [];
  readonly notes: Noted[] = [];
}

/** One partition of a source, as it was read. */
class Source {
  logId = '';
  /** Last record of each accepted answer. */
  readonly ends: number[] = [];
  /** Read up to here. */
  end = 0;
}

const ofKey = <V>(map: Map<string, V>, key: string, make: () => V): V => {
  const known = map.get(key) ?? make();
  map.set(key, known);
  return known;
};

/**
 * That every message of every source that concerns a partition was answered there exactly once and
 * in order (ARCHITECTURE.md §2): the messages are made again from the logs of events, and compared
 * with the places that the answers name. Holds a number for each.
 */
export class MessagesBetween {
  /** By `orders/3 inventory.2`. */
  readonly #inputs = new Map<string, Input>();
  readonly #sources = new Map<string, Source>();
  readonly #listeners = new Map<string, readonly Listener[]>();

  constructor(
    private readonly partitions: number,
    private readonly violated: OnViolation,
  ) {}

  /** One accepted answer of a service's log, in order. */
  take<E extends Message>(service: string, partition: number, cause: Cause<E>): void {
    this.#hear(service, partition, cause);
    const { input, offset, k, events } = cause;
    if (inputOf(input) !== undefined) {
      this.#input(service, partition, input).answered.push(placeOf(offset, k));
    }
    const [head] = events;
    if (head !== undefined && isLogEvent<E>(head.event) && head.event.type === 'log.positions') {
      this.#note(service, partition, head.event.data);
    }
  }

  /** All of a partition was read up to here. */
  read(service: string, partition: number, end: number, logId: string): void {
    const source = this.#source(inputName(service, partition));
    source.end = end;
    source.logId = logId;
  }

  /** What does not fit. While anything is on its way, what is not answered yet may still be. */
  compare(isSettled: boolean): void {
    for (const [name, input] of this.#inputs) {
      const [reader = '', from = ''] = name.split(' ');
      const source = this.#sources.get(from) ?? new Source();
      const tell = (text: string): void => this.violated(`${reader}: of ${from}, ${text}`);
      compareAnswers(input, source, isSettled, tell);
      compareNotes(input, source, isSettled, tell);
    }
  }

  #hear<E extends Message>(service: string, partition: number, cause: Cause<E>): void {
    const input = inputName(service, partition);
    const { events, records, chain } = cause;
    this.#source(input).ends.push(records.at(-1)?.offset ?? 0);
    const listeners = ofKey(this.#listeners, service, () => listenersOf(service));
    if (listeners.length === 0) return;
    for (const [index, envelope] of events.entries()) {
      const { event, key, tenant, id, version, at, number } = envelope;
      if (isLogEvent<E>(event)) continue;
      const named = number === undefined ? {} : { number };
      const of = { event, key: key ?? '', tenant, id, chain, index, version, at, ...named };
      const offset = records[index]?.offset ?? 0;
      for (const { name, hears } of listeners) {
        for (const [k, posting] of this.#heard(() => hears(of), name, id).entries()) {
          const own = partitionOf(posting.key, this.partitions);
          this.#input(name, own, input).expected.push(placeOf(offset, k));
        }
      }
    }
  }

  /** What throws halts that input until people set it aside: it is told, and the rest is read. */
  #heard(
    hears: () => readonly Posting<Message>[],
    service: string,
    id: string,
  ): readonly Posting<Message>[] {
    try {
      return hears();
    } catch (error) {
      this.violated(`${service}: what follows from ${id} cannot be made: ${errorText(error)}`);
      return [];
    }
  }

  #note(service: string, partition: number, { inputs }: LogPositions['data']): void {
    for (const [input, { offset, logId }] of Object.entries(inputs)) {
      const { notes, answered } = this.#input(service, partition, input);
      notes.push({ offset, logId, answered: answered.length });
    }
  }

  #input(service: string, partition: number, input: string): Input {
    return ofKey(this.#inputs, `${service}/${partition} ${input}`, () => new Input());
  }

  #source(input: string): Source {
    return ofKey(this.#sources, input, () => new Source());
  }
}

const compareAnswers = (
  { expected, answered }: Input,
  { ends, end }: Source,
  isSettled: boolean,
  tell: OnViolation,
): void => {
  let next = 0;
  let before = -1;
  for (const place of answered) {
    if (place <= before) {
      tell(`${textOf(place)} was answered after ${textOf(before)}`);
      continue;
    }
    before = place;
    const isAside = place % kMax === asideK;
    const asideFrom = isAside ? lastBelow(ends, offsetOf(place)) : Infinity;
    for (; (expected[next] ?? Infinity) < place; next += 1) {
      const passed = expected[next] ?? 0;
      if (offsetOf(passed) > asideFrom) continue;
      tell(`${textOf(passed)} was passed over without an answer`);
    }
    if (isAside) continue;
    if (expected[next] === place) next += 1;
    // Of what came after the source was read nobody can tell.
    else if (isSettled || offsetOf(place) < end) {
      tell(`${textOf(place)} was answered, and no such message came`);
    }
  }
  if (!isSettled) return;
  for (const place of expected.slice(next)) tell(`${textOf(place)} was never answered`);
};

/** The last element that is less than this one, of a list in order. */
const lastBelow = (ends: readonly number[], offset: number): number => {
  let [low, high] = [0, ends.length];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if ((ends[middle] ?? Infinity) < offset) low = middle + 1;
    else high = middle;
  }
  return ends[low - 1] ?? -1;
};

const compareNotes = (
  { notes, answered, expected }: Input,
  { ends, end, logId: own }: Source,
  isSettled: boolean,
  tell: OnViolation,
): void => {
  let before = -1;
  for (const { offset, logId, answered: count } of notes) {
    if (offset >= end && !isSettled) continue;
    if (logId !== own) tell(`a note names the log ${logId}, it is ${own}`);
    if (offset >= 0 && lastBelow(ends, offset + 1) !== offset) {
      tell(`a note names ${offset}, where no answer ends`);
    }
    const last = answered[count - 1];
    const waits = expected.find((place) => last === undefined || place > last);
    if (waits !== undefined && offsetOf(waits) <= offset) {
      tell(`a note passes over ${textOf(waits)}, which was not answered: it is too high`);
    }
    const done = last === undefined ? -1 : lastBelow(ends, offsetOf(last));
    if (offset < Math.max(before, done)) tell(`a note falls back to ${offset}: it is too low`);
    before = Math.max(before, offset);
  }
};
