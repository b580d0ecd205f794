import { order } from '#orders';
import type { OrderState } from '#orders';
import { shipment } from '#shipping';
import type { ShippingEvent, ShippingState } from '#shipping';
import { inShipment, lines, number, ordered, S1, two } from '../../test/ordered.js';
import { ShipmentInvariant } from './parcels.js';

const shipping = (...events: readonly ShippingEvent[]): ShippingState =>
  events.reduce((state, event) => shipment.evolve(state, event), shipment.initial);

describe('orders and shipping count the same (I4)', () => {
  const planned: ShippingEvent = {
    type: 'shipment.planned',
    data: { shipments: [{ shipment: S1, node: 'main', lines }] },
  };
  const left: ShippingEvent = {
    type: 'shipment.dispatched',
    data: {
      news: { shipment: S1, node: 'main', status: 'dispatched', lines },
      fact: { kind: 'dispatch', id: 'd', at: '2026-01-05T10:00:00Z' },
    },
  };
  const compared = (state: OrderState, parcels: ShippingState): readonly string[] => {
    const found: string[] = [];
    const invariant = new ShipmentInvariant();
    invariant.takeOrder(state);
    invariant.takeShipments(number, parcels);
    invariant.compare((text) => found.push(text));
    return found;
  };
  const withNode = ordered(
    { buckets: { released: two } },
    inShipment({ 1: { released: two } }, 'planned'),
  );
  const gone = ordered({ buckets: { shipped: two } }, inShipment({ 1: { shipped: two } }));
  const back = ordered(
    { buckets: { restocked: two } },
    inShipment({ 1: { restocked: two } }, 'planned'),
  );
  const opened = (...[units, status]: Parameters<typeof inShipment>): OrderState => {
    const { shipments = [] } = inShipment(units, status);
    return ordered({}, { shipments: shipments.map((one) => ({ ...one, opened: true })) });
  };

  it.each([
    ['with the node', withNode, shipping(planned)],
    ['gone', gone, shipping(planned, left)],
    ['back, before the departure was taken back', back, shipping(planned)],
    [
      'gone, and another came back that never left, of what facts took there',
      opened({ 1: { shipped: two, restocked: two } }),
      shipping(planned, left),
    ],
    ['awaited', order.initial, shipment.initial],
  ])('holds: %s', (_, state, parcels) => {
    expect(compared(state, parcels)).toEqual([]);
  });

  it.each([
    [
      'an order counts as gone what shipping still has',
      gone,
      shipping(planned),
      /0 with the node and 2 shipped \(dispatched\), shipping 2 with the node and none gone/,
    ],
    ['an order has with the node what has left', withNode, shipping(planned, left), /^I4 /],
    ['a shipment that nobody planned', withNode, shipping(), /shipping 0 .*\(unknown\)/],
    ['a shipment of which the order does not know', order.initial, shipping(planned), /^I4 /],
    [
      'facts alone keep units with a node',
      opened({ 1: { released: two } }, 'planned'),
      shipping(planned),
      /^I4 .* 2 with the node, which no policy has let go/,
    ],
    [
      'another status',
      ordered({ buckets: { shipped: two } }, inShipment({ 1: { shipped: two } }, 'in_transit')),
      shipping(planned, left),
      /^I4 /,
    ],
  ])('fails: %s', (_, state, parcels, expected) => {
    expect(compared(state, parcels)).toEqual([expect.stringMatching(expected)]);
  });
});
