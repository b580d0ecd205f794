import fc from 'fast-check';
import { moneyOf, order, paymentOf, secured } from '#orders';
import type { OrderCommand, OrderEvent } from '#orders';
import { line, number, payment, placed, releasedEvent } from '../../../test/orders.js';
import { typesOf, accepted, paid, timed } from '../../../test/payments.js';

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
  ])('%s', (_, history, command, reported) => {
    expect(typesOf(history, command)).toEqual(['payment.recorded', ...reported]);
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
    const reported: readonly OrderEvent[] = [
      ...over,
      paid('captured', 2000),
      ...['refund-due', 'captured-after-close'].map((exception): OrderEvent => ({
        type: 'exception.raised',
        data: { exception, reason: 'r' },
      })),
    ];
    expect(typesOf(reported, payment('refunded', 2000))).toEqual([
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
  const reportedIn = (commands: readonly OrderCommand[]) => {
    let state = order.initial;
    for (const command of commands) {
      const said = order.decide(command, state, { now, key: number });
      if (!('refused' in said)) for (const event of said) state = order.evolve(state, event);
    }
    if (state.stage === 'awaited') throw new Error('the order has not come');
    const open = state.exceptions.map(({ exception }) => exception).toSorted();
    return {
      ...moneyOf(state),
      payment: paymentOf(state),
      secured: secured(state),
      standing: open,
    };
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
    fc.property(orders, ([reported, shuffled]) => {
      expect(reportedIn(shuffled)).toEqual(reportedIn(reported));
    }),
    { numRuns: 300 },
  );
});
