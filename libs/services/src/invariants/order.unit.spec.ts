import type { OrderState } from '#orders';
import { inShipment, number, ordered, two } from '../../test/ordered.js';
import { orderInvariants } from './order.js';

const violationsOf = (state: OrderState): readonly string[] => {
  const found: string[] = [];
  orderInvariants(number, state, (text) => found.push(text));
  return found;
};

describe('the invariants of an order', () => {
  const asked = two;
  it.each<[string, OrderState, readonly RegExp[]]>([
    [
      'holds where nothing is wrong',
      ordered(
        { buckets: { shipped: two }, asked, issued: two },
        inShipment({ 1: { shipped: two } }),
      ),
      [],
    ],
    [
      'I1: units are missing',
      ordered({ buckets: { open: 1 } }),
      [/^I1 .*hold 0.000001, ordered 2/],
    ],
    ['I2: fewer than none', ordered({ buckets: { open: two + 1, reserved: -1 } }), [/^I2 /]],
    [
      'I3: more asked of the stock than it was asked for',
      ordered({ buckets: { open: two }, asked, released: 1, issued: two }),
      [/^I3 /],
    ],
    [
      'I4: more left than shipments carried',
      ordered({ buckets: { shipped: two }, asked, issued: two }, inShipment({ 1: { shipped: 1 } })),
      [/^I4 .*2 left, its shipments carried 0.000001/],
    ],
    [
      'I5: more came back than ever left',
      ordered(
        { buckets: { restocked: two }, asked, issued: 1 },
        inShipment({ 1: { restocked: two } }),
      ),
      [/^I5 .*2 came back, 0.000001 ever left/],
    ],
  ])('%s', (_, state, expected) => {
    const found = violationsOf(state);
    expect(found).toHaveLength(expected.length);
    for (const [at, pattern] of expected.entries()) expect(found[at]).toMatch(pattern);
  });
});
