import type { DispatchFact, OrderEvent } from '#orders';
import { order } from '#orders';
import { shipment } from '#shipping';
import type { ShippingEvent } from '#shipping';
import { orderIdInvariant, shipmentIdInvariant } from './ids.js';

const number = 'H0VD-3KFX-FA0T-8V';
const placed: OrderEvent = {
  type: 'order.placed',
  data: {
    number,
    claim: { tenant: 'acme', channel: 'web', channelRef: 'R-1', attempt: 0 },
    placedAt: '2026-01-05T09:00:00Z',
    body: {
      placedAt: '2026-01-05T09:00:00Z',
      currency: 'EUR',
      charges: [],
      policy: { allOrNothing: false, onEmpty: 'exception', releaseOn: 'paid', timers: false },
      lines: [
        {
          line: '1',
          sku: 'CUP',
          node: 'main',
          quantity: '2',
          unit: 'each',
          unitPrice: '10.00',
          onShortage: 'backorder',
        },
      ],
    },
  },
};
const paid = (amount: number): OrderEvent => ({
  type: 'payment.recorded',
  data: { id: 'pi_1', payment: 'P', status: 'captured', amount },
});

const violationsOf = (events: readonly OrderEvent[]): readonly string[] => {
  const found: string[] = [];
  let state = order.initial;
  for (const event of events) {
    orderIdInvariant(number, { event }, state, (text) => {
      found.push(text);
    });
    state = order.evolve(state, event);
  }
  return found;
};

test('an id that was accepted with two contents is told; a repeat of one is not', () => {
  expect(violationsOf([placed, paid(100), paid(100)])).toEqual([]);
  expect(violationsOf([placed, paid(100), paid(90)])).toEqual([
    `id ${number}: p:pi_1 was accepted twice with other amount`,
  ]);
  const kept: OrderEvent = {
    type: 'fact.kept',
    data: {
      fact: {
        type: 'order.record-payment',
        data: { id: 'pi_1', payment: 'P', status: 'captured', amount: 9 },
      },
      tenant: 'acme',
    },
  };
  expect(violationsOf([kept, kept])).toEqual([]);
});

test('so is a dispatch of a shipment', () => {
  const S1 = `${number}-S1`;
  const S2 = `${number}-S2`;
  const news = { shipment: S1, node: 'main', status: 'dispatched' as const, lines: [] };
  const reported = (more: Partial<DispatchFact>): ShippingEvent => ({
    type: 'shipment.dispatched',
    data: { news, fact: { kind: 'dispatch', id: 'd1', at: '2026-01-05T10:00:00Z', ...more } },
  });
  const planned: ShippingEvent = {
    type: 'shipment.planned',
    data: {
      shipments: [S1, S2].map((id) => ({
        shipment: id,
        node: 'main',
        lines: [{ line: '1', quantity: '1' }],
      })),
    },
  };
  const elsewhere = (more: Partial<DispatchFact>): ShippingEvent => {
    const event = reported(more);
    return event.type === 'shipment.dispatched'
      ? { ...event, data: { ...event.data, news: { ...news, shipment: S2 } } }
      : event;
  };
  const found: string[] = [];
  const state = [planned, reported({})].reduce(
    (before, event) => shipment.evolve(before, event),
    shipment.initial,
  );
  for (const event of [
    reported({}),
    reported({ tracking: 'T' }),
    elsewhere({ shared: true }),
    elsewhere({ tracking: 'T' }),
  ]) {
    shipmentIdInvariant(number, { event }, state, (text) => {
      found.push(text);
    });
  }
  expect(found).toEqual([
    `id ${number}: dispatch d1 of ${S1} was accepted twice with other tracking`,
    `id ${number}: dispatch d1 of ${S1} and ${S2} was accepted twice with other tracking`,
  ]);
});
