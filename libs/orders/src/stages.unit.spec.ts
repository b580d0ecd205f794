import { given, isRefusal } from '#kernel';
import { order } from '#orders';
import type { OrderCommand, OrderEvent } from '#orders';
import {
  acceptedEvent, answer, claim, news, number, otherClaim, payment, place, placed,
  releasedEvent, reservedEvent, shippingSays, stages, stockSays, two,
} from '../test/orders.js';

const at = '2026-01-06T10:00:00Z';
const shipment = `${number}-S1`;
const afterShipping = (
  type: 'line.shipped' | 'line.delivered', from: 'released' | 'shipped',
  status: 'dispatched' | 'delivered',
): OrderEvent => ({ type, data: {
  news: news(status, two), moves: [{ line: '1', quantity: '2', from }], requests: [] } });
const shipped = [...stages.released, afterShipping('line.shipped', 'released', 'dispatched')];
const delivered = [...shipped, afterShipping('line.delivered', 'shipped', 'delivered')];
const policy = { timers: true, paymentDeadline: '2026-01-05T09:30:00Z' };
const timed = { promise: '2026-01-05', policy };
const cancelled: OrderEvent = { type: 'line.cancelled', data: {
  reason: 'customer', moves: [{ line: '1', quantity: '2', from: 'open' }], requests: [] } };

const histories: Readonly<Record<string, readonly OrderEvent[]>> = {
  unknown: [],
  awaited: [{ type: 'payment.recorded', data: {
    claim, id: 'early', payment: 'P', status: 'pending', amount: 1 } }],
  received: [placed(timed), { type: 'promise.made', data: { promise: '2026-01-05' } }],
  empty: [placed({ lines: [] }),
    { type: 'exception.raised', data: { exception: 'no-lines', reason: 'none' } }],
  backordered: [placed(), { type: 'line.backordered', data: {
    moves: [{ line: '1', quantity: '2', from: 'open' }],
    answer: answer('1', { backordered: '2' }) } }, acceptedEvent],
  accepted: stages.accepted,
  held: [...stages.accepted, { type: 'order.held', data: { hold: 'fraud', reason: 'look' } }],
  'node-refused': [...stages.accepted, { type: 'line.node-refused', data: {
    id: 'x', reason: 'broken', requests: [],
    moves: [{ line: '1', quantity: '2', from: 'reserved' }] } },
    { type: 'exception.raised', data: { exception: 'node-refused', line: '1', reason: 'broken' } }],
  released: stages.released,
  'cancel-pending': [...stages.released, { type: 'cancel.requested', data: {
    reason: 'customer', shipments: [{ shipment, lines: two }] } }],
  shipped,
  delivered: [...delivered, { type: 'order.completed', data: {} }],
  returned: [...delivered, { type: 'order.completed', data: {} }, { type: 'line.returned', data: {
    id: 'old', disposition: 'restocked',
    moves: [{ line: '1', quantity: '2', from: 'delivered', sku: 'SKU-1', node: 'main' }] } }],
  cancelled: [placed(), cancelled, { type: 'order.cancelled', data: { reason: 'customer' } }],
  rejected: [placed(), { type: 'line.refused', data: {
    moves: [{ line: '1', quantity: '2', from: 'open' }], answer: answer('1', { refused: '2' }) } },
  { type: 'order.rejected', data: { reason: 'out-of-stock' } }],
  expired: [placed(), { type: 'order.expired', data: {} }, cancelled],
};

