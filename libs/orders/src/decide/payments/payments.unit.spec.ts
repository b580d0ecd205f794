import fc from 'fast-check';
import { given } from '#kernel';
import { moneyOf, order, paymentOf, secured } from '#orders';
import type { OrderCommand, OrderEvent, OrderPolicy, Placed } from '#orders';
import {
  acceptedEvent,
  line,
  number,
  payment,
  placed,
  releasedEvent,
  reservedEvent,
} from '../../../test/orders.js';

const deadline = '2026-01-06T10:00:00Z';

const timed = (policy: Partial<OrderPolicy> = {}): OrderEvent =>
  placed({ policy: { timers: true, paymentDeadline: deadline, ...policy } });

const accepted = (policy: Partial<OrderPolicy> = {}): readonly OrderEvent[] => [
  timed(policy),
  reservedEvent('1', '2'),
  acceptedEvent,
];

const paid = (
  status: 'authorized' | 'captured' | 'refunded' | 'voided',
  amount: number,
  expiresAt?: string,
): OrderEvent => ({
  type: 'payment.recorded',
  data: {
    id: `${status}-${amount}`,
    payment: 'P',
    status,
    amount,
    ...(expiresAt !== undefined && { expiresAt }),
  },
});

const reached = (name: string, at: string): OrderCommand => ({
  type: 'order.deadline-reached',
  data: { name, at },
});

const passed = reached('payment', deadline);
const after = Date.parse('2026-01-06T10:00:01Z');

const eventsOf = (
  history: readonly OrderEvent[],
  command: OrderCommand,
  now = after,
): readonly OrderEvent[] => {
  const said = order.decide(command, given(order, history).state(), { now, key: number });
  if ('refused' in said) throw new Error(said.refused.code);
  return said;
};

const typesOf = (
  history: readonly OrderEvent[],
  command: OrderCommand,
  now = after,
): readonly string[] =>
  eventsOf(history, command, now).map((event) => {
    if (event.type === 'exception.raised') return `+${event.data.exception}`;
    return event.type === 'exception.resolved' ? `-${event.data.exception}` : event.type;
  });

const stateOf = (history: readonly OrderEvent[]): Placed => {
  const state = given(order, history).state();
  if (state.stage === 'awaited') throw new Error('the order has not come');
  return state;
};

const names = (history: readonly OrderEvent[]): readonly string[] =>
  (order.deadlines?.(given(order, history).state()) ?? []).map(({ name }) => name);

describe('the payment deadline', () => {
  it('ends an order of which nothing is paid', () => {
    expect(typesOf(accepted(), passed)).toEqual(['order.expired', 'line.cancelled']);
    expect(
      typesOf([...accepted(), paid('authorized', 2000), paid('voided', 2000)], passed),
    ).toEqual(['order.expired', 'line.cancelled']);
    expect(
      typesOf([...accepted(), paid('captured', 2000), paid('refunded', 2000)], passed),
    ).toEqual(['order.expired', 'line.cancelled']);
  });

  it('of a part that is paid people are told, once', () => {
    const history = [...accepted(), paid('captured', 1)];
    expect(typesOf(history, passed)).toEqual(['payment.overdue', '+paid-in-part']);
    const overdue: readonly OrderEvent[] = [
      ...history,
      { type: 'payment.overdue', data: { deadline } },
    ];
    expect([names(history), names(overdue)]).toEqual([['payment'], []]);
    expect(typesOf(overdue, passed)).toEqual([]);
  });

  it('is nothing to what is secured, has gone, or does not wait for money', () => {
    expect(typesOf([...accepted(), paid('authorized', 2000)], passed)).toEqual([]);
    expect(
      typesOf([...accepted(), releasedEvent('S', [{ line: '1', quantity: '2' }])], passed),
    ).toEqual([]);
    expect(typesOf(accepted({ releaseOn: 'accepted' }), passed)).toEqual([]);
    expect(typesOf(accepted({ timers: false }), passed)).toEqual([]);
  });

  it('once it has passed, the order ends when its part goes back', () => {
    const overdue: readonly OrderEvent[] = [
      ...accepted(),
      paid('captured', 1),
      { type: 'payment.overdue', data: { deadline } },
      { type: 'exception.raised', data: { exception: 'paid-in-part', reason: 'r' } },
    ];
    expect(typesOf(overdue, payment('refunded', 1))).toEqual([
      'payment.recorded',
      'order.expired',
      'line.cancelled',
      '-paid-in-part',
    ]);
    expect(typesOf(overdue, payment('captured', 1999))).toEqual([
      'payment.recorded',
      'line.released',
      '-paid-in-part',
    ]);
  });
});

