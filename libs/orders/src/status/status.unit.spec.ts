import { given } from '#kernel';
import { fulfilmentOf, lifecycleOf, order, slaOf } from '#orders';
import type { Bucket, Fulfilment, Lifecycle, Placed, Sla } from '#orders';
import { line, payment, placed, stages } from '../../test/orders.js';

const stateOf = (lines: number): Placed => {
  const ids = Array.from({ length: lines }, (_, n) => `${n + 1}`);
  const state = given(order, [placed({ lines: ids.map((id) => line(id, '1')) })]).state();
  if (state.stage === 'awaited') throw new Error('the order has not come');
  return state;
};

/** An accepted order of one unit a line, each in the bucket named. */
const placedWith = (...buckets: Bucket[]): Placed => {
  const state = stateOf(buckets.length);
  return {
    ...state,
    stage: 'accepted',
    lines: state.lines.map((one, n) => ({
      ...one,
      awaiting: false,
      buckets: { [buckets[n] ?? 'open']: 1_000_000 },
    })),
  };
};

describe('lifecycle and fulfilment follow from where the units stand', () => {
  it.each<[Bucket[], Lifecycle, Fulfilment]>([
    [['open'], 'accepted', 'unfulfilled'],
    [['open', 'reserved'], 'accepted', 'partially_reserved'],
    [['open', 'backordered'], 'accepted', 'backordered'],
    [['backordered', 'reserved'], 'accepted', 'partially_reserved'],
    [['reserved', 'reserved'], 'accepted', 'reserved'],
    [['reserved', 'cancelled'], 'accepted', 'reserved'],
    [['released', 'reserved'], 'in_fulfilment', 'reserved'],
    [['cancel_pending'], 'in_fulfilment', 'reserved'],
    [['released', 'shipped'], 'in_fulfilment', 'partially_shipped'],
    [['shipped', 'lost'], 'in_fulfilment', 'shipped'],
    [['return_to_sender', 'delivery_failed'], 'in_fulfilment', 'shipped'],
    [['shipped', 'delivered'], 'in_fulfilment', 'partially_delivered'],
    [['delivered', 'cancelled'], 'completed', 'delivered'],
    [['delivered', 'missing'], 'completed', 'delivered'],
    [['delivered', 'restocked'], 'completed', 'partially_returned'],
    [['shipped', 'restocked'], 'in_fulfilment', 'partially_returned'],
    [['restocked', 'quarantined', 'scrapped'], 'completed', 'returned'],
    [['cancelled', 'cancelled'], 'cancelled', 'unfulfilled'],
  ])('%j is %s, %s', (buckets, lifecycle, fulfilment) => {
    const state = placedWith(...buckets);
    expect([lifecycleOf(state), fulfilmentOf(state)]).toEqual([lifecycle, fulfilment]);
  });

  it.each<[Placed['stage'], Lifecycle]>([
    ['received', 'received'],
    ['accepted', 'accepted'],
    ['cancelled', 'cancelled'],
    ['rejected', 'rejected'],
    ['expired', 'expired'],
  ])('an order without lines that was %s is %s', (stage, lifecycle) => {
    expect(lifecycleOf({ ...stateOf(0), stage })).toBe(lifecycle);
  });
});

it('a payment of nothing, or less, releases nothing and is recorded all the same', () => {
  const [less, none] = [payment('captured', -5, 'p-1'), payment('authorized', 0, 'p-2')];
  const story = given(order, stages.accepted)
    .when(less)
    .then([{ type: 'payment.recorded', data: less.data }])
    .when(none)
    .then([{ type: 'payment.recorded', data: none.data }]);
  expect([story.when(payment('captured', 2005)).answer()].flat()).toMatchObject([
    { type: 'payment.recorded' },
    { type: 'line.released' },
  ]);
});

const shipment = (deliveredAt: string): Placed['shipments'] => [
  {
    shipment: 'N-S1',
    node: 'main',
    status: 'delivered',
    deliveredAt,
    units: {},
    carrier: undefined,
    tracking: undefined,
    dispatchedAt: undefined,
    parcels: [],
    sent: [],
    cameFrom: {},
    refusals: [],
    gaveBack: {},
    opened: false,
  },
];

describe('the promise is judged by recorded facts alone', () => {
  const at = Date.parse('2026-01-08T23:59:59.999Z');
  const kept = { at, atRisk: false, missed: false };

  it.each<[string, Partial<Placed>, Sla]>([
    ['no promise', {}, 'on_track'],
    ['time is left', { promise: kept }, 'on_track'],
    ['the warning has fired', { promise: { ...kept, atRisk: true } }, 'at_risk'],
    ['the timer has fired', { promise: { ...kept, atRisk: true, missed: true } }, 'late'],
    [
      'delivered on the last evening',
      { promise: { ...kept, atRisk: true }, shipments: shipment('2026-01-08T22:00:00Z') },
      'on_track',
    ],
    [
      'delivered on the next morning',
      { promise: kept, shipments: shipment('2026-01-09T06:00:00Z') },
      'late',
    ],
    [
      'the timer has fired, and a delivery in time is told afterwards',
      {
        promise: { ...kept, atRisk: true, missed: true },
        shipments: shipment('2026-01-08T22:00:00Z'),
      },
      'on_track',
    ],
    [
      'the timer has fired, and the delivery was later',
      {
        promise: { ...kept, atRisk: true, missed: true },
        shipments: shipment('2026-01-09T06:00:00Z'),
      },
      'late',
    ],
  ])('%s', (_, change, sla) => {
    const delivered =
      change.shipments === undefined ? placedWith('shipped') : placedWith('delivered');
    expect(slaOf({ ...delivered, ...change })).toBe(sla);
  });
});
