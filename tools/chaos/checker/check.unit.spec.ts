import { check } from './check.js';
import type { Ledger } from './ledger.js';
import {
  accepted,
  ledgerOf,
  number,
  order,
  placed,
  PlantedLog,
  received,
  refused,
  reserved,
  sku,
  sound,
} from './planted.fixture.js';
import type { ReadLog } from './record.js';

const found = (
  planted: Partial<ReturnType<typeof sound>>,
  ledger: Ledger = ledgerOf(),
  channels: readonly ReadLog[] = [],
): readonly string[] => {
  const logs = Object.values(planted).flatMap((each) => each.logs());
  return check([...logs, ...channels], ledger).violations.map(
    ({ check: name, text }) => `${name}: ${text}`,
  );
};

/** With the answer that the sound logs leave out. */
const finished = (): ReturnType<typeof sound> => {
  const planted = sound();
  planted.orders.answered(1, [accepted]);
  return planted;
};

test('sound logs have nothing to find, and everything was looked at', () => {
  const { orders, stock } = finished();
  const { violations, counts } = check([...orders.logs(), ...stock.logs()], ledgerOf());
  expect(violations).toEqual([]);
  expect(counts).toMatchObject({
    inboxRecords: 4,
    answers: 4,
    superseded: 0,
    foreign: 0,
    terms: 2,
    skus: 1,
    unitsReceived: 2,
    unitsReserved: 1,
  });
});

describe('unanswered', () => {
  test('an inbox record without an answer, and the order that waits for it', () => {
    expect(found(sound())).toEqual([
      'unanswered: oms.orders.inbox/0@1 oms.order.release release-1',
      'unanswered: order N-1 is placed and neither accepted nor rejected',
    ]);
  });

  test('an answer of which a part is missing', () => {
    const { orders } = sound();
    orders.answered(1, [accepted, accepted]);
    orders.events.pop();
    expect(found({ orders })).toContain(
      'unanswered: oms.orders.inbox/0@1 oms.order.release release-1',
    );
  });
});

describe('superseded', () => {
  test('an answer under a term that is over does not count', () => {
    const { orders, stock } = sound();
    const [old] = [0];
    orders.opened();
    orders.answered(1, [accepted], { term: old, chain: 1 });
    expect(found({ orders, stock })).toEqual([
      'superseded: oms.orders.inbox/0@1 oms.order.release release-1',
      'unanswered: order N-1 is placed and neither accepted nor rejected',
    ]);
  });

  test('beside the one that counts it is only counted, and is no second answer', () => {
    const { orders, stock } = sound();
    orders.opened();
    orders.answered(1, [accepted]);
    orders.answered(1, [accepted], { term: 0, chain: 1 });
    const { violations, counts } = check([...orders.logs(), ...stock.logs()], ledgerOf());
    expect(violations).toEqual([]);
    expect(counts).toMatchObject({ superseded: 1, answers: 4, terms: 3 });
  });

  test('an answer that does not follow the last one does not count', () => {
    const { orders, stock } = sound();
    orders.answered(1, [accepted], { chain: 2 });
    expect(found({ orders, stock })[0]).toMatch(/^superseded: oms\.orders\.inbox\/0@1/);
  });
});

describe('lost', () => {
  test('a client was told what the log does not say', () => {
    const told = { ...order, told: ['order.placed', 'order.accepted'] };
    expect(found(finished(), ledgerOf({ acknowledged: [told] }))).toEqual([
      'lost: order R-1 (orders.0.0) was told order.placed,order.accepted, ' +
        'the log says order.placed',
    ]);
  });

  test('the inbox ends before the acknowledged record', () => {
    const late = { ...order, id: 'R-2', token: 'orders.0.2', told: undefined };
    expect(found(finished(), ledgerOf({ acknowledged: [order, late] }))).toEqual([
      'lost: order R-2: oms.orders.inbox/0@2 is undefined, expected N-1',
      'lost: order R-2 is not placed',
    ]);
  });

  test('another record stands at the acknowledged place', () => {
    const other = { ...order, key: 'N-2' };
    expect(found(finished(), ledgerOf({ acknowledged: [other] }))).toEqual([
      'lost: order R-1: oms.orders.inbox/0@0 is N-1, expected N-2',
    ]);
  });

  test('a fact of an order is missing between two others', () => {
    const { orders, stock } = sound();
    orders.answered(1, [{ ...accepted, version: 3 }]);
    expect(found({ orders, stock })).toEqual(['lost: oms.orders.events/0@2 N-1: 3 after 1']);
  });

  test('a record of a channel is in no inbox, an acknowledged one is not on its topic', () => {
    const records = [{ offset: 0, timeMs: 1, key: null, headers: {}, data: undefined }];
    const channel = { topic: 'oms.channels.orders', partition: 0, records };
    const published = [{ partition: 0, offset: 7, id: 'R-1' }];
    expect(found(finished(), ledgerOf({ published }), [channel])).toEqual([
      'lost: oms.channels.orders/0@0 is in no inbox',
      'lost: order R-1 was published and does not stand on its topic',
    ]);
  });
});

