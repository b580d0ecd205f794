import { changesNothingTwice, given, isRefusal } from '#kernel';
import {
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
  outcome,
  parcel,
  plan,
  recordDispatch,
  recordScan,
  refusal,
  scan,
  scanFact,
  units,
} from '../test/parcel.js';
import { newsOf, shipment } from './index.js';
import type { ShippingCommand } from './index.js';

const nothing = () => given(shipment, []);

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
    const untold = recordDispatch(dispatchFact(2, { carrier: undefined, tracking: undefined }));
    expect(lastNews(plan(), untold, handOver())).toMatchObject({ tracking: 'T-1', carrier: 'DHL' });
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

describe('the carrier scans', () => {
  it.each([
    ['a label moves nothing', [scan(1, 'label_created')], 'tracking.updated:planned'],
    ['on the road', [left(1), scan(2, 'in_transit')], 'tracking.updated:in_transit'],
    ['at the door', [left(1), scan(2, 'out_for_delivery')], 'tracking.updated:out_for_delivery'],
    ['nobody at home', [scan(2, 'delivery_failed')], 'delivery-failed:delivery_failed'],
    [
      'tried again',
      [scan(2, 'delivery_failed'), scan(3, 'out_for_delivery')],
      'tracking.updated:out_for_delivery',
    ],
    ['delivered without a dispatch', [scan(2, 'delivered')], 'delivered:delivered'],
    ['lost', [left(1), scan(2, 'lost')], 'lost:lost'],
    ['found and delivered', [scan(2, 'lost'), scan(3, 'delivered')], 'delivered:delivered'],
    [
      'found and sent home',
      [scan(2, 'lost'), scan(3, 'returned_to_sender')],
      'returned-to-sender:returned_to_sender',
    ],
    [
      'sent home, then delivered',
      [scan(2, 'returned_to_sender'), scan(3, 'delivered')],
      'delivered:delivered',
    ],
    ['a late scan', [scan(9, 'delivered'), scan(2, 'in_transit')], 'tracking.updated:delivered'],
    [
      'a scan behind the delivery',
      [scan(2, 'delivered'), scan(9, 'in_transit')],
      'tracking.updated:delivered',
    ],
    [
      'a late scan on the road',
      [scan(9, 'out_for_delivery'), scan(2, 'in_transit')],
      'tracking.updated:out_for_delivery',
    ],
    [
      'two scans of one moment',
      [scan(2, 'delivery_failed', { id: 'a' }), scan(2, 'in_transit', { id: 'b' })],
      'tracking.updated:delivery_failed',
    ],
    ['a repeat', [scan(2, 'delivered'), scan(2, 'delivered')], ''],
    [
      'a second delivery',
      [scan(2, 'delivered'), scan(3, 'delivered')],
      'tracking.updated:delivered',
    ],
  ] as const)('%s', (_, commands, expected) => {
    const [last] = commands.slice(-1);
    if (last === undefined) throw new Error('no command');
    expect(outcome(after(plan(), ...commands.slice(0, -1)), last)).toBe(expected);
  });

  it('the first delivery is the one that counts', () => {
    expect(
      lastNews(plan(), scan(3, 'delivered'), scan(2, 'delivered', { id: 'x' }))?.deliveredAt,
    ).toBe(hour(2));
  });

  const many = 1_200;
  it.each([
    ['for a parcel that is here', after(plan())],
    ['for one that is not planned, which then has all of them', nothing()],
  ])('as often as it likes, %s', (_, parcels) => {
    let state = parcels.state();
    const tell = (command: ShippingCommand): number => {
      const answered = shipment.decide(command, state, { now: 0, key: N });
      if (isRefusal(answered)) throw new Error(answered.refused.code);
      state = answered.reduce((folded, event) => shipment.evolve(folded, event), state);
      return answered.length;
    };
    tell(recordScan(scanFact(0, 'delivered', { id: 'first' })));
    for (let index = 1; index < many; index += 1) {
      expect(tell(recordScan(scanFact(1, 'in_transit', { id: `${index}` })))).toBe(1);
    }
    const planned = tell(plan());
    expect([0, 101]).toContain(planned);
    const [one] = state.shipments;
    expect(one?.facts).toHaveLength(many);
    expect(one === undefined ? undefined : newsOf(state, one).status).toBe('delivered');
    expect(state.waiting).toEqual([]);
  });
});

