import { changesNothingTwice, given, isRefusal } from '#kernel';
import { fulfilmentOf, lifecycleOf, order, slaOf, standsOutside } from '#orders';
import type { OrderCommand, OrderEvent, OrderState, Placed } from '#orders';
import {
  acceptedEvent,
  answer,
  body,
  claim,
  line,
  news,
  number,
  otherClaim,
  payment,
  place,
  placed,
  reservedEvent,
  shippingSays,
  stages,
  stockSays,
  two,
} from '../test/orders.js';

const placedState = (state: OrderState): Placed => {
  if (state.stage === 'awaited') throw new Error('the order has not come');
  return state;
};
const buckets = (state: OrderState): readonly object[] =>
  placedState(state).lines.map((one) => one.buckets);
const typesOf = (history: readonly OrderEvent[], command: OrderCommand, now?: number): string[] => {
  const said = given(order, history)
    .when(command, now === undefined ? {} : { now })
    .answer();
  return isRefusal(said) ? [said.refused.code] : said.map(({ type }) => type);
};
const hold = (name: string): OrderCommand => ({
  type: 'order.hold',
  data: { hold: name, reason: 'look' },
});
const due = (name: string, at: string): OrderCommand => ({
  type: 'order.deadline-reached',
  data: { name, at },
});
const names = (history: readonly OrderEvent[]) =>
  order.deadlines?.(given(order, history).state()).map(({ name }) => name);
const S1 = `${number}-S1`;

describe('placing', () => {
  it('takes the time of its coming where the channel gives none', () => {
    const { placedAt: _, ...untimed } = body();
    const story = given(order, [])
      .when({ type: 'order.place', data: { number, claim, body: untimed } })
      .then([
        {
          type: 'order.placed',
          data: { number, claim, placedAt: '2026-01-05T10:00:00Z', body: untimed },
        },
      ])
      .when(place())
      .thenNothing();
    expect(placedState(story.state()).placedAt).toBe('2026-01-05T10:00:00Z');
  });

  it('answers a copy with nothing new, in whatever order and form of decimals', () => {
    const lines = [line('1', '2'), line('2', '1')];
    const longer = [line('1', '2.0', { unitPrice: '10' }), line('2', '1.000')];
    changesNothingTwice(order, [], place({ lines }));
    given(order, [placed({ lines })])
      .when(place({ lines: longer }))
      .thenNothing();
    given(order, [placed({ lines: longer })])
      .when(place({ lines }))
      .thenNothing();
    given(order, [placed({ lines })])
      .when(place({ lines: lines.toReversed() }))
      .thenNothing();
  });

  it('records another body once, with the differing fields, and the order stands', () => {
    const other = place({
      currency: 'USD',
      customer: { email: 'eve@example.org' },
      policy: { releaseOn: 'accepted' },
      lines: [line('1', '3'), line('2', '1')],
    });
    const story = given(order, [placed({ customer: { email: 'ada@example.org' } })]).when(other);
    const [event] = [story.answer()].flat();
    expect(event).toMatchObject({
      type: 'order.place-conflicted',
      data: {
        fields: expect.arrayContaining([
          { field: 'currency', first: 'EUR', other: 'USD' },
          { field: 'customer.email', first: '', other: '' },
          { field: 'policy.releaseOn', first: 'paid', other: 'accepted' },
          { field: 'lines.1.quantity', first: '2', other: '3' },
          { field: 'lines.2.sku', first: '', other: 'SKU-2' },
        ]),
      },
    });
    expect(JSON.stringify(event).split('"body"')[0]).not.toContain('example.org');
    expect(placedState(story.state()).terms.currency).toBe('EUR');
    changesNothingTwice(order, [placed()], other);
  });

  it('leaves the number to the reference that came first, for every kind of message', () => {
    const strangers: OrderCommand[] = [
      { ...place(), data: { ...place().data, claim: otherClaim } },
      { type: 'order.cancel', data: { claim: otherClaim, reason: 'r' } },
      { ...payment(), data: { ...payment().data, claim: otherClaim } },
    ];
    for (const history of [
      [placed()],
      [
        {
          type: 'fact.kept',
          data: { fact: { type: 'order.cancel', data: { claim, reason: 'r' } } },
        },
      ],
    ] satisfies OrderEvent[][]) {
      for (const message of strangers) {
        const said = given(order, history).when(message).answer();
        expect(said).toEqual([{ type: 'number.collided', data: { claim: otherClaim, message } }]);
        expect([said].flat().map((event) => !('refused' in event) && standsOutside(event))).toEqual(
          [true],
        );
      }
    }
  });

  it('says what an order without lines means', () => {
    expect(typesOf([], place({ lines: [] }))).toEqual(['order.placed', 'exception.raised']);
    expect(typesOf([], place({ lines: [], policy: { onEmpty: 'complete' } }))).toEqual([
      'order.placed',
      'order.accepted',
      'order.completed',
    ]);
  });
});

