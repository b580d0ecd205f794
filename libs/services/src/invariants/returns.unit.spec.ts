import { instant } from '#kernel';
import { exceptionKey, order } from '#orders';
import type { OrderState, ParcelNews, Placed } from '#orders';
import { returnInvariants, settledReturnInvariants } from './returns.js';

const number = 'H0VD-3KFX-FA0T-8V';
const at = (hour: number): string => `2026-01-06T0${hour}:00:00Z`;
const one = 1_000_000;

type Stands = Placed['lines'][number]['buckets'];

const placed = order.evolve(order.initial, {
  type: 'order.placed',
  data: {
    number,
    placedAt: at(0),
    claim: { tenant: 'acme', channel: 'web', channelRef: 'R', attempt: 0 },
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

const shipmentWith = (
  units: Stands,
  parcels: readonly ParcelNews[],
): Placed['shipments'][number] => ({
  shipment: `${number}-S1`,
  node: 'main',
  status: 'dispatched',
  parcels,
  sent: [],
  units: { 1: units },
  cameFrom: {},
  refusals: [],
  gaveBack: {},
  opened: false,
  carrier: undefined,
  tracking: undefined,
  dispatchedAt: undefined,
  deliveredAt: undefined,
});

/** Two units in parcels, of which one unit is booked as returned. */
const state = (
  buckets: Stands,
  parcels: readonly ParcelNews[],
  more: Partial<Placed> = {},
): OrderState => {
  if (placed.stage === 'awaited') throw new Error('not placed');
  return {
    ...placed,
    lines: placed.lines.map((line) => ({ ...line, buckets })),
    returns: [
      {
        id: 'r',
        disposition: 'restocked',
        cameAt: instant(at(4)),
        again: {},
        moves: [{ line: '1', quantity: '1', from: 'shipped', sku: 'A', node: 'main' }],
      },
    ],
    shipments: [shipmentWith(buckets, parcels)],
    ...more,
  };
};
const parcel = (id: string, status: ParcelNews['status'], more: object = {}): ParcelNews => ({
  parcel: id,
  status,
  contents: [{ line: '1', quantity: '1', status }],
  scans: [],
  ...more,
});

const home = parcel('d0', 'returned_to_sender', { returnedAt: at(3) });
const reportedAll = { seen: [{ fact: exceptionKey('return-unmatched', '1'), content: undefined }] };

/** Once everything has settled. */
const found = (of: OrderState): readonly string[] => {
  const all: string[] = [];
  settledReturnInvariants(of, (text) => all.push(text));
  return all;
};
const foundAtAnyMoment = (of: OrderState): readonly string[] => {
  const all: string[] = [];
  returnInvariants(number, of, (text) => all.push(text));
  return all;
};

it('what came back left in a parcel, or people were told', () => {
  const both = [parcel('d0', 'dispatched'), parcel('d1', 'dispatched')];
  const back = { restocked: 2 * one };
  expect(foundAtAnyMoment(state(back, both))).toEqual([]);
  expect(foundAtAnyMoment(state(back, []))).toEqual([
    `return ${number} line 1: 2 came back and never left, untold`,
  ]);
  expect(foundAtAnyMoment(state(back, [], reportedAll))).toEqual([]);
});

it('what came back to its sender before a return is what that has booked', () => {
  const parcels = [home, parcel('d1', 'delivered')];
  expect(found(state({ delivered: one, restocked: one }, parcels))).toEqual([]);
  expect(found(state({ return_to_sender: one, restocked: one }, parcels))).toEqual([
    expect.stringMatching(/^I5 .*1 were booked, yet 1 wait/u),
  ]);
  const later = [{ ...home, returnedAt: at(5) }, parcel('d1', 'delivered')];
  expect(found(state({ return_to_sender: one, restocked: one }, later))).toEqual([]);
});

it('parcels hold what came back beside what is out, or people were told', () => {
  const parcels = [parcel('d0', 'in_transit')];
  expect(found(state({ shipped: one, restocked: one }, parcels))).toEqual([
    expect.stringMatching(/^I5 .*its parcels hold 1, untold/u),
  ]);
  expect(found(state({ released: one, restocked: one }, parcels))).toEqual([]);
  expect(found(state({ shipped: one, restocked: one }, parcels, reportedAll))).toEqual([]);
});
