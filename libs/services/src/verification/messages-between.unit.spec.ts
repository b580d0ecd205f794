import { partitionOf } from '#kernel';
import type { Message } from '#kernel';
import { asideK } from '#runtime';
import type { Cause } from '#runtime';
import { MessagesBetween } from './messages-between.js';

const partitions = 2;
const number = 'H0VD-3KFX-FA0T-8V';
const own = partitionOf(number, partitions);
const input = `orders.${own}`;
const logId = 'log of orders';

const record = (offset: number) => ({ key: null, headers: {}, value: null, offset, time: 0 });

const answer = (
  place: Pick<Cause<Message>, 'input' | 'offset' | 'k'>,
  chain: number,
  events: readonly Message[],
  first = chain + 1,
): Cause<Message> => ({
  ...place,
  chain,
  events: events.map((event, index) => ({
    service: 'x',
    partition: own,
    key: number,
    tenant: 'default',
    id: `${own}:${place.input}:${place.offset}:${place.k}:${index}`,
    version: 1,
    at: 0,
    link: { ...place, term: 0, chain, index, count: events.length, prev: '' },
    event,
  })),
  records: events.map((_, index) => record(first + index)),
});

const held = (id: string): Message => ({ type: 'order.held', data: { hold: id, reason: 'x' } });
const unchanged: Message = { type: 'log.unchanged', data: { reason: 'no-change' } };
const note = (offset: number, log = logId): Message => ({
  type: 'log.positions',
  data: { inputs: { [input]: { logId: log, offset } } },
});

/** Orders were held at the offsets 1, 2 and 3; each says one thing to shipping. */
class Books {
  readonly told: string[] = [];
  readonly #between = new MessagesBetween(partitions, (text) => this.told.push(text));
  #chain = -1;

  constructor() {
    for (const at of [0, 1, 2]) {
      const place = { input: 'inbox', offset: at, k: 0 };
      this.#between.take('orders', own, answer(place, at, [held(`h-${at}`)]));
    }
    this.#between.read('orders', own, 4, logId);
  }

  answers(...places: readonly (readonly [offset: number, k: number])[]): this {
    for (const [offset, k] of places) this.#take({ input, offset, k }, unchanged);
    return this;
  }

  notes(offset: number, log?: string): this {
    this.#take({ input: 'log', offset: this.#chain + 1, k: 0 }, note(offset, log));
    return this;
  }

  compared(isSettled = true): readonly string[] {
    this.#between.compare(isSettled);
    return this.told.map((text) => text.replace(`shipping/${own}: of ${input}, `, ''));
  }

  #take(place: Pick<Cause<Message>, 'input' | 'offset' | 'k'>, event: Message): void {
    this.#chain += 1;
    this.#between.take('shipping', own, answer(place, this.#chain, [event]));
  }
}

const all = [
  [1, 0],
  [2, 0],
  [3, 0],
] as const;

test('what is answered once and in order is told of by nobody', () => {
  expect(
    new Books()
      .notes(-1)
      .answers(...all)
      .notes(3)
      .compared(),
  ).toEqual([]);
});

test('what is on its way is waited for', () => {
  expect(new Books().answers([1, 0]).compared(false)).toEqual([]);
  expect(new Books().answers([1, 0], [2, 0]).compared()).toEqual(['3:0 was never answered']);
});

test.each<[string, Books, readonly string[]]>([
  ['left out', new Books().answers([1, 0], [3, 0]), ['2:0 was passed over without an answer']],
  ['doubled', new Books().answers([1, 0], [1, 0], [2, 0], [3, 0]), ['1:0 was answered after 1:0']],
  [
    'out of order',
    new Books().answers([2, 0], [1, 0], [3, 0]),
    ['1:0 was passed over without an answer', '1:0 was answered after 2:0'],
  ],
  [
    'invented',
    new Books().answers([1, 0], [2, 0], [2, 1], [3, 0]),
    ['2:1 was answered, and no such message came'],
  ],
  [
    'behind the end of its source',
    new Books().answers(...all, [9, 0]),
    ['9:0 was answered, and no such message came'],
  ],
])('an answer that is %s is told', (_what, books, told) => {
  expect(books.compared()).toEqual(told);
});

test('what was set aside stands for its own answer alone', () => {
  expect(new Books().answers([1, asideK], [2, 0], [3, 0]).compared()).toEqual([]);
  expect(new Books().answers([2, asideK], [3, 0]).compared()).toEqual([
    '1:0 was passed over without an answer',
  ]);
});

test.each<[string, Books, RegExp]>([
  ['too high', new Books().answers([1, 0]).notes(2).answers([2, 0], [3, 0]), /it is too high$/],
  ['too low', new Books().answers(...all).notes(1), /it is too low$/],
  ['of another log', new Books().notes(-1, 'other').answers(...all), /names the log other/],
  ['of what is no end', new Books().answers(...all).notes(7), /names 7, where no answer ends/],
])('a note that is %s is told', (_what, books, told) => {
  expect(books.compared()).toEqual(expect.arrayContaining([expect.stringMatching(told)]));
});