describe('acceptance', () => {
  const lines = [line('1', '2'), line('2', '3', { onShortage: 'refuse' })];

  it('waits until every line is answered', () => {
    const story = given(order, [placed({ lines })])
      .when(stockSays('1', { reserved: '2' }))
      .then([reservedEvent('1', '2')])
      .when(stockSays('2', { reserved: '1', refused: '2' }))
      .then([
        {
          type: 'line.reserved',
          data: {
            moves: [{ line: '2', from: 'open', quantity: '1' }],
            answer: answer('2', { reserved: '1', refused: '2' }),
          },
        },
        {
          type: 'line.refused',
          data: {
            moves: [{ line: '2', from: 'open', quantity: '2' }],
            answer: answer('2', { reserved: '1', refused: '2' }),
          },
        },
        acceptedEvent,
      ])
      .when(stockSays('2', { reserved: '1', refused: '2' }))
      .thenNothing();
    expect(lifecycleOf(placedState(story.state()))).toBe('accepted');
  });

  it('is refused where the stock refuses everything', () => {
    const state = given(order, [placed({ lines: [line('2', '3', { onShortage: 'refuse' })] })])
      .when(stockSays('2', { refused: '3' }))
      .state();
    expect(lifecycleOf(placedState(state))).toBe('rejected');
    expect(buckets(state)).toEqual([{ cancelled: 3_000_000 }]);
  });

  it('is all or nothing where the order says so, and frees what it holds', () => {
    const all = placed({ lines, policy: { allOrNothing: true } });
    const story = given(order, [all, reservedEvent('1', '2')])
      .when(stockSays('2', { reserved: '1', refused: '2' }))
      .then([
        {
          type: 'line.reserved',
          data: {
            moves: [{ line: '2', from: 'open', quantity: '1' }],
            answer: answer('2', { reserved: '1', refused: '2' }),
          },
        },
        {
          type: 'line.refused',
          data: {
            moves: [{ line: '2', from: 'open', quantity: '2' }],
            answer: answer('2', { reserved: '1', refused: '2' }),
          },
        },
        { type: 'order.rejected', data: { reason: 'all-or-nothing' } },
        {
          type: 'line.cancelled',
          data: {
            reason: 'all-or-nothing',
            moves: [
              { line: '1', quantity: '2', from: 'reserved' },
              { line: '2', quantity: '1', from: 'reserved' },
            ],
            requests: [
              {
                line: '1',
                sku: 'SKU-1',
                node: 'main',
                request: 2,
                asked: '2',
                released: '2',
                issued: '0',
                expected: { reserved: '0', backordered: '0' },
                onShortage: 'backorder',
              },
              {
                line: '2',
                sku: 'SKU-2',
                node: 'main',
                request: 2,
                asked: '3',
                released: '1',
                issued: '0',
                expected: { reserved: '0', backordered: '0' },
                onShortage: 'refuse',
              },
            ],
          },
        },
      ]);
    expect(lifecycleOf(placedState(story.state()))).toBe('rejected');
  });

  it('ignores an answer that a newer request has overtaken, and asks for one in any case', () => {
    const story = given(order, [placed()])
      .when({ type: 'order.cancel', data: { reason: 'r', lines: [{ line: '1', quantity: '1' }] } })
      .then([
        {
          type: 'line.cancelled',
          data: {
            reason: 'r',
            moves: [{ line: '1', quantity: '1', from: 'open' }],
            requests: [
              {
                line: '1',
                sku: 'SKU-1',
                node: 'main',
                request: 2,
                asked: '2',
                released: '1',
                issued: '0',
                onShortage: 'backorder',
              },
            ],
          },
        },
      ])
      .when(stockSays('1', { reserved: '2' }))
      .thenNothing()
      .when(stockSays('1', { request: 2, reserved: '1' }));
    expect(buckets(story.state())).toEqual([{ reserved: 1_000_000, cancelled: 1_000_000 }]);
  });
});

