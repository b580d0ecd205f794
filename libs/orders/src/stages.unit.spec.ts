import { given, isRefusal } from '#kernel';
import { order } from '#orders';
import type { OrderCommand, OrderEvent } from '#orders';
import {
  acceptedEvent,
  answer,
  claim,
  news,
  number,
  otherClaim,
  payment,
  place,
  placed,
  releasedEvent,
  reservedEvent,
  shippingSays,
  stages,
  stockSays,
  two,
} from '../test/orders.js';
import { everyAnswer } from '../test/answers.js';

const at = '2026-01-06T10:00:00Z';
const shipment = `${number}-S1`;
const afterShipping = (
  type: 'line.shipped' | 'line.delivered',
  from: 'released' | 'shipped',
  status: 'dispatched' | 'delivered',
): OrderEvent => ({
  type,
  data: { news: news(status, two), moves: [{ line: '1', quantity: '2', from }], requests: [] },
});
const shipped = [...stages.released, afterShipping('line.shipped', 'released', 'dispatched')];
const delivered = [...shipped, afterShipping('line.delivered', 'shipped', 'delivered')];
const policy = { timers: true, paymentDeadline: '2026-01-05T09:30:00Z' };
const timed = { promise: '2026-01-05', policy };
const cancelled: OrderEvent = {
  type: 'line.cancelled',
  data: { reason: 'customer', moves: [{ line: '1', quantity: '2', from: 'open' }], requests: [] },
};

const histories: Readonly<Record<string, readonly OrderEvent[]>> = {
  unknown: [],
  awaited: [
    {
      type: 'payment.recorded',
      data: { claim, id: 'early', payment: 'P', status: 'pending', amount: 1 },
    },
  ],
  received: [placed(timed), { type: 'promise.made', data: { promise: '2026-01-05' } }],
  empty: [
    placed({ lines: [] }),
    { type: 'exception.raised', data: { exception: 'no-lines', reason: 'none' } },
  ],
  backordered: [
    placed(),
    {
      type: 'line.backordered',
      data: {
        moves: [{ line: '1', quantity: '2', from: 'open' }],
        answer: answer('1', { backordered: '2' }),
      },
    },
    acceptedEvent,
  ],
  accepted: stages.accepted,
  held: [...stages.accepted, { type: 'order.held', data: { hold: 'fraud', reason: 'look' } }],
  'node-refused': [
    ...stages.accepted,
    {
      type: 'line.node-refused',
      data: {
        id: 'x',
        reason: 'broken',
        requests: [],
        moves: [{ line: '1', quantity: '2', from: 'reserved' }],
      },
    },
    { type: 'exception.raised', data: { exception: 'node-refused', line: '1', reason: 'broken' } },
  ],
  released: stages.released,
  'cancel-pending': [
    ...stages.released,
    {
      type: 'cancel.requested',
      data: { reason: 'customer', shipments: [{ shipment, lines: two }] },
    },
  ],
  shipped,
  delivered: [...delivered, { type: 'order.completed', data: {} }],
  returned: [
    ...delivered,
    { type: 'order.completed', data: {} },
    {
      type: 'line.returned',
      data: {
        id: 'old',
        disposition: 'restocked',
        moves: [{ line: '1', quantity: '2', from: 'delivered', sku: 'SKU-1', node: 'main' }],
      },
    },
  ],
  cancelled: [placed(), cancelled, { type: 'order.cancelled', data: { reason: 'customer' } }],
  rejected: [
    placed(),
    {
      type: 'line.refused',
      data: {
        moves: [{ line: '1', quantity: '2', from: 'open' }],
        answer: answer('1', { refused: '2' }),
      },
    },
    { type: 'order.rejected', data: { reason: 'out-of-stock' } },
  ],
  expired: [placed(), { type: 'order.expired', data: {} }, cancelled],
};

const tells = (
  what: 'refused' | 'cancelled' | 'cancel-refused',
  left: typeof two,
  status: 'refused' | 'cancelled' | 'dispatched',
): OrderCommand => ({
  type: 'order.record-shipment',
  data: { what, news: news(status, left), lines: two, reason: what },
});