describe('a carrier corrects a scan', () => {
  const wrong = scan(3, 'delivered', { id: 'wrong' });
  const right = scan(4, 'in_transit', { corrects: 'wrong', reason: 'another parcel' });

  it('undoes a delivery, in whichever order the two come', () => {
    for (const told of [lastNews(plan(), wrong, right), lastNews(plan(), right, wrong)]) {
      expect(told).toMatchObject(news({ status: 'in_transit' }));
    }
  });

  it('takes a parcel that never left back to planned: then it can be stopped', () => {
    const never = scan(4, 'label_created', { corrects: 'wrong', reason: 'not handed over' });
    const parcels = after(plan(), wrong, never);
    expect(outcome(after(plan(), wrong), never)).toBe('tracking.updated:planned');
    expect(outcome(parcels, cancel())).toBe('cancelled:cancelled');
  });

  it('is recorded without a reason as well; one that names itself voids nothing', () => {
    const planned = after(plan(), wrong);
    expect(outcome(planned, scan(4, 'in_transit', { corrects: 'wrong' }))).toBe(
      'tracking.updated:in_transit',
    );
    expect(outcome(after(plan()), scan(4, 'lost', { id: 'x', corrects: 'x', reason: 'y' }))).toBe(
      'lost:lost',
    );
  });
});

describe('the order cancels', () => {
  it('a part of a shipment that is still here', () => {
    const partly = after(plan())
      .when(cancel([units('2')]))
      .then([
        {
          type: 'shipment.cancelled',
          data: { news: news({ lines: [units('3')] }), lines: [units('2')], reason: 'customer' },
        },
      ]);
    partly
      .when(cancel([units('9')]))
      .then([
        {
          type: 'shipment.cancelled',
          data: {
            news: news({ status: 'cancelled', lines: [] }),
            lines: [units('3')],
            reason: 'customer',
          },
        },
      ]);
  });

  it('too late: it has left', () => {
    after(plan(), left(1))
      .when(cancel([units('2')]))
      .then([
        {
          type: 'shipment.cancel-refused',
          data: {
            lines: [units('2')],
            reason: 'customer',
            news: news({
              status: 'dispatched',
              carrier: 'DHL',
              tracking: 'T-1',
              dispatchedAt: hour(1),
              parcels: [parcel(1)],
            }),
          },
        },
      ]);
  });

  it('units that the node has refused meanwhile: it told the order itself', () => {
    after(plan(), refusal()).when(cancel()).thenNothing();
    expect(history(plan(), refusal([units('4')]), cancel()).at(-1)).toMatchObject({
      type: 'shipment.cancelled',
      data: { lines: [units('1')] },
    });
    nothing().when(cancel()).thenRefused('shipment_not_found');
  });
});

describe('the node refuses', () => {
  it('units it names, then all that is left', () => {
    const partly = after(plan())
      .when(refusal([units('2')]))
      .then([
        {
          type: 'shipment.refused',
          data: { news: news({ lines: [units('3')] }), lines: [units('2')], reason: 'broken' },
        },
      ]);
    const whole = partly
      .when(refusal())
      .then([
        {
          type: 'shipment.refused',
          data: {
            news: news({ status: 'refused', lines: [] }),
            lines: [units('3')],
            reason: 'broken',
          },
        },
      ]);
    whole.when(refusal()).thenNothing();
    whole.when(refusal([units('3')])).thenNothing();
  });

  it.each([
    [[units('6')], 'quantity_exceeded', 'lines[0].quantity'],
    [[units('3'), units('3')], 'quantity_exceeded', 'lines[1].quantity'],
    [[units('1'), units('1', '7')], 'line_not_found', 'lines[1].line'],
    [[units('0')], 'quantity_not_positive', 'lines[0].quantity'],
    [[units('-1')], 'quantity_not_positive', 'lines[0].quantity'],
  ])('nothing where it errs: %j', (lines, code, field) => {
    const answered = after(plan()).when(refusal(lines)).answer();
    expect(isRefusal(answered) && answered.refused).toMatchObject({ code, field });
  });

  it('nothing that has left, was cancelled or is not planned', () => {
    after(plan(), left(1)).when(refusal()).thenRefused('shipment_already_dispatched');
    after(plan(), cancel()).when(refusal()).thenRefused('shipment_cancelled');
    nothing().when(refusal()).thenRefused('shipment_not_found');
    expect(after(plan(), cancel()).state().shipments[0]?.stopped).toBe('cancelled');
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
    const told = shipment.decide(plan(S2, one('2')), before.state(), {
      now: Date.parse(hour(9)),
      key: N,
    });
    expect(
      isRefusal(told)
        ? []
        : told.flatMap(({ data }) =>
            'news' in data && data.news !== undefined ? [data.news] : [],
          ),
    ).toMatchObject([
      { shipment: S1, lines: [] },
      { shipment: S2, status: 'dispatched' },
    ]);
  });
});