describe('release to the nodes', () => {
  const lines = [
    line('1', '2', { node: 'b' }),
    line('2', '1', { node: 'a' }),
    line('10', '1', { node: 'b' }),
  ];
  const ready = [
    placed({ lines }),
    reservedEvent('1', '2'),
    reservedEvent('2', '1'),
    reservedEvent('10', '1'),
    acceptedEvent,
  ];

  it('makes one shipment a node, numbered by their first line', () => {
    const story = given(order, ready)
      .when(payment('authorized', 4000))
      .then([
        {
          type: 'payment.recorded',
          data: { id: 'pay-authorized', payment: 'P', status: 'authorized', amount: 4000 },
        },
        {
          type: 'line.released',
          data: {
            shipments: [
              {
                shipment: S1,
                node: 'b',
                moves: [
                  { line: '1', quantity: '2', from: 'reserved' },
                  { line: '10', quantity: '1', from: 'reserved' },
                ],
              },
              {
                shipment: `${number}-S2`,
                node: 'a',
                moves: [{ line: '2', quantity: '1', from: 'reserved' }],
              },
            ],
          },
        },
      ]);
    expect(lifecycleOf(placedState(story.state()))).toBe('in_fulfilment');
  });

  it('waits for every hold, and takes up what stood before', () => {
    const paid = payment('captured', 4000);
    const story = given(order, ready)
      .when(hold('fraud'))
      .then([{ type: 'order.held', data: { hold: 'fraud', reason: 'look' } }])
      .when(hold('address'))
      .then([{ type: 'order.held', data: { hold: 'address', reason: 'look' } }])
      .when(hold('address'))
      .thenNothing();
    expect(fulfilmentOf(placedState(story.state()))).toBe('reserved');
    const held = [
      ...ready,
      { type: 'order.held', data: { hold: 'fraud', reason: 'l' } },
      { type: 'order.held', data: { hold: 'address', reason: 'l' } },
    ] satisfies OrderEvent[];
    expect(typesOf(held, paid)).toEqual(['payment.recorded']);
    given(order, held)
      .when(paid)
      .then([{ type: 'payment.recorded', data: paid.data }])
      .when({ type: 'order.release-hold', data: { hold: 'fraud' } })
      .then([{ type: 'hold.released', data: { hold: 'fraud' } }])
      .when({ type: 'order.release-hold', data: { hold: 'fraud' } })
      .thenRefused('hold_not_found');
    expect(
      typesOf(
        [
          ...held,
          { type: 'hold.released', data: { hold: 'fraud' } },
          { type: 'payment.recorded', data: paid.data },
        ],
        { type: 'order.release-hold', data: { hold: 'address' } },
      ),
    ).toEqual(['hold.released', 'line.released']);
  });

  it('does not wait for money where there is none to pay, or the policy says so', () => {
    expect(
      typesOf(
        [placed({ lines: [line('1', '2', { unitPrice: '0' })] })],
        stockSays('1', { reserved: '2' }),
      ),
    ).toContain('line.released');
    expect(
      typesOf([placed({ policy: { releaseOn: 'accepted' } })], stockSays('1', { reserved: '2' })),
    ).toContain('line.released');
    expect(
      typesOf(
        [
          placed({ policy: { releaseOn: 'dispatch' } }),
          { type: 'payment.recorded', data: payment().data },
        ],
        stockSays('1', { reserved: '2' }),
      ),
    ).toEqual(['line.reserved', 'order.accepted']);
  });
});