const messages: Readonly<Record<string, OrderCommand>> = {
  place: place(timed),
  'place (other reference)': { ...place(), data: { ...place().data, claim: otherClaim } },
  cancel: { type: 'order.cancel', data: { reason: 'customer' } },
  'cancel (channel)': { type: 'order.cancel', data: { claim, reason: 'customer' } },
  hold: { type: 'order.hold', data: { hold: 'fraud', reason: 'look' } },
  'release-hold': { type: 'order.release-hold', data: { hold: 'fraud' } },
  resolve: { type: 'order.resolve', data: { exception: 'no-lines', reason: 'gift' } },
  'reserve-again': { type: 'order.reserve-again', data: {} },
  'correct-return': { type: 'order.correct-return', data: { corrects: 'old', reason: 'wrong' } },
  edit: {
    type: 'order.edit',
    data: {
      version: 1,
      changes: { shipTo: { street: 'New 2' }, lines: [{ line: '1', quantity: '3' }] },
    },
  },
  'undo-cancel': { type: 'order.undo-cancel', data: { reason: 'wrong order' } },
  'release-anyway': { type: 'order.release-anyway', data: { reason: 'on account' } },
  'accept-change': { type: 'order.accept-change', data: {} },
  'dismiss-change': { type: 'order.dismiss-change', data: { reason: 'no' } },
  'record-payment': payment('captured', 2000, 'late'),
  'correct-payment': {
    type: 'order.correct-payment',
    data: { claim, corrects: 'pay-captured', reason: 'of another order' },
  },
  "correct-payment (a person's)": {
    type: 'order.correct-payment',
    data: { corrects: 'pay-captured', reason: 'of another order' },
  },
  'record-dispatch': {
    type: 'order.record-dispatch',
    data: { scope: {}, fact: { kind: 'dispatch', id: 'd1', at } },
  },
  'record-scan': {
    type: 'order.record-scan',
    data: { scope: {}, fact: { kind: 'scan', id: 's1', at, status: 'delivered' } },
  },
  'record-refusal': { type: 'order.record-refusal', data: { id: 'f1', reason: 'broken' } },
  'record-return': {
    type: 'order.record-return',
    data: { id: 'r1', disposition: 'restocked', lines: [{ line: '1', quantity: '1' }] },
  },
  'raise-exception': { type: 'order.raise-exception', data: { exception: 'odd', reason: 'so' } },
  'record-stock': stockSays('1', { reserved: '2' }),
  'record-shipment': shippingSays('delivered', two),
  'shipment recalled': shippingSays('planned', two),
  'shipment refused': tells('refused', [], 'refused'),
  'shipment cancelled': tells('cancelled', [], 'cancelled'),
  'cancel-refused': tells('cancel-refused', two, 'dispatched'),
  'record-concerns': {
    type: 'order.record-concerns',
    data: { concerns: [{ exception: 'scan-unknown', reason: 'scan s says "burnt"' }] },
  },
  'deadline-reached': {
    type: 'order.deadline-reached',
    data: { name: 'payment', at: '2026-01-05T09:30:00Z' },
  },
};

const outcome = (history: readonly OrderEvent[], command: OrderCommand): string => {
  const said = given(order, history).when(command).answer();
  return isRefusal(said)
    ? `refused ${said.refused.code}`
    : said.map(({ type }) => type).join(', ') || '-';
};

/** Each message with its answers, and the stages that give them. */
const table = (): readonly string[] =>
  Object.entries(messages).flatMap(([name, command]) => {
    const answers = Object.entries(histories).map(([stage, history]) => ({
      stage,
      said: outcome(history, command),
    }));
    return [
      `${name}:`,
      ...[...new Set(answers.map(({ said }) => said))].map(
        (said) =>
          `  ${said} @ ${answers.flatMap((one) => (one.said === said ? one.stage : [])).join(' ')}`,
      ),
    ];
  });

describe('every message at every stage', () => {
  it('is answered by events, by a refusal or by nothing, and never by a crash', () => {
    expect(table()).toEqual(everyAnswer);
  });

  it('is one of the messages that there are', () => {
    const types = new Set(Object.values(messages).map(({ type }) => type));
    expect(types.size).toBe(23);
  });

  it('never refuses a fact', () => {
    const facts = Object.entries(messages).filter(([name]) =>
      /^(?:record-.*|raise-exception|cancel \(channel\))$/.test(name),
    );
    const answers = Object.values(histories).flatMap((history) =>
      facts.map(([, command]) => outcome(history, command)),
    );
    expect(answers.filter((said) => said.startsWith('refused'))).toEqual([]);
    expect(answers.length).toBeGreaterThan(100);
  });
});

describe('a hold', () => {
  const open = Object.entries(histories).filter(
    ([, history]) => outcome(history, messages['hold'] ?? place()) === 'order.held',
  );

  it.each(open)('of an order that is %s forgets nothing that stood before', (_, history) => {
    const before = given(order, history).state();
    const story = given(order, history)
      .when({ type: 'order.hold', data: { hold: 'fraud', reason: 'look' } })
      .then([{ type: 'order.held', data: { hold: 'fraud', reason: 'look' } }]);
    expect(story.state()).toEqual({ ...before, holds: { fraud: 'look' } });
    const released = story
      .when({ type: 'order.release-hold', data: { hold: 'fraud' } })
      .then([{ type: 'hold.released', data: { hold: 'fraud' } }]);
    expect(released.state()).toEqual(before);
  });
});

describe('the fixtures', () => {
  it('tell stories that the decider tells as well', () => {
    const story = given(order, [])
      .when(place())
      .then([placed()])
      .when(stockSays('1', { reserved: '2' }))
      .then([reservedEvent('1', '2'), acceptedEvent])
      .when(payment())
      .then([...stages.released.slice(3, 4), releasedEvent(shipment, two)]);
    expect(story.state()).toEqual(given(order, stages.released).state());
  });
});
