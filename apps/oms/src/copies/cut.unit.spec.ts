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
const event = (offset: number, cause: number): StoredRecord =>
  record(offset, { ce_omscause: String(cause) });
const message = (offset: number, service: string, cause: number): StoredRecord =>
  record(offset, { ce_omssource: `${service}:logId:0:${cause}:0:0` });

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
    causeBefore: -1,
    records,
    ...more,
  };
};

const cut = (...tails: readonly Tail[]): Readonly<Record<string, number>> =>
  Object.fromEntries(consistentCut(tails));

it('keeps what stands whole', () => {
  expect(
    cut(
      tail('orders', 'inbox', [record(0), message(1, 'inventory', 0)]),
      tail('orders', 'events', [event(0, 0), event(1, 1), event(2, 1)]),
      tail('inventory', 'events', [event(0, 0)]),
      tail('inventory', 'inbox', [record(0)]),
    ),
  ).toMatchObject({ 'orders.inbox/0': 2, 'orders.events/0': 3, 'inventory.events/0': 1 });
});

it('cuts an event whose message is not there, with all of its cause', () => {
  expect(
    cut(
      tail('orders', 'inbox', [record(0)]),
      tail('orders', 'events', [event(0, 0), event(1, 1), event(2, 1), event(3, 2)]),
    ),
  ).toEqual({ 'orders.inbox/0': 1, 'orders.events/0': 1 });
});

it('cuts a message whose event is not there, and whatever follows from it', () => {
  expect(
    cut(
      tail('inventory', 'events', [event(0, 0)]),
      tail('inventory', 'inbox', [record(0), message(1, 'orders', 1)]),
      tail('orders', 'inbox', [record(0), message(1, 'inventory', 1), record(2)]),
      tail('orders', 'events', [event(0, 0), event(1, 1), event(2, 2)]),
    ),
  ).toEqual({
    'inventory.events/0': 1,
    'inventory.inbox/0': 1,
    'orders.inbox/0': 1,
    'orders.events/0': 1,
  });
});

it('knows what was answered before it looked, and asks nothing of what it has not seen', () => {
  expect(
    cut(
      tail('inventory', 'events', [], { from: 40, end: 40, causeBefore: 17 }),
      tail('orders', 'inbox', [message(5, 'inventory', 17), message(6, 'shop', 99)]),
    ),
  ).toMatchObject({ 'orders.inbox/0': 7 });
  expect(
    cut(
      tail('inventory', 'events', [], { from: 40, end: 40, causeBefore: 17 }),
      tail('orders', 'inbox', [message(5, 'inventory', 18)]),
    ),
  ).toMatchObject({ 'orders.inbox/0': 5 });
});

it('waits for the last copy of what two writers answered', () => {
  const answered = [event(40, 3), record(41), event(42, 3)];
  const orders = tail('orders', 'inbox', [message(5, 'inventory', 3)]);
  const inbox = tail('inventory', 'inbox', [record(3)], { end: 4 });
  expect(cut(tail('inventory', 'events', answered), inbox, orders)).toMatchObject({
    'orders.inbox/0': 6,
  });
});
