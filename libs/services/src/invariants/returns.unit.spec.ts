import { given } from '#kernel';
import { exceptionKey, order } from '#orders';
import type { OrderEvent, OrderState } from '#orders';
import { returnInvariant } from './returns.js';

const key = 'H0VD-3KFX-FA0T-8V';
const S1 = `${key}-S1`;
const units = { line: '1', quantity: '2' };
const line = {
  line: '1',
  sku: 'A',
  node: 'main',
  quantity: '2',
  unit: 'each',
  unitPrice: '10',
  onShortage: 'backorder',
} as const;
const parcels = [
  { parcel: 'd', status: 'dispatched', scans: [], contents: [{ ...units, status: 'dispatched' }] },
] as const;
const happened: readonly OrderEvent[] = [
  {
    type: 'order.placed',
    data: {
      number: key,
      placedAt: '2026-01-05T09:00:00Z',
      claim: { tenant: 'acme', channel: 'web', channelRef: 'R-1', attempt: 0 },
      body: {
        currency: 'EUR',
        charges: [],
        lines: [line],
        policy: { allOrNothing: false, onEmpty: 'exception', releaseOn: 'paid', timers: true },
      },
    },
  },
];

const violations = (change: object): readonly string[] => {
  const found: string[] = [];
  const state = { ...given(order, happened).state(), ...change } as OrderState;
  returnInvariant(key, state, (text) => {
    found.push(text);
  });
  return found;
};
const shipment = (sent: object) => ({ shipment: S1, units: { 1: { restocked: 2 } }, ...sent });
const returned = {
  returns: [{ id: 'r', disposition: 'restocked', moves: [], cameAt: undefined }],
  lines: [{ ...line, buckets: { restocked: 2_000_000 } }],
};

test('what came back left in a parcel, or people were told', () => {
  expect(violations({ ...returned, shipments: [shipment({ parcels })] })).toEqual([]);
  expect(violations({ ...returned, shipments: [shipment({ parcels: [] })] })).toEqual([
    `return ${key} line 1: 2 came back and never left, untold`,
  ]);
  const seen = [{ fact: exceptionKey('return-unmatched', '1'), content: undefined }];
  expect(violations({ ...returned, shipments: [shipment({ parcels: [] })], seen })).toEqual([]);
});
