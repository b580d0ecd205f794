import {
  nothing,
  N,
  S1,
  S2,
  after,
  cancel,
  dispatchFact,
  five,
  handOver,
  history,
  hour,
  lastNews,
  left,
  news,
  parcel,
  plan,
  recordDispatch,
  recordScan,
  refusal,
  scan,
  scanFact,
  units,
} from '../test/parcel.js';
import { changesNothingTwice, isRefusal } from '#kernel';
import { shipment } from './index.js';
import type { ShippingCommand } from './index.js';

describe('shipments are planned', () => {
  it('all of one release at once, each id once', () => {
    const two: ShippingCommand = {
      type: 'shipment.plan',
      data: {
        shipments: [
          { shipment: S1, node: 'main', lines: five },
          { shipment: S2, node: 'east', lines: five },
        ],
      },
    };
    const planned = nothing()
      .when(two)
      .then([{ type: 'shipment.planned', data: two.data }]);
    planned.when(two).thenNothing();
    planned.when(plan(S2, [units('1')])).thenNothing();
  });

  it('facts that came before are kept and applied in their own order', () => {
    const delivered = scanFact(9, 'delivered');
    const early = nothing()
      .when(recordScan(delivered))
      .then([{ type: 'shipment-fact.kept', data: { shipment: S1, fact: delivered } }]);
    early.when(recordScan(delivered)).thenNothing();
    const fact = dispatchFact(2);
    early
      .when(recordDispatch(fact))
      .then([{ type: 'shipment-fact.kept', data: { shipment: S1, fact } }])
      .when(plan())
      .then([
        {
          type: 'shipment.planned',
          data: { shipments: [{ shipment: S1, node: 'main', lines: five }] },
        },
        {
          type: 'shipment.dispatched',
          data: {
            fact,
            news: news({
              status: 'dispatched',
              carrier: 'DHL',
              tracking: 'T-1',
              dispatchedAt: hour(2),
              parcels: [parcel(2)],
            }),
          },
        },
        {
          type: 'shipment.delivered',
          data: {
            fact: delivered,
            news: news({
              status: 'delivered',
              carrier: 'DHL',
              tracking: 'T-1',
              dispatchedAt: hour(2),
              deliveredAt: hour(9),
              parcels: [
                parcel(2, { status: 'delivered', deliveredAt: hour(9), scans: ['delivered-9'] }),
              ],
            }),
          },
        },
      ]);
  });

  it('facts of another shipment go on waiting', () => {
    const waiting = after(recordScan(scanFact(9, 'delivered'), S2), plan()).state();
    expect(waiting.waiting).toEqual([{ shipment: S2, facts: [scanFact(9, 'delivered')] }]);
  });
});

describe('our node hands a parcel over', () => {
  it('with carrier and tracking, at the time it says or else now', () => {
    const fact = dispatchFact(1, { id: `${S1}/dispatch` });
    const dispatched = after(plan())
      .when(handOver())
      .then([
        {
          type: 'shipment.dispatched',
          data: {
            fact,
            own: true,
            news: news({
              status: 'dispatched',
              carrier: 'DHL',
              tracking: 'T-1',
              dispatchedAt: hour(1),
              parcels: [parcel(1, { parcel: `${S1}/dispatch` })],
            }),
          },
        },
      ]);
    dispatched.when(handOver()).thenNothing();
    dispatched.when(handOver('T-2')).thenRefused('shipment_already_dispatched');
    const { data } = { data: { shipment: S1, carrier: 'DHL', tracking: 'T-1' } };
    expect(
      after(plan())
        .when({ type: 'shipment.dispatch', data }, { now: Date.parse(hour(7)) })
        .answer(),
    ).toMatchObject([{ data: { news: { dispatchedAt: hour(7) } } }]);
  });

  it('is refused for a shipment nobody planned, and after a cancel or a refusal', () => {
    nothing().when(handOver()).thenRefused('shipment_not_found');
    after(plan(), cancel()).when(handOver()).thenRefused('shipment_cancelled');
    after(plan(), refusal()).when(handOver()).thenRefused('shipment_refused');
  });

  it('tells carrier and tracking of a parcel that was seen on the way before', () => {
    expect(lastNews(plan(), scan(3, 'in_transit'), handOver())).toMatchObject({
      status: 'in_transit',
      tracking: 'T-1',
      dispatchedAt: hour(1),
    });
    const unreported = recordDispatch(dispatchFact(2, { carrier: undefined, tracking: undefined }));
    expect(lastNews(plan(), unreported, handOver())).toMatchObject({
      tracking: 'T-1',
      carrier: 'DHL',
    });
  });

  it('sends what is left after a part was cancelled', () => {
    expect(lastNews(plan(), cancel([units('2')]), handOver())?.lines).toEqual([units('3')]);
  });
});

describe('somebody else says that a parcel left', () => {
  it('is recorded after a cancel as well: all of it has left', () => {
    expect(lastNews(plan(), cancel([units('2')]), cancel([units('3')]), left(4))).toEqual(
      news({
        status: 'dispatched',
        carrier: 'DHL',
        tracking: 'T-1',
        dispatchedAt: hour(4),
        parcels: [parcel(4)],
      }),
    );
    expect(lastNews(plan(), refusal(), scan(4, 'delivered'))).toMatchObject({
      status: 'delivered',
      lines: five,
    });
  });

  it('sets dispatchedAt whenever it comes, also after the delivery; the earliest counts', () => {
    expect(lastNews(plan(), scan(9, 'delivered'), left(4))).toMatchObject({
      status: 'delivered',
      dispatchedAt: hour(4),
      deliveredAt: hour(9),
    });
    const other = recordDispatch(dispatchFact(2, { tracking: 'T-0' }));
    expect(lastNews(plan(), left(4), other)).toMatchObject({
      dispatchedAt: hour(2),
      tracking: 'T-0',
    });
  });

  it('says all times in UTC', () => {
    const abroad = recordDispatch(dispatchFact(4, { at: '2026-01-05T06:00:00+02:00' }));
    expect(lastNews(plan(), abroad)?.dispatchedAt).toBe(hour(4));
  });
});

describe('idempotence', () => {
  it.each([
    plan(),
    plan(S2),
    left(3),
    scan(4, 'delivered'),
    scan(4, 'in_transit'),
    handOver(),
    cancel(),
    refusal(),
    recordScan(scanFact(4, 'lost'), S2),
  ])('$type twice changes nothing', (command) => {
    expect(isRefusal(changesNothingTwice(shipment, history(plan()), command))).toBe(false);
  });
});

describe('a shipment that has nothing left of its own', () => {
  it('is told as well once its strays are those of one that is planned', () => {
    const one = (line: string) => [units('1', line)];
    const stray = recordDispatch(dispatchFact(3, { lines: one('2') }));
    const before = after(plan(S1, one('1')), cancel(one('1')), stray);
    const reported = shipment.decide(plan(S2, one('2')), before.state(), {
      now: Date.parse(hour(9)),
      key: N,
    });
    expect(
      isRefusal(reported)
        ? []
        : reported.flatMap(({ data }) =>
            'news' in data && data.news !== undefined ? [data.news] : [],
          ),
    ).toMatchObject([
      { shipment: S1, lines: [] },
      { shipment: S2, status: 'dispatched' },
    ]);
  });
});