const tells = (
  what: 'refused' | 'cancelled' | 'cancel-refused', left: typeof two,
  status: 'refused' | 'cancelled' | 'dispatched',
): OrderCommand => ({ type: 'order.record-shipment', data: {
  what, news: news(status, left), lines: two, reason: what } });

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
  edit: { type: 'order.edit', data: { version: 1, changes: {
    shipTo: { street: 'New 2' }, lines: [{ line: '1', quantity: '3' }] } } },
  'undo-cancel': { type: 'order.undo-cancel', data: { reason: 'wrong order' } },
  'release-anyway': { type: 'order.release-anyway', data: { reason: 'on account' } },
  'accept-change': { type: 'order.accept-change', data: {} },
  'dismiss-change': { type: 'order.dismiss-change', data: { reason: 'no' } },
  'record-payment': payment('captured', 2000, 'late'),
  'record-dispatch': { type: 'order.record-dispatch', data: {
    scope: {}, fact: { kind: 'dispatch', id: 'd1', at } } },
  'record-scan': { type: 'order.record-scan', data: {
    scope: {}, fact: { kind: 'scan', id: 's1', at, status: 'delivered' } } },
  'record-refusal': { type: 'order.record-refusal', data: { id: 'f1', reason: 'broken' } },
  'record-return': { type: 'order.record-return', data: {
    id: 'r1', disposition: 'restocked', lines: [{ line: '1', quantity: '1' }] } },
  'raise-exception': { type: 'order.raise-exception', data: { exception: 'odd', reason: 'so' } },
  'record-stock': stockSays('1', { reserved: '2' }),
  'record-shipment': shippingSays('delivered', two),
  'shipment recalled': shippingSays('planned', two),
  'shipment refused': tells('refused', [], 'refused'),
  'shipment cancelled': tells('cancelled', [], 'cancelled'),
  'cancel-refused': tells('cancel-refused', two, 'dispatched'),
  'deadline-reached': { type: 'order.deadline-reached', data: {
    name: 'payment', at: '2026-01-05T09:30:00Z' } },
};

const outcome = (history: readonly OrderEvent[], command: OrderCommand): string => {
  const said = given(order, history).when(command).answer();
  return isRefusal(said)
    ? `refused ${said.refused.code}` : said.map(({ type }) => type).join(', ') || '-';
};

/** Each message with its answers, and the stages that give them. */
const table = (): readonly string[] => Object.entries(messages).flatMap(([name, command]) => {
  const stagesOf = new Map<string, string[]>();
  for (const [stage, history] of Object.entries(histories)) {
    const said = outcome(history, command);
    stagesOf.set(said, [...(stagesOf.get(said) ?? []), stage]);
  }
  return [`${name}:`, ...[...stagesOf].map(([said, at_]) => `  ${said} @ ${at_.join(' ')}`)];
});

const everyPlaced = 'received empty backordered accepted held node-refused released '
  + 'cancel-pending shipped delivered returned cancelled rejected expired';

