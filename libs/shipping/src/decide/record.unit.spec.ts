import { isRefusal } from '#kernel';
import {
  scan,
  left,
  outcome,
  after,
  plan,
  lastNews,
  hour,
  N,
  recordScan,
  scanFact,
  news,
  cancel,
  nothing,
} from '../../test/parcel.js';
import type { ShippingCommand } from '../events.js';
import { newsOf } from '../facts/news.js';
import { shipment } from '../index.js';

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

  const many = 1200;
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
    for (const reported of [lastNews(plan(), wrong, right), lastNews(plan(), right, wrong)]) {
      expect(reported).toMatchObject(news({ status: 'in_transit' }));
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