describe('doubled', () => {
  test('a reference is placed twice', () => {
    const { orders, stock } = finished();
    orders.asked('order.place', 'N-2', 'place-2');
    orders.answered(2, [
      { ...placed(), key: 'N-2' },
      { ...accepted, key: 'N-2' },
    ]);
    expect(found({ orders, stock })).toEqual(['doubled: order R-1 is placed 2 times']);
  });

  test('one command changes something twice', () => {
    const { orders, stock } = finished();
    orders.asked('order.cancel', number, 'cancel-1');
    orders.asked('order.cancel', number, 'cancel-1');
    const cancelled = { type: 'order.cancelled', key: number, command: 'cancel-1' };
    orders.answered(2, [{ ...cancelled, version: 3 }]);
    orders.answered(3, [{ ...cancelled, version: 4 }]);
    expect(found({ orders, stock })).toEqual(['doubled: oms.orders.events/0 N-1 cancel-1: 2,3']);
  });

  test('one inbox record is answered by two answers that count', () => {
    const { orders, stock } = finished();
    orders.asked('order.place', number, 'place-1');
    orders.answered(2, [{ type: 'log.unchanged', key: number, data: { first: 0 } }]);
    orders.answered(2, [{ type: 'log.unchanged', key: number, data: { first: 0 } }]);
    expect(found({ orders, stock })).toEqual([
      'doubled: oms.orders.events/0: 2 answers to inbox:2:0',
    ]);
  });

  test('what follows from a neighbour is answered twice; two messages of one event are two', () => {
    const { orders, stock } = finished();
    const noted = [{ type: 'log.unchanged', key: number }];
    for (const k of [0, 1, 1]) orders.answered(1, noted, { input: 'inventory.0', k });
    expect(found({ orders, stock })).toEqual([
      'doubled: oms.orders.events/0: 2 answers to inventory.0:1:1',
    ]);
  });

  test('a fact comes again under its version, a receipt under its id', () => {
    const { orders, stock } = finished();
    stock.asked('stock.receive', sku, 'D-1');
    stock.answered(2, [received(2, 2)]);
    expect(found({ orders, stock })).toEqual([
      'doubled: oms.inventory.events/0@3 default/main/A: 2 after 2',
      'doubled: receipt default/main/A D-1 is booked again',
    ]);
  });
});

describe('stock', () => {
  test('oversold: more is reserved than came in', () => {
    const { orders, stock } = finished();
    stock.asked('stock.reserve', sku, 'orders:1');
    stock.answered(2, [reserved(2, 3)]);
    expect(found({ orders, stock })).toEqual([
      'oversold: default/main/A at offset 3: 3 reserved, 0 issued, 2 received',
    ]);
  });

  test('undersold: a unit is refused while one is there', () => {
    const { orders, stock } = finished();
    stock.asked('stock.reserve', sku, 'orders:1');
    stock.answered(2, [refused(1, 3)]);
    expect(found({ orders, stock })).toEqual([
      'undersold: default/main/A at offset 3: refused, and 1 are there',
    ]);
  });
});

test('what nobody of the services wrote is passed over and counted', () => {
  const { orders, stock } = sound();
  const headers = { ce_type: 'oms.order.accepted' };
  orders.events.push({ offset: 2, timeMs: 1, key: number, headers, data: undefined });
  orders.answered(1, [accepted]);
  const { violations, counts } = check([...orders.logs(), ...stock.logs()], ledgerOf());
  expect([violations, counts.foreign]).toEqual([[], 1]);
});

test('a repeat is told what the first one was answered', () => {
  const { orders, stock } = finished();
  orders.asked('order.place', number, 'place-1');
  orders.answered(2, [{ type: 'log.unchanged', key: number, data: { first: 0 } }]);
  const again = { ...order, token: 'orders.0.2' };
  expect(found({ orders, stock }, ledgerOf({ acknowledged: [order, again] }))).toEqual([]);
});

test('an events log without its inbox is an error of the reader', () => {
  const [, events] = new PlantedLog('orders').logs();
  expect(() => check(events === undefined ? [] : [events], ledgerOf())).toThrow(
    'oms.orders.inbox/0 was not read',
  );
});