describe('what has gone and what waits at the deadline', () => {
  const two = (policy: Partial<OrderPolicy> = {}): readonly OrderEvent[] => [
    placed({
      lines: [line('1', '2'), line('2', '1')],
      policy: { timers: true, paymentDeadline: deadline, ...policy },
    }),
    reservedEvent('1', '2'),
    reservedEvent('2', '1'),
    acceptedEvent,
    paid('authorized', 3000),
    releasedEvent(`${number}-S1`, [{ line: '1', quantity: '2' }]),
    paid('voided', 3000),
  ];
  const back: OrderCommand = {
    type: 'order.record-return',
    data: { id: 'r', disposition: 'scrapped', lines: [{ line: '1', quantity: '2' }] },
  };
  const left: OrderEvent = {
    type: 'line.shipped',
    data: {
      news: {
        shipment: `${number}-S1`,
        node: 'main',
        status: 'dispatched',
        lines: [],
        parcels: [
          {
            parcel: 'd',
            status: 'dispatched',
            scans: [],
            contents: [{ line: '1', quantity: '2', status: 'dispatched' }],
          },
        ],
      },
      moves: [{ line: '1', quantity: '2', from: 'released' }],
      requests: [],
    },
  };
  const overdue: OrderEvent = { type: 'payment.overdue', data: { deadline } };

  it('the rest is told', () => {
    expect(names(two())).toEqual(['payment']);
    expect(typesOf(two(), passed)).toEqual(['payment.overdue', '+paid-in-part']);
    expect(names(two({ releaseOn: 'accepted' }))).toEqual([]);
  });

  it('what came back is at home: the rest expires, whichever comes first', () => {
    expect(typesOf([...two(), left, overdue], back)).toEqual([
      'line.returned',
      'order.expired',
      'line.cancelled',
    ]);
    const returned = eventsOf([...two(), left], back);
    expect(names([...two(), left, ...returned])).toEqual(['payment']);
    expect(typesOf([...two(), left, ...returned], passed)).toEqual([
      'order.expired',
      'line.cancelled',
    ]);
  });
});

describe('an authorization that ends', () => {
  const end = '2026-01-05T12:00:00Z';
  const later = '2026-01-07T12:00:00Z';
  const open = [timed(), paid('authorized', 2000, end)];

  it('is awaited as long as something of it is open', () => {
    expect(names(open)).toEqual(['payment-expiry']);
    expect(names([...open, paid('captured', 2000)])).toEqual([]);
    expect(names([timed({ timers: false }), paid('authorized', 2000, end)])).toEqual([]);
  });

  it('is recorded when its moment comes, and not before', () => {
    const expiry = reached('payment-expiry', end);
    expect(typesOf(open, expiry, Date.parse(end) - 1)).toEqual([]);
    expect(typesOf(open, expiry, Date.parse(end))).toEqual(['payment.expired']);
  });

  it('is known before goods are released on it, though no clock has told of it yet', () => {
    const reserved = [...open, reservedEvent('1', '2')];
    expect(
      typesOf(
        [...reserved, { type: 'order.held', data: { hold: 'h', reason: 'r' } }, acceptedEvent],
        { type: 'order.release-hold', data: { hold: 'h' } },
      ),
    ).toEqual(['hold.released', 'payment.expired']);
  });

  it('is prolonged by the latest end that is told, in any order', () => {
    const expired: OrderEvent = { type: 'payment.expired', data: { payment: 'P', expiresAt: end } };
    const longer = paid('authorized', 0, later);
    const figures = [
      [...open, longer, expired],
      [...open, expired, longer],
      [timed(), longer, ...open.slice(1)],
    ].map((history) => moneyOf(stateOf(history)).open);
    expect(figures).toEqual([2000, 2000, 2000]);
  });
});

const released = [
  ...accepted(),
  paid('authorized', 2000),
  releasedEvent(`${number}-S1`, [{ line: '1', quantity: '2' }]),
];

