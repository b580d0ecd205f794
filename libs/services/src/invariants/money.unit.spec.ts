import { order } from '#orders';
import type { OrderEvent, OrderPolicy, OrderState } from '#orders';
import { MoneyInvariant } from './money.js';

const number = 'H0VD-3KFX-FA0T-8V';
const S1 = `${number}-S1`;
const at = Date.parse('2026-01-05T10:00:00Z');

const placed = (policy: Partial<OrderPolicy> = {}): OrderEvent => ({
  type: 'order.placed',
  data: {
    number,
    placedAt: '2026-01-05T09:00:00Z',
    claim: { tenant: 'acme', channel: 'web', channelRef: 'R-1', attempt: 0 },
    body: {
      currency: 'EUR',
      charges: [],
      policy: {
        allOrNothing: false,
        onEmpty: 'exception',
        releaseOn: 'paid',
        timers: true,
        ...policy,
      },
      lines: [
        {
          line: '1',
          sku: 'A',
          node: 'main',
          quantity: '2',
          unit: 'each',
          unitPrice: '10',
          onShortage: 'backorder',
        },
      ],
    },
  },
});
const answer = {
  line: '1',
  request: 1,
  reserved: '2',
  backordered: '0',
  refused: '0',
  issued: '0',
};
const ready: readonly OrderEvent[] = [
  { type: 'line.reserved', data: { moves: [{ line: '1', from: 'open', quantity: '2' }], answer } },
  { type: 'order.accepted', data: {} },
];
const pays = (
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
const released: OrderEvent = {
  type: 'line.released',
  data: {
    shipments: [
      { shipment: S1, node: 'main', moves: [{ line: '1', from: 'reserved', quantity: '2' }] },
    ],
  },
};
const dispatched: OrderEvent = {
  type: 'shipment-fact.accepted',
  data: {
    facts: [{ shipment: S1, fact: { kind: 'dispatch', id: 'd', at: '2026-01-05T10:00:00Z' } }],
  },
};

/** What the invariant says of a log: each event is a cause, but for those given together. */
const allViolations = (...causes: readonly (OrderEvent | readonly OrderEvent[])[]): string[] => {
  const invariant = new MoneyInvariant();
  const found: string[] = [];
  let state: OrderState = order.initial;
  for (const cause of causes) {
    const decided = 'type' in cause ? [cause] : cause;
    for (const event of decided) {
      const happened = { event, at, decided, isCommand: false };
      invariant.take(number, happened, state, (text) => found.push(text));
      state = order.evolve(state, event);
    }
    invariant.compare(number, state, (text) => found.push(text));
  }
  return found;
};

const isSilence = (violation: string): boolean => violation.includes('nobody was told');
const violations: typeof allViolations = (...causes) =>
  allViolations(...causes).filter((one) => !isSilence(one));
const silences: typeof allViolations = (...causes) => allViolations(...causes).filter(isSilence);

const unpaid = (secured: number): string =>
  `money ${number}: released with ${secured} captured or authorized of 2000 owed`;

describe('goods that wait for money', () => {
  it.each<[string, readonly OrderEvent[]]>([
    ['what is owed is captured', [pays('captured', 2000)]],
    ['it is authorized', [pays('authorized', 2000)]],
    ['it is authorized for long enough', [pays('authorized', 2000, '2026-01-05T10:00:00.001Z')]],
  ])('go where %s', (_, payments) => {
    expect(violations(placed(), ...ready, ...payments, released)).toEqual([]);
  });

  it.each<[string, readonly OrderEvent[], number]>([
    ['nothing is paid', [], 0],
    ['a cent is', [pays('captured', 1)], 1],
    ['the authorization was voided', [pays('authorized', 2000), pays('voided', 1)], 1999],
    ['all went back', [pays('captured', 2000), pays('refunded', 2000)], 0],
    [
      'the authorization has ended, recorded or not',
      [pays('authorized', 2000, '2026-01-05T10:00:00Z')],
      0,
    ],
  ])('do not go where %s', (_, payments, secured) => {
    expect(violations(placed(), ...ready, ...payments, released)).toEqual([unpaid(secured)]);
  });

  it('have gone where a fact says so', () => {
    expect(violations(placed(), ...ready, [released, dispatched])).toEqual([]);
  });

  it('go within the tolerance', () => {
    const events = [...ready, pays('captured', 1995), released];
    expect(violations(placed({ paymentTolerance: 5 }), ...events)).toEqual([]);
    expect(violations(placed({ paymentTolerance: 4 }), ...events)).toEqual([unpaid(1995)]);
  });
});

it('goods that do not wait for money just go', () => {
  expect(violations(placed({ releaseOn: 'accepted' }), ...ready, released)).toEqual([]);
});

describe('of goods that are out for less than they cost', () => {
  const reported: OrderEvent = {
    type: 'exception.raised',
    data: { exception: 'released-unpaid', reason: 'r' },
  };
  const gone = [...ready, pays('authorized', 2000), released, pays('voided', 2000)];
  const silent = `money ${number}: goods are out, 2000 of it unpaid, nobody was told`;

  it('people were told', () => {
    expect(silences(placed(), ...gone)).toEqual([silent]);
    expect(silences(placed(), ...gone.slice(0, -1), [...gone.slice(-1), reported])).toEqual([]);
  });

  it('but not of what waits at home, nor where it does not wait for money', () => {
    const half: readonly OrderEvent[] = [
      ...ready,
      pays('authorized', 2000),
      {
        type: 'line.released',
        data: {
          shipments: [
            { shipment: S1, node: 'main', moves: [{ line: '1', from: 'reserved', quantity: '1' }] },
          ],
        },
      },
      pays('voided', 1000),
    ];
    expect(silences(placed(), ...half)).toEqual([]);
    expect(silences(placed({ releaseOn: 'accepted' }), ...gone)).toEqual([]);
    expect(silences(placed({ timers: false }), ...gone)).toEqual([]);
  });
});

it('nothing expires while its money or its goods are out', () => {
  const expired: OrderEvent = { type: 'order.expired', data: {} };
  expect(violations(placed(), ...ready, expired)).toEqual([]);
  expect(violations(placed(), ...ready, pays('captured', 5), expired)).toEqual([
    `money ${number}: expired with 5 captured or authorized`,
  ]);
  expect(violations(placed({ releaseOn: 'accepted' }), ...ready, released, expired)).toEqual([
    `money ${number}: expired while goods of it are out`,
  ]);
});

it('the figures of an order are those of its payments', () => {
  const invariant = new MoneyInvariant();
  const found: string[] = [];
  const events = [placed(), pays('authorized', 2000), pays('captured', 500)];
  let state: OrderState = order.initial;
  for (const event of events) state = order.evolve(state, event);
  for (const event of events.slice(0, -1)) {
    const happened = { event, at, decided: [event], isCommand: false };
    invariant.take(number, happened, order.initial, (text) => found.push(text));
  }
  invariant.compare(number, state, (text) => found.push(text));
  expect(found).toEqual([
    `money ${number}: open 1500, its payments come to 2000`,
    `money ${number}: captured 500, its payments come to 0`,
  ]);
});

test('what people let go without its money counts up to what was owed then', () => {
  const anyway: OrderEvent = { type: 'order.released-anyway', data: { reason: 'on account' } };
  const dearer = placed();
  expect(violations(dearer, ...ready, anyway, released)).toEqual([]);
  const refunds = [pays('captured', 2000), anyway, pays('refunded', 1500)];
  expect(violations(dearer, ...ready, ...refunds, released)).toEqual([]);
});
