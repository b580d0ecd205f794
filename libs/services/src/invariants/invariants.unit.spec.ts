import { millionths } from '#kernel';
import { stock } from '#inventory';
import { order } from '#orders';
import type { OrderState, Placed } from '#orders';
import { shipment } from '#shipping';
import type { ShippingEvent, ShippingState } from '#shipping';
import { orderInvariants, ReservationInvariant } from './invariants.js';
import { ShipmentInvariant } from './parcels.js';

const number = 'H0VD-3KFX-FA0T-8V';
const S1 = `${number}-S1`;
const two = millionths('2');
const lines = [{ line: '1', quantity: '2' }];

/** Two units, of which the order says where they stand. */
const ordered = (
  line: Partial<Placed['lines'][number]>,
  more: Partial<Placed> = {},
): OrderState => {
  const placed = order.evolve(order.initial, {
    type: 'order.placed',
    data: {
      number,
      placedAt: '2026-01-05T09:00:00Z',
      claim: { tenant: 'acme', channel: 'web', channelRef: 'R-1', attempt: 0 },
      body: {
        currency: 'EUR',
        charges: [],
        policy: { allOrNothing: false, onEmpty: 'exception', releaseOn: 'paid', timers: false },
        lines: [
          {
            line: '1',
            sku: 'A',
            node: 'main',
            quantity: '2',
            unit: 'each',
            unitPrice: '1',
            onShortage: 'backorder',
          },
        ],
      },
    },
  });
  if (placed.stage === 'awaited') throw new Error('not placed');
  return { ...placed, ...more, lines: placed.lines.map((one) => ({ ...one, ...line })) };
};

const inShipment = (
  units: Placed['shipments'][number]['units'],
  status: Placed['shipments'][number]['status'] = 'dispatched',
): Partial<Placed> => ({
  shipments: [
    {
      shipment: S1,
      node: 'main',
      status,
      units,
      parcels: [],
      sent: [],
      cameFrom: {},
      refusals: [],
      gaveBack: {},
      opened: false,
      carrier: undefined,
      tracking: undefined,
      dispatchedAt: undefined,
      deliveredAt: undefined,
    },
  ],
});

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

describe('a line that needs no stock', () => {
  const key = 'acme/main/A';
  const heard = stock.evolve(stock.initial, {
    type: 'stock.refused',
    data: {
      order: number,
      line: '1',
      quantity: '2',
      request: {
        order: number,
        line: '1',
        request: 1,
        asked: '2',
        released: '0',
        issued: '0',
        onShortage: 'refuse',
      },
    },
  });
  const told = (state: OrderState): readonly string[] => {
    const found: string[] = [];
    const invariant = new ReservationInvariant();
    invariant.takeStock(key, heard);
    invariant.takeOrder(number, state);
    invariant.compare((text) => found.push(text));
    return found;
  };

  it('is told where a ledger ever heard of it', () => {
    expect(told(ordered({ trackStock: true }))).toEqual([]);
    expect(told(ordered({ trackStock: false }))).toEqual([
      expect.stringMatching(/^I3 .*needs no stock, and a ledger was asked/),
    ]);
  });

  it('but not of what it was before an edit', () => {
    const totals = { asked: two, released: 0, issued: two, refused: 0 };
    const elsewhere = [{ node: 'main', sku: 'A', trackStock: true, ...totals }];
    expect(told(ordered({ trackStock: false, elsewhere }))).toEqual([]);
  });
});

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