describe('people are told', () => {
  it.each<[string, readonly OrderEvent[], OrderCommand, readonly string[]]>([
    ['of a void that uncovers goods', released, payment('voided', 2000), ['+released-unpaid']],
    [
      'of a second payment',
      [...accepted(), paid('captured', 2000), releasedEvent('S', [{ line: '1', quantity: '2' }])],
      payment('captured', 2000),
      ['+refund-due', '+paid-too-much'],
    ],
    [
      'of a refund without a capture',
      accepted(),
      payment('refunded', 5),
      ['+refunded-above-captured'],
    ],
    [
      'of what is given away before it goes',
      [...accepted(), paid('captured', 2000), releasedEvent('S', [{ line: '1', quantity: '2' }])],
      payment('refunded', 5),
      ['+refunded-above-credit'],
    ],
  ])('%s', (_, history, command, told) => {
    expect(typesOf(history, command)).toEqual(['payment.recorded', ...told]);
  });

  it('of money for an order that has ended, and no more when it went back', () => {
    const over: readonly OrderEvent[] = [
      timed(),
      { type: 'order.expired', data: {} },
      {
        type: 'line.cancelled',
        data: {
          reason: 'expired',
          requests: [],
          moves: [{ line: '1', quantity: '2', from: 'open' }],
        },
      },
    ];
    expect(typesOf(over, payment())).toEqual([
      'payment.recorded',
      '+refund-due',
      '+captured-after-close',
    ]);
    const told: readonly OrderEvent[] = [
      ...over,
      paid('captured', 2000),
      ...['refund-due', 'captured-after-close'].map((exception): OrderEvent => ({
        type: 'exception.raised',
        data: { exception, reason: 'r' },
      })),
    ];
    expect(typesOf(told, payment('refunded', 2000))).toEqual([
      'payment.recorded',
      '-refund-due',
      '-captured-after-close',
    ]);
  });

  it('not again of what they have closed, until there is more of it', () => {
    const closed = [...accepted(), paid('captured', 2500)];
    expect(typesOf(closed, { type: 'order.hold', data: { hold: 'h', reason: 'r' } })).not.toContain(
      '+refund-due',
    );
    expect(typesOf(closed, payment('captured', 1))).toContain('+refund-due');
  });

  it('of nothing in replayed history', () => {
    const replayed = placed({ policy: { timers: false } });
    expect(typesOf([replayed], payment('refunded', 5))).toEqual(['payment.recorded']);
  });
});

const fact = fc
  .record({
    payment: fc.constantFrom('a', 'b'),
    status: fc.constantFrom('pending', 'authorized', 'captured', 'refunded', 'voided'),
    // Below zero too: some providers tell of what goes back in that way.
    amount: fc.integer({ min: -2500, max: 2500 }),
    expiresAt: fc.constantFrom(undefined, '2026-01-05T10:30:00Z', '2026-01-09T00:00:00Z'),
  })
  .map(({ expiresAt, ...rest }) => ({ ...rest, ...(expiresAt !== undefined && { expiresAt }) }));

it('payments in any order, before their order or after it, come to the same figures', () => {
  const now = Date.parse('2026-01-05T11:00:00Z');
  const place: OrderCommand = {
    type: 'order.place',
    data: {
      number,
      claim: { tenant: 'acme', channel: 'web', channelRef: 'R-1', attempt: 0 },
      body: {
        currency: 'EUR',
        charges: [],
        lines: [line('1', '2')],
        policy: { allOrNothing: false, onEmpty: 'exception', releaseOn: 'paid', timers: true },
      },
    },
  };
  const toldIn = (commands: readonly OrderCommand[]) => {
    let state = order.initial;
    for (const command of commands) {
      const said = order.decide(command, state, { now, key: number });
      if (!('refused' in said)) for (const event of said) state = order.evolve(state, event);
    }
    if (state.stage === 'awaited') throw new Error('the order has not come');
    const standing = state.exceptions.map(({ exception }) => exception).toSorted();
    return { ...moneyOf(state), payment: paymentOf(state), secured: secured(state), standing };
  };
  const orders = fc.array(fact, { minLength: 1, maxLength: 7 }).chain((facts) => {
    const all = [
      place,
      ...facts.map((data, at): OrderCommand => ({
        type: 'order.record-payment',
        data: { id: `${at}`, ...data },
      })),
    ];
    return fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }));
  });
  fc.assert(
    fc.property(orders, ([told, shuffled]) => {
      expect(toldIn(shuffled)).toEqual(toldIn(told));
    }),
    { numRuns: 300 },
  );
});
