import type { StoredRecord } from '#ports';
import { consistentCut } from './cut.js';
import type { Tail } from './cut.js';

const record = (offset: number, headers: Readonly<Record<string, string>> = {}): StoredRecord => ({
  offset,
  headers,
  key: null,
  value: null,
  time: 0,
});
const zeros = '0'.repeat(32);
/** An event that answers this offset of an input. */
const event = (offset: number, answers: number, input = 'inbox'): StoredRecord =>
  record(offset, { ce_omslink: `${input}:${answers}:0;;${zeros}` });
/** What a service posts on of its own event. */
const message = (offset: number, id: string): StoredRecord =>
  record(offset, { ce_omssource: `${id}/0` });
const note = (offset: number, inputs: object): StoredRecord => ({
  ...record(offset, { ce_type: 'oms.log.positions', ce_omslink: `log:${offset}:0;;${zeros}` }),
  value: new TextEncoder().encode(JSON.stringify({ inputs })),
});

const tail = (
  service: string,
  kind: Tail['kind'],
  records: readonly StoredRecord[],
  more: Partial<Tail> = {},
): Tail => {
  const from = records[0]?.offset ?? 0;
  return {
    service,
    kind,
    partition: 0,
    from,
    end: (records.at(-1)?.offset ?? from - 1) + 1,
    records,
    ...more,
  };
};

const cut = (...tails: readonly Tail[]): Readonly<Record<string, number>> =>
  Object.fromEntries(consistentCut(tails));

it('keeps what stands whole', () => {
  expect(
    cut(
      tail('orders', 'inbox', [record(0)]),
      tail('orders', 'events', [event(0, 0), event(1, 0, 'inventory.0'), event(2, 0)]),
      tail('inventory', 'events', [event(0, 0)]),
      tail('inventory', 'inbox', [record(0)]),
    ),
  ).toMatchObject({ 'orders.inbox/0': 1, 'orders.events/0': 3, 'inventory.events/0': 1 });
});

it('cuts an event whose message is not there, with all behind it', () => {
  expect(
    cut(
      tail('orders', 'inbox', [record(0)]),
      tail('orders', 'events', [event(0, 0), event(1, 1), event(2, 1), event(3, 0)]),
    ),
  ).toEqual({ 'orders.inbox/0': 1, 'orders.events/0': 1 });
});

it("cuts an answer to a neighbour's event that is not there, and whatever follows from it", () => {
  expect(
    cut(
      tail('inventory', 'events', [event(0, 0), event(1, 1, 'orders.0')]),
      tail('inventory', 'inbox', [record(0)]),
      tail('orders', 'inbox', [record(0)]),
      tail('orders', 'events', [event(0, 0), event(1, 1), event(2, 1, 'inventory.0')]),
      tail('shipping', 'events', [event(0, 0, 'orders.0'), event(1, 2, 'orders.0')]),
    ),
  ).toEqual({
    'inventory.events/0': 1,
    'inventory.inbox/0': 1,
    'orders.inbox/0': 1,
    'orders.events/0': 1,
    'shipping.events/0': 1,
  });
});

it('cuts a note of what is not there', () => {
  const noted = [event(0, 0), note(1, { 'orders.0': { logId: 'b', offset: 4 } })];
  const orders = (end: number): Tail => tail('orders', 'events', [], { from: 0, end });
  const inventory = [tail('inventory', 'inbox', [record(0)]), tail('inventory', 'events', noted)];
  expect(cut(...inventory, orders(5))).toMatchObject({ 'inventory.events/0': 2 });
  expect(cut(...inventory, orders(4))).toMatchObject({ 'inventory.events/0': 1 });
});

it('cuts what goes on from an event that is not there, and knows what is older', () => {
  const collided = {
    ...event(40, 7),
    headers: { ...event(40, 7).headers, ce_id: '0:inbox:7:0:0' },
  };
  const posted = tail('orders', 'inbox', [
    message(8, '0:inbox:7:0:0'),
    message(9, '0:inbox:2:0:0'),
  ]);
  const of = (end: number): Tail => tail('orders', 'events', [collided], { end });
  expect(cut(posted, of(41))).toMatchObject({ 'orders.inbox/0': 10 });
  expect(cut(posted, of(40))).toMatchObject({ 'orders.inbox/0': 8 });
});

it('asks nothing of what it has not seen', () => {
  expect(
    cut(
      tail('orders', 'inbox', [record(0)]),
      tail('orders', 'events', [record(0), event(1, 9, 'other.0')]),
    ),
  ).toMatchObject({ 'orders.events/0': 2 });
});
