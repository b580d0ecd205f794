/** Whatever happens to an order and its money: nothing goes unpaid or waits for ever in silence. */
import fc from 'fast-check';
import { secured } from '#orders';
import type { OrderCommand, Placed } from '#orders';
import { loose } from '../state/buckets.js';
import { lackOfSent } from './money.js';
import { holdsAny } from '../state/tally.js';
import { line, number, place } from '../../test/orders.js';
import { World } from '../../test/world.js';

type Step = (world: World) => void;

const day = (hour: number): string => `2026-01-05T${String(hour).padStart(2, '0')}:00:00Z`;
const hours = fc.integer({ min: 11, max: 20 });
const lineId = fc.constantFrom('1', '2');
const few = fc.constantFrom('1', '2', '3');
const some = fc.record({ line: lineId, quantity: few }).map((one) => [one]);
const id = fc.integer({ min: 1, max: 60 }).map((n) => `i${n}`);
const tell = (of: fc.Arbitrary<OrderCommand>): fc.Arbitrary<Step> =>
  of.map((command) => (world) => {
    world.tell(command);
  });

const pays = tell(
  fc
    .record({
      id,
      payment: fc.constantFrom('a', 'b'),
      status: fc.constantFrom('authorized', 'captured', 'captured', 'refunded', 'voided'),
      amount: fc.constantFrom(500, 1000, 2000, 3000, 5000, 6000, -1000),
      expiresAt: fc.option(hours.map(day), { nil: undefined }),
    })
    .map(({ expiresAt, ...data }) => ({
      type: 'order.record-payment',
      data: {
        ...data,
        ...(expiresAt !== undefined && data.status === 'authorized' && { expiresAt }),
      },
    })),
);
const mispaid = tell(
  id.map((corrects) => ({
    type: 'order.correct-payment',
    data: { corrects, reason: 'of another order' },
  })),
);
const cancels = tell(
  fc
    .record({ id, lines: some })
    .map((data) => ({ type: 'order.cancel', data: { reason: 'customer', ...data } })),
);
const wantedAgain = tell(fc.constant({ type: 'order.undo-cancel', data: { reason: 'sorry' } }));
const leaves = tell(
  id.map((own) => ({
    type: 'order.record-dispatch',
    data: { scope: {}, fact: { kind: 'dispatch', id: own, at: day(10) } },
  })),
);
const comesBack = tell(
  fc
    .record({
      id,
      lines: some,
      disposition: fc.constantFrom('restocked', 'quarantined', 'scrapped', 'missing'),
    })
    .map((data) => ({ type: 'order.record-return', data })),
);
const neverCame = tell(
  id.map((corrects) => ({
    type: 'order.correct-return',
    data: { corrects, reason: 'of another order' },
  })),
);
const edits = fc
  .record({ line: fc.constantFrom('1', '2', '3'), quantity: few })
  .map((one): Step => (world) => {
    if (world.state.stage === 'awaited') return;
    const { version } = world.state;
    world.tell({
      type: 'order.edit',
      data: {
        version,
        changes: { lines: [{ ...one, sku: `SKU-${one.line}`, node: 'main', unitPrice: '10.00' }] },
      },
    });
  });
const receives = fc
  .record({ id, line: fc.constantFrom('1', '2', '3'), quantity: few })
  .map((one): Step => (world) => {
    world.receive('main', `SKU-${one.line}`, one.quantity, one.id);
  });
const dispatches = fc.constantFrom<Step>(
  (world) => {
    world.dispatch(`${number}-S1`);
  },
  (world) => {
    world.dispatch(`${number}-S2`);
  },
);
const passes = hours.map((hour): Step => (world) => {
  world.pass(Date.parse(day(hour)));
});
const turns = fc
  .array(fc.nat(5), { minLength: 1, maxLength: 8 })
  .map((choices): Step => (world) => {
    for (const choice of choices) world.turn(choice);
  });

const steps = fc.array(
  fc.oneof(
    { arbitrary: pays, weight: 8 },
    { arbitrary: turns, weight: 8 },
    { arbitrary: dispatches, weight: 3 },
    { arbitrary: comesBack, weight: 3 },
    { arbitrary: receives, weight: 3 },
    { arbitrary: edits, weight: 2 },
    { arbitrary: passes, weight: 2 },
    { arbitrary: cancels, weight: 2 },
    ...[mispaid, wantedAgain, leaves, neverCame].map((arbitrary) => ({ arbitrary, weight: 1 })),
  ),
  { minLength: 8, maxLength: 40 },
);

const placed = (charge: number): OrderCommand =>
  place({
    lines: [line('1', '2'), line('2', '3')],
    charges: charge === 0 ? [] : [{ code: 'shipping', amount: charge }],
    policy: { timers: true, paymentDeadline: day(14), releaseWaitSeconds: 0 },
  });

/** At rest, when every deadline has passed. */
const walked = (charge: number, opening: readonly Step[], walk: readonly Step[]): Placed => {
  const world = new World();
  world.receive('main', 'SKU-1', '2', 'first');
  world.tell(placed(charge));
  for (const step of [...opening, ...walk]) step(world);
  world.settle();
  world.pass(Date.parse('2026-01-09T00:00:00Z'));
  world.settle();
  const { state } = world;
  if (state.stage === 'awaited') throw new Error('the order has not come');
  return state;
};

const isReported = ({ exceptions }: Placed, ...types: readonly string[]): boolean =>
  exceptions.some(({ exception }) => types.includes(exception));
/** One that people took up again after it had expired has no deadline any more. */
const waitsForEver = (state: Placed): boolean =>
  holdsAny(state.lines, loose) &&
  !secured(state) &&
  state.stage !== 'expired' &&
  state.terms.policy.paymentDeadline !== undefined &&
  !isReported(state, 'paid-in-part');

const violations = (state: Placed): readonly string[] => [
  ...(waitsForEver(state) ? ['waits for ever'] : []),
  ...(holdsAny(state.lines, ['reserved']) && secured(state) && state.stage === 'accepted'
    ? ['paid, and it does not go']
    : []),
  ...(lackOfSent(state) > 0 && !isReported(state, 'released-unpaid', 'refunded-above-credit')
    ? ['out and unpaid']
    : []),
  ...(lackOfSent(state) === 0 && isReported(state, 'released-unpaid') ? ['a false alarm'] : []),
  ...(secured(state) && isReported(state, 'paid-in-part') ? ['told for nothing'] : []),
];

/** Line 1 is paid with the other, and with its node. */
const out: readonly Step[] = [
  (world) => {
    world.settle();
  },
  (world) => {
    world.tell({
      type: 'order.record-payment',
      data: { id: 'all', payment: 'a', status: 'authorized', amount: 5000, expiresAt: day(13) },
    });
  },
  (world) => {
    world.settle();
  },
];

it.each([
  ['from the beginning', []],
  ['from where a part is out', out],
])('%s', (_, opening) => {
  fc.assert(
    fc.property(fc.constantFrom(0, 0, 490, -700), steps, (charge, walk) => {
      expect(violations(walked(charge, opening, walk))).toEqual([]);
    }),
    { numRuns: 500 },
  );
});