const expected = [
  'place:',
  '  order.placed, promise.made @ unknown awaited',
  '  - @ received',
  '  order.place-conflicted, exception.raised @ empty backordered accepted held node-refused '
    + 'released cancel-pending shipped delivered returned cancelled rejected expired',
  'place (other reference):',
  '  order.placed @ unknown',
  `  number.collided @ awaited ${everyPlaced}`,
  'cancel:',
  '  fact.kept @ unknown awaited',
  '  line.cancelled, order.cancelled @ received backordered accepted held',
  '  order.cancelled, exception.resolved @ empty',
  '  line.cancelled, exception.resolved, order.cancelled @ node-refused',
  '  cancel.requested @ released',
  '  refused cancel_pending @ cancel-pending',
  '  refused nothing_to_cancel @ shipped delivered returned',
  '  refused order_closed @ cancelled rejected expired',
  'cancel (channel):',
  '  fact.kept @ unknown awaited',
  '  line.cancelled, fact.applied, order.cancelled @ received backordered accepted held',
  '  order.cancelled, fact.applied, exception.resolved @ empty',
  '  line.cancelled, fact.applied, exception.resolved, order.cancelled @ node-refused',
  '  cancel.requested, fact.applied @ released',
  '  fact.applied @ cancel-pending returned cancelled rejected expired',
  '  cancel.refused, exception.raised, fact.applied @ shipped delivered',
  'hold:',
  '  refused order_not_found @ unknown awaited',
  '  order.held @ received empty backordered accepted node-refused released '
    + 'cancel-pending shipped delivered returned',
  '  - @ held',
  '  refused order_closed @ cancelled rejected expired',
  'release-hold:',
  '  refused order_not_found @ unknown awaited',
  '  refused hold_not_found @ received empty backordered accepted node-refused released '
    + 'cancel-pending shipped delivered returned cancelled rejected expired',
  '  hold.released @ held',
  'resolve:', '  refused order_not_found @ unknown awaited',
  '  refused exception_not_found @ received backordered accepted held node-refused '
    + 'released cancel-pending shipped delivered returned cancelled rejected expired',
  '  exception.resolved @ empty',
  'reserve-again:', '  refused order_not_found @ unknown awaited',
  '  refused nothing_to_reserve @ received empty backordered accepted held released '
    + 'cancel-pending shipped delivered returned',
  '  line.reserve-requested, exception.resolved @ node-refused',
  '  refused order_closed @ cancelled rejected expired',
  'correct-return:', '  refused order_not_found @ unknown awaited',
  '  refused return_not_found @ received empty backordered accepted held node-refused released '
    + 'cancel-pending shipped delivered cancelled rejected expired',
  '  line.return-corrected @ returned',
  'edit:', '  refused order_not_found @ unknown awaited',
  '  order.edited @ received backordered accepted held node-refused shipped',
  '  refused line_incomplete @ empty',
  '  order.edited, exception.raised @ released cancel-pending',
  '  refused order_closed @ delivered returned rejected',
  '  refused version_conflict @ cancelled expired',
  'undo-cancel:', '  refused order_not_found @ unknown awaited',
  '  refused nothing_to_undo @ received empty backordered accepted held node-refused released '
    + 'cancel-pending shipped delivered returned',
  '  cancel.undone, line.reserve-requested @ cancelled rejected expired',
  'release-anyway:', '  refused order_not_found @ unknown awaited',
  '  order.released-anyway @ received empty backordered held node-refused released '
    + 'cancel-pending shipped',
  '  order.released-anyway, line.released @ accepted',
  '  refused order_closed @ delivered returned cancelled rejected expired',
  'accept-change:', '  refused order_not_found @ unknown awaited',
  `  refused no_change_pending @ ${everyPlaced}`,
  'dismiss-change:', '  refused order_not_found @ unknown awaited',
  `  refused no_change_pending @ ${everyPlaced}`,
  'record-payment:',
  '  payment.recorded @ unknown awaited received empty backordered held node-refused '
    + 'released cancel-pending shipped delivered returned cancelled rejected expired',
  '  payment.recorded, line.released @ accepted',
  'record-dispatch:',
  '  fact.kept @ unknown awaited received',
  '  fact.applied @ empty',
  '  line.released, shipment-fact.accepted @ backordered accepted held',
  '  line.reserve-requested, line.released, shipment-fact.accepted, exception.resolved @ '
    + 'node-refused',
  '  shipment-fact.accepted @ released cancel-pending shipped delivered returned',
  '  line.reserve-requested, line.released, shipment-fact.accepted, exception.raised @ '
    + 'cancelled rejected expired',
  'record-scan:',
  '  fact.kept @ unknown awaited received',
  '  shipment-fact.accepted @ empty released cancel-pending shipped delivered returned',
  '  line.released, shipment-fact.accepted @ backordered accepted held',
  '  line.reserve-requested, line.released, shipment-fact.accepted, exception.resolved @ '
    + 'node-refused',
  '  line.reserve-requested, line.released, shipment-fact.accepted, exception.raised @ '
    + 'cancelled rejected expired',
  'record-refusal:',
  '  fact.kept @ unknown awaited received',
  '  fact.applied @ empty node-refused cancel-pending shipped delivered returned '
    + 'cancelled rejected expired',
  '  line.node-refused, exception.raised @ backordered accepted held',
  '  refusal.requested, fact.applied @ released',
  'record-return:',
  '  fact.kept @ unknown awaited backordered accepted held node-refused released '
    + 'cancel-pending',
  '  fact.kept, exception.raised @ received empty returned cancelled rejected expired',
  '  line.returned @ shipped delivered',
  'raise-exception:',
  '  fact.kept @ unknown awaited',
  `  exception.raised @ ${everyPlaced}`,
  'record-stock:',
  '  - @ unknown awaited empty accepted held node-refused released cancel-pending shipped '
    + 'delivered returned cancelled rejected expired',
  '  line.reserved, order.accepted @ received',
  '  line.reserved @ backordered',
  'record-shipment:',
  '  - @ unknown awaited received empty backordered accepted held node-refused delivered '
    + 'returned cancelled rejected expired',
  '  line.delivered, order.completed @ released cancel-pending shipped',
  'shipment recalled:',
  '  - @ unknown awaited received empty backordered accepted held node-refused released '
    + 'cancel-pending cancelled rejected expired',
  '  line.recalled @ shipped delivered',
  '  shipment-status.recorded, exception.raised @ returned',
  'shipment refused:',
  '  - @ unknown awaited received empty backordered accepted held node-refused cancelled '
    + 'rejected expired',
  '  line.node-refused, exception.raised, shipment-status.recorded @ released',
  '  line.cancelled, shipment-status.recorded, order.cancelled @ cancel-pending',
  '  shipment-status.recorded @ shipped delivered',
  '  shipment-status.recorded, exception.raised @ returned',
  'shipment cancelled:',
  '  - @ unknown awaited received empty backordered accepted held node-refused cancelled '
    + 'rejected expired',
  '  line.cancelled, shipment-status.recorded, order.cancelled @ released cancel-pending',
  '  shipment-status.recorded @ shipped delivered',
  '  shipment-status.recorded, exception.raised @ returned',
  'cancel-refused:',
  '  - @ unknown awaited received empty backordered accepted held node-refused cancelled '
    + 'rejected expired',
  '  shipment-status.recorded @ released returned',
  '  cancel.refused, exception.raised, shipment-status.recorded @ cancel-pending delivered',
  '  cancel.refused, exception.raised @ shipped',
  'deadline-reached:',
  '  - @ unknown awaited empty backordered accepted held node-refused released '
    + 'cancel-pending shipped delivered returned cancelled rejected expired',
  '  order.expired, line.cancelled @ received',
];

