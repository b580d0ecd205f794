import type { ShipmentNews } from '#orders';
import {
  N,
  after,
  cancel,
  dispatchFact,
  five,
  handOver,
  history,
  newsAfter,
  outcome,
  plan,
  recordDispatch,
  recordScan,
  refusal,
  S1,
  scan,
  scanFact,
  units,
} from '../../test/parcel.js';

const part = (at: number, quantity: string, tracking = `T-${at}`) =>
  recordDispatch(dispatchFact(at, { lines: [units(quantity)], tracking }));
const tracked = (at: number, tracking: string) =>
  recordScan(scanFact(at, 'delivered', { tracking }));
/** Of each parcel: its id, what it holds and where that is. */
const shown = (news: ShipmentNews | undefined): readonly string[] =>
  (news?.parcels ?? []).map(({ parcel, contents }) =>
    [parcel, ...contents.map(({ quantity, status }) => `${quantity} ${status}`)].join(': '),
  );

describe('a shipment leaves in parcels', () => {
  it.each([
    [
      'a part leaves, the rest stays',
      [part(1, '3')],
      'partly_dispatched',
      ['dispatch-1: 3 dispatched'],
    ],
    [
      'three parcels of one line',
      [part(1, '1'), part(2, '1'), part(3, '3')],
      'dispatched',
      ['dispatch-1: 1 dispatched', 'dispatch-2: 1 dispatched', 'dispatch-3: 3 dispatched'],
    ],
    [
      'the whole is what no other names',
      [recordDispatch(dispatchFact(1)), part(2, '2')],
      'dispatched',
      ['dispatch-1: 3 dispatched', 'dispatch-2: 2 dispatched'],
    ],
    [
      'a number means the parcel that has it',
      [part(1, '2'), part(2, '3'), tracked(5, 'T-2')],
      'dispatched',
      ['dispatch-1: 2 dispatched', 'dispatch-2: 3 delivered'],
    ],
    [
      'a shared number means all that had left',
      [part(1, '1', 'T'), part(2, '1', 'T'), part(9, '1', 'T'), tracked(5, 'T')],
      'partly_dispatched',
      ['dispatch-1: 1 delivered', 'dispatch-2: 1 delivered', 'dispatch-9: 1 dispatched'],
    ],
    [
      'a scan of all means all that had left',
      [part(1, '2'), part(6, '2'), scan(5, 'lost')],
      'partly_dispatched',
      ['dispatch-1: 2 lost', 'dispatch-6: 2 dispatched'],
    ],
    [
      'a scan of lines moves so many',
      [
        recordDispatch(dispatchFact(1)),
        recordScan(scanFact(2, 'lost', { lines: [units('2')] })),
        recordScan(scanFact(3, 'delivered', { lines: [units('3')] })),
      ],
      'lost',
      ['dispatch-1: 2 lost: 3 delivered'],
    ],
  ] as const)('%s', (_, commands, status, parcels) => {
    const forth = newsAfter([plan(), ...commands]);
    expect([forth?.status, shown(forth)]).toEqual([status, parcels]);
    expect(newsAfter([...commands.toReversed(), plan()])).toEqual(forth);
  });

  it('gives what was taken for sent back to the node when a part becomes known', () => {
    const before = newsAfter([plan(), scan(5, 'in_transit')]);
    expect(shown(before)).toEqual(['in_transit-5: 5 in_transit']);
    expect(newsAfter([plan(), scan(5, 'in_transit'), part(4, '2')])).toMatchObject({
      status: 'partly_dispatched',
      lines: five,
    });
  });

  it('tells when it was delivered, though a second dispatch of all found nothing', () => {
    const reported = newsAfter([
      plan(),
      recordDispatch(dispatchFact(1, { tracking: 'T-1' })),
      recordDispatch(dispatchFact(2, { tracking: 'T-2' })),
      tracked(5, 'T-1'),
    ]);
    expect(shown(reported)).toEqual(['dispatch-1: 5 delivered', 'dispatch-2']);
    expect(reported?.status).toBe('delivered');
    expect(reported?.deliveredAt).toBe(reported?.parcels?.[0]?.deliveredAt);
    expect(reported?.deliveredAt).toBeDefined();
  });

  it('tells people what is too much, unknown, or of nothing', () => {
    const concerns = newsAfter([
      plan(),
      part(1, '6'),
      tracked(2, 'NOBODYS'),
      recordScan(scanFact(3, 'unknown', { raw: 'DRONE' })),
      recordScan(scanFact(4, 'label_created', { corrects: 'nothing', reason: 'r' })),
    ])?.concerns?.map(({ exception }) => exception);
    expect(concerns).toEqual([
      'over-dispatch',
      'parcel-unmatched',
      'correction-unmatched',
      'scan-unknown',
    ]);
  });
});

describe('what has not left can be stopped, and nothing else', () => {
  const sent = after(plan(), part(1, '3'));
  it.each([
    ['the node refuses the rest', refusal(), 'refused:dispatched'],
    ['not what has left', refusal([units('3')]), 'quantity_exceeded'],
    ['a cancel of the rest', cancel([units('2')]), 'cancelled:dispatched'],
    ['a cancel of all', cancel(), 'cancelled:dispatched cancel-refused:dispatched'],
  ] as const)('%s', (_, command, expected) => {
    expect(outcome(sent, command)).toBe(expected);
  });
});

describe('our node sends parts', () => {
  const data = { shipment: S1, carrier: 'DHL' };
  it('each under an id of its own, the second time the same one', () => {
    const first = {
      type: 'shipment.dispatch',
      data: { ...data, tracking: 'A', lines: [units('2')] },
    } as const;
    const second = { type: 'shipment.dispatch', data: { ...data, tracking: 'B' } } as const;
    const parcels = after(plan(), first);
    expect(outcome(parcels, first)).toBe('');
    expect(shown(newsAfter([plan(), first, second]))).toEqual([
      `${S1}/dispatch: 2 dispatched`,
      `${S1}/dispatch-2: 3 dispatched`,
    ]);
  });

  it('mends one that stands, and hears that another does not', () => {
    const mends = (corrects: string) =>
      ({
        type: 'shipment.dispatch',
        data: { ...data, tracking: 'RIGHT', corrects, reason: 'mistyped', id: 'fix' },
      }) as const;
    expect(outcome(after(plan(), handOver()), mends('nothing'))).toBe('dispatch_not_found');
    expect(newsAfter([plan(), handOver(), mends(`${S1}/dispatch`)])?.parcels).toMatchObject([
      { parcel: `${S1}/dispatch`, tracking: 'RIGHT' },
    ]);
  });

  it('again after its dispatch was taken back', () => {
    const never = recordScan(
      scanFact(2, 'label_created', { corrects: `${S1}/dispatch`, reason: 'another order' }),
    );
    const news = newsAfter([plan(), handOver(), never, handOver('T-2')]);
    expect(shown(news)).toEqual([`${S1}/dispatch-2: 5 dispatched`]);
  });
});

it('a fact of the whole order is told once of each shipment that it moves', () => {
  const S2 = `${N}-S2`;
  const wide = recordScan(scanFact(5, 'in_transit'), N);
  const events = history(plan(), plan(S2), wide).filter(({ type }) => type === 'tracking.updated');
  expect(events).toMatchObject([
    { data: { of: N, news: { shipment: S1, status: 'in_transit' } } },
    { data: { of: N, news: { shipment: S2, status: 'in_transit' } } },
  ]);
});
