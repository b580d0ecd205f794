import type { Recorded } from '#kernel';
import { shipmentAt, shipmentProjections } from './index.js';
import type { ShippingCommand, ShippingEvent, ShipmentsDocument } from './index.js';
import {
  N,
  S1,
  S2,
  cancel,
  five,
  handOver,
  history,
  hour,
  left,
  plan,
  recordScan,
  scan,
  scanFact,
  units,
} from '../test/parcel.js';

const recorded = (event: ShippingEvent): Recorded<ShippingEvent> => ({
  event,
  key: N,
  tenant: 'acme',
  number: N,
  id: '0:inbox:1:0:0',
  chain: 1,
  index: 0,
  version: 1,
  at: 0,
});
const viewOf = (...commands: readonly ShippingCommand[]): ShipmentsDocument | undefined => {
  let doc: ShipmentsDocument | undefined;
  for (const event of history(...commands)) {
    doc = shipmentProjections.shipment.evolve(doc, recorded(event));
  }
  return doc;
};

describe("the view of an order's shipments", () => {
  it('shows each as it stands, with its history in the order of the facts', () => {
    const doc = viewOf(plan(), plan(S2), scan(9, 'delivered'), handOver(), scan(3, 'in_transit'));
    expect(doc).toMatchObject({
      omsNumber: N,
      tenant: 'acme',
      shipments: [
        {
          shipment: S1,
          node: 'main',
          status: 'delivered',
          lines: five,
          carrier: 'DHL',
          tracking: 'T-1',
          dispatchedAt: hour(1),
          deliveredAt: hour(9),
          history: [
            {
              kind: 'dispatch',
              id: `${S1}/dispatch`,
              at: hour(1),
              carrier: 'DHL',
              tracking: 'T-1',
            },
            scanFact(3, 'in_transit'),
            scanFact(9, 'delivered'),
          ],
        },
        { shipment: S2, node: 'main', status: 'planned', lines: five, history: [] },
      ],
    });
  });

  it('shows nothing of a shipment before it is planned, then all that waited', () => {
    expect(viewOf(scan(9, 'lost'))?.shipments).toEqual([]);
    expect(viewOf(scan(9, 'lost'), plan())?.shipments[0]).toMatchObject({
      status: 'lost',
      history: [scanFact(9, 'lost')],
    });
  });

  it('keeps a scan that was voided, and says so', () => {
    const doc = viewOf(
      plan(),
      scan(3, 'delivered', { id: 'wrong' }),
      scan(4, 'in_transit', { corrects: 'wrong', reason: 'another parcel' }),
    );
    expect(doc?.shipments[0]).toMatchObject({
      status: 'in_transit',
      history: [
        { id: 'wrong', voided: true },
        { corrects: 'wrong', reason: 'another parcel' },
      ],
    });
    expect(doc?.shipments[0]).not.toHaveProperty('deliveredAt');
  });

  it('shows what a cancel left', () => {
    expect(viewOf(plan(), cancel([units('2')]))?.shipments[0]).toMatchObject({
      status: 'planned',
      lines: [units('3')],
    });
    expect(viewOf(plan(), left(1), cancel())?.shipments[0]?.status).toBe('dispatched');
  });

  it('shows the newest 200 facts and counts the others', () => {
    const scans = Array.from({ length: 230 }, (_, index) =>
      recordScan(scanFact(index, 'in_transit')),
    );
    const [shown] = viewOf(plan(), ...scans)?.shipments ?? [];
    expect(shown?.history).toHaveLength(200);
    expect(shown?.history[0]?.at).toBe(hour(30));
    expect(shown?.earlier).toBe(30);
  });

  it('is found by tracking number within its tenant', () => {
    const doc = viewOf(plan(), handOver());
    if (doc === undefined) throw new Error('no document');
    expect(shipmentProjections.shipment.indexes?.(doc, N)).toContainEqual({
      index: 'acme|tracking:T-1',
      sort: '',
    });
  });

  it('stands in the lists of its node, status and number, by its promise', () => {
    const doc = viewOf(plan(), handOver());
    if (doc === undefined) throw new Error('no document');
    const promised = {
      ...doc,
      shipments: doc.shipments.map((each) => ({ ...each, promise: '1970-01-02' })),
    };
    const sort = '000000172799999:000001';
    expect(shipmentAt(promised, sort)).toMatchObject({ promise: '1970-01-02' });
    const places = shipmentProjections.shipment.indexes?.(promised, N) ?? [];
    expect(places.filter((each) => each.sort === sort).map(({ index }) => index)).toEqual([
      'acme|shipments:any',
      'acme|shipments:any:main',
      'acme|shipments:dispatched',
      'acme|shipments:dispatched:main',
      'acme|shipments-tracking:T-1',
    ]);
    const [, unpromised] = shipmentProjections.shipment.indexes?.(doc, N) ?? [];
    expect(unpromised?.sort).toBe('999999999999999:000001');
  });
});