describe('following a shipment', () => {
  it('issues units once, when they first leave, and completes on delivery', () => {
    const story = given(order, stages.released)
      .when(shippingSays('dispatched', two, { carrier: 'DHL' }))
      .then([
        {
          type: 'line.shipped',
          data: {
            news: news('dispatched', two, { carrier: 'DHL' }),
            moves: [{ line: '1', from: 'released', quantity: '2' }],
            requests: [
              {
                line: '1',
                sku: 'SKU-1',
                node: 'main',
                request: 2,
                asked: '2',
                released: '0',
                issued: '2',
                expected: { reserved: '0', backordered: '0' },
                onShortage: 'backorder',
              },
            ],
          },
        },
      ])
      .when(shippingSays('dispatched', two, { carrier: 'DHL' }))
      .thenNothing()
      .when(shippingSays('lost', two))
      .then([
        {
          type: 'line.lost',
          data: {
            news: news('lost', two),
            moves: [{ line: '1', from: 'shipped', quantity: '2' }],
            requests: [],
          },
        },
      ])
      .when(shippingSays('delivered', two))
      .then([
        {
          type: 'line.delivered',
          data: {
            news: news('delivered', two),
            moves: [{ line: '1', from: 'lost', quantity: '2' }],
            requests: [],
          },
        },
        { type: 'order.completed', data: {} },
      ])
      .when(shippingSays('delivered', two, { dispatchedAt: '2026-01-02T00:00:00Z' }))
      .then([
        {
          type: 'shipment-status.recorded',
          data: { news: news('delivered', two, { dispatchedAt: '2026-01-02T00:00:00Z' }) },
        },
      ]);
    expect(lifecycleOf(placedState(story.state()))).toBe('completed');
  });

  it('takes a correction back, and completes again', () => {
    const delivered = [
      ...stages.released,
      {
        type: 'line.delivered',
        data: {
          news: news('delivered', two),
          moves: [{ line: '1', from: 'released', quantity: '2' }],
          requests: [],
        },
      },
      { type: 'order.completed', data: {} },
    ] satisfies OrderEvent[];
    const corrected = given(order, delivered).when(shippingSays('in_transit', two)).state();
    expect(lifecycleOf(placedState(corrected))).toBe('in_fulfilment');
    expect(
      order.decide(shippingSays('delivered', two), corrected, { now: 0, key: number }),
    ).toMatchObject([{ type: 'line.delivered' }, { type: 'order.completed' }]);
  });

  it('lists what the node refused until it is reserved again', () => {
    const story = given(order, stages.released).when({
      type: 'order.record-shipment',
      data: {
        what: 'refused',
        reason: 'broken',
        lines: [{ line: '1', quantity: '1' }],
        news: news('planned', [{ line: '1', quantity: '1' }]),
      },
    });
    expect(buckets(story.state())).toEqual([{ released: 1_000_000, open: 1_000_000 }]);
    expect(placedState(story.state()).exceptions).toEqual([
      { exception: 'node-refused', line: '1', reason: 'broken' },
    ]);
    const again = order.decide({ type: 'order.reserve-again', data: {} }, story.state(), {
      now: 0,
      key: number,
    });
    expect(again).toMatchObject([
      {
        type: 'line.reserve-requested',
        data: { requests: [{ request: 3, asked: '3', released: '1' }] },
      },
      { type: 'exception.resolved' },
    ]);
  });
});

describe('deadlines', () => {
  const timed = {
    promise: '2026-01-08',
    policy: { timers: true, paymentDeadline: '2026-01-06T10:00:00Z' },
  };
  const waiting = [
    placed(timed),
    { type: 'promise.made', data: { promise: '2026-01-08' } },
    reservedEvent('1', '2'),
    acceptedEvent,
  ] satisfies OrderEvent[];
  const later = Date.parse('2026-02-01T00:00:00Z');
  const over = due('payment', '2026-01-06T10:00:00Z');

  it('expire an unpaid order and free its stock', () => {
    expect(names(waiting)).toEqual(['payment', 'promise-warning', 'promise']);
    expect(typesOf(waiting, over, later)).toEqual(['order.expired', 'line.cancelled']);
    const state = given(order, waiting).when(over, { now: later }).state();
    expect(order.deadlines?.(state)).toEqual([]);
    expect(lifecycleOf(placedState(state))).toBe('expired');
  });

  it('mean nothing when early, when paid, or when nobody set them', () => {
    expect(typesOf(waiting, over)).toEqual([]);
    const paid = [
      ...waiting,
      { type: 'payment.recorded', data: payment().data },
    ] satisfies OrderEvent[];
    expect(typesOf(paid, over, later)).toEqual([]);
    expect(names(paid)).toEqual(['promise-warning', 'promise']);
    expect(names([placed({ ...timed, policy: { ...timed.policy, timers: false } })])).toEqual([]);
  });

  it('warn a day before the promise, and say when it is broken', () => {
    const warned = given(order, waiting)
      .when(due('promise-warning', '2026-01-07T23:59:59.999Z'), { now: later })
      .then([{ type: 'promise.at-risk', data: {} }]);
    expect(slaOf(placedState(warned.state()))).toBe('at_risk');
    const missed = warned
      .when(due('promise', '2026-01-08T23:59:59.999Z'), { now: later })
      .then([{ type: 'promise.missed', data: {} }])
      .when(due('promise', '2026-01-08T23:59:59.999Z'), { now: later })
      .thenNothing();
    expect(slaOf(placedState(missed.state()))).toBe('late');
  });
});
