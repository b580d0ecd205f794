import { isRefusal } from '#kernel';
import { N, S1, handOver, plan, recordScan, refusal, scanFact } from '../test/parcel.js';
import { shipment } from './index.js';
import type { ShippingCommand, ShippingState } from './index.js';

type Reported = readonly [tenant: string, command: ShippingCommand];

const answer = (state: ShippingState, [tenant, command]: Reported) =>
  shipment.decide(command, state, { now: 0, key: N, tenant });

const after = (...reported: readonly Reported[]): ShippingState =>
  reported.reduce<ShippingState>((state, each) => {
    const events = answer(state, each);
    if (isRefusal(events)) return state;
    return events.reduce((now, event) => shipment.evolve(now, event), state);
  }, shipment.initial);

const delivered = recordScan(scanFact(9, 'delivered'));

test.each([delivered, handOver(), refusal()])(
  'a shipment is found in the name of its own tenant alone: $type',
  (command) => {
    const state = after(['acme', plan()]);
    expect(answer(state, ['other', command])).toMatchObject({
      refused: { code: 'shipment_not_found', detail: `no shipment ${S1} is planned` },
    });
    expect(isRefusal(answer(state, ['acme', command]))).toBe(false);
  },
);

test('a scan before its shipment is applied where its teller owns the order', () => {
  const facts = (tenant: string) =>
    after([tenant, delivered], ['acme', plan()]).shipments[0]?.facts;
  expect(facts('acme')).toHaveLength(1);
  expect(facts('other')).toEqual([]);
  expect(after(['other', delivered], ['acme', delivered], ['acme', plan()])).toMatchObject({
    waiting: [],
    shipments: [{ facts: [{ id: 'delivered-9' }] }],
  });
});

test('facts that were kept before tenants stood in them still find their shipment', () => {
  const kept = shipment.evolve(shipment.initial, {
    type: 'shipment-fact.kept',
    data: { shipment: S1, fact: scanFact(9, 'delivered') },
  });
  const planned = answer(kept, ['acme', plan()]);
  expect(planned).toMatchObject([{ type: 'shipment.planned' }, { type: 'shipment.delivered' }]);
});
