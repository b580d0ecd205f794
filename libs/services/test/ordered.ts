import { millionths } from '#kernel';
import { order } from '#orders';
import type { OrderState, Placed } from '#orders';

export const number = 'H0VD-3KFX-FA0T-8V';
export const S1 = `${number}-S1`;
export const two = millionths('2');
export const lines = [{ line: '1', quantity: '2' }];

/** Two units, of which the order says where they stand. */
export const ordered = (
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

export const inShipment = (
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