describe('every message at every stage', () => {
  it('is answered by events, by a refusal or by nothing, and never by a crash', () => {
    expect(table()).toEqual(expected);
  });

  it('is one of the messages that there are', () => {
    expect(new Set(Object.values(messages).map(({ type }) => type)).size).toBe(21);
  });

  it('never refuses a fact', () => {
    const facts = Object.entries(messages)
      .filter(([name]) => /^(?:record-.*|raise-exception|cancel \(channel\))$/.test(name));
    const answers = Object.values(histories).flatMap((history) =>
      facts.map(([, command]) => outcome(history, command)));
    expect(answers.filter((said) => said.startsWith('refused'))).toEqual([]);
    expect(answers.length).toBeGreaterThan(100);
  });
});

describe('a hold', () => {
  const open = Object.entries(histories).filter(([, history]) =>
    outcome(history, messages['hold'] ?? place()) === 'order.held');

  it.each(open)('of an order that is %s forgets nothing that stood before', (_, history) => {
    const before = given(order, history).state();
    const story = given(order, history)
      .when({ type: 'order.hold', data: { hold: 'fraud', reason: 'look' } })
      .then([{ type: 'order.held', data: { hold: 'fraud', reason: 'look' } }]);
    expect(story.state()).toEqual({ ...before, holds: { fraud: 'look' } });
    const released = story.when({ type: 'order.release-hold', data: { hold: 'fraud' } })
      .then([{ type: 'hold.released', data: { hold: 'fraud' } }]);
    expect(released.state()).toEqual(before);
  });
});

describe('the fixtures', () => {
  it('tell stories that the decider tells as well', () => {
    const story = given(order, [])
      .when(place()).then([placed()])
      .when(stockSays('1', { reserved: '2' })).then([reservedEvent('1', '2'), acceptedEvent])
      .when(payment()).then([...stages.released.slice(3, 4), releasedEvent(shipment, two)]);
    expect(story.state()).toEqual(given(order, stages.released).state());
  });
});
