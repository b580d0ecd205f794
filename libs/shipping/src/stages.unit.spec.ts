import { given } from '#kernel';
import {
  after,
  cancel,
  handOver,
  left,
  outcome,
  plan,
  refusal,
  scan,
  units,
} from '../test/parcel.js';
import type { Parcels } from '../test/parcel.js';
import { shipment } from './index.js';
import type { ShippingCommand } from './index.js';

const stages: Readonly<Record<string, () => Parcels>> = {
  unknown: () => given(shipment, []),
  waiting: () => after(scan(1, 'label_created')),
  planned: () => after(plan()),
  'partly cancelled': () => after(plan(), cancel([units('2')])),
  cancelled: () => after(plan(), cancel()),
  refused: () => after(plan(), refusal()),
  dispatched: () => after(plan(), left(1)),
  'in transit': () => after(plan(), scan(2, 'in_transit')),
  'out for delivery': () => after(plan(), scan(2, 'out_for_delivery')),
  'delivery failed': () => after(plan(), scan(2, 'delivery_failed')),
  delivered: () => after(plan(), scan(2, 'delivered')),
  lost: () => after(plan(), scan(2, 'lost')),
  'returned to sender': () => after(plan(), scan(2, 'returned_to_sender')),
  'cancelled, yet dispatched': () => after(plan(), cancel(), left(1)),
};

const commands: Readonly<Record<string, ShippingCommand>> = {
  plan: plan(),
  handOver: handOver('T-2'),
  left: left(5),
  inTransit: scan(6, 'in_transit'),
  failed: scan(6, 'delivery_failed'),
  delivered: scan(6, 'delivered'),
  lost: scan(6, 'lost'),
  home: scan(6, 'returned_to_sender'),
  refuse: refusal(),
  cancel: cancel(),
};

const lateNode = 'shipment_already_dispatched';
const road = 'tracking.updated:in_transit';
const failed = 'delivery-failed:delivery_failed';
const delivered = 'delivered:delivered';
const lost = 'lost:lost';
const home = 'returned-to-sender:returned_to_sender';
const kept = 'shipment-fact.kept';
const none = 'shipment_not_found';
const same = (status: string): string => `tracking.updated:${status}`;
const late = (status: string): string => `cancel-refused:${status}`;

/** Stage → what each command, in the order above, makes of it. */
const table: Readonly<Record<string, readonly string[]>> = {
  unknown: ['planned', none, kept, kept, kept, kept, kept, kept, none, none],
  waiting: [
    'planned tracking.updated:planned',
    none,
    kept,
    kept,
    kept,
    kept,
    kept,
    kept,
    none,
    none,
  ],
  planned: [
    '',
    'dispatched:dispatched',
    'dispatched:dispatched',
    road,
    failed,
    delivered,
    lost,
    home,
    'refused:refused',
    'cancelled:cancelled',
  ],
  'partly cancelled': [
    '',
    'dispatched:dispatched',
    'dispatched:dispatched',
    road,
    failed,
    delivered,
    lost,
    home,
    'refused:refused',
    'cancelled:cancelled',
  ],
  cancelled: [
    '',
    'shipment_cancelled',
    'dispatched:dispatched',
    road,
    failed,
    delivered,
    lost,
    home,
    'shipment_cancelled',
    '',
  ],
  refused: [
    '',
    'shipment_refused',
    'dispatched:dispatched',
    road,
    failed,
    delivered,
    lost,
    home,
    '',
    '',
  ],
  dispatched: [
    '',
    lateNode,
    same('dispatched'),
    road,
    failed,
    delivered,
    lost,
    home,
    lateNode,
    late('dispatched'),
  ],
  'in transit': [
    '',
    same('in_transit'),
    same('in_transit'),
    road,
    failed,
    delivered,
    lost,
    home,
    lateNode,
    late('in_transit'),
  ],
  'out for delivery': [
    '',
    same('out_for_delivery'),
    same('out_for_delivery'),
    road,
    failed,
    delivered,
    lost,
    home,
    lateNode,
    late('out_for_delivery'),
  ],
  'delivery failed': [
    '',
    same('delivery_failed'),
    same('delivery_failed'),
    road,
    same('delivery_failed'),
    delivered,
    lost,
    home,
    lateNode,
    late('delivery_failed'),
  ],
  delivered: ['', ...Array<string>(7).fill(same('delivered')), lateNode, late('delivered')],
  lost: [
    '',
    same('lost'),
    same('lost'),
    road,
    failed,
    delivered,
    same('lost'),
    home,
    lateNode,
    late('lost'),
  ],
  'returned to sender': [
    '',
    same('returned_to_sender'),
    'dispatched:dispatched',
    road,
    failed,
    delivered,
    lost,
    same('returned_to_sender'),
    lateNode,
    late('returned_to_sender'),
  ],
  'cancelled, yet dispatched': [
    '',
    lateNode,
    same('dispatched'),
    road,
    failed,
    delivered,
    lost,
    home,
    lateNode,
    late('dispatched'),
  ],
};

it.each(Object.entries(stages))('another promise: %s', (name, parcels) => {
  const promise: ShippingCommand = { type: 'shipment.promise', data: { promise: '2026-02-01' } };
  const isPlanned = name !== 'unknown' && name !== 'waiting';
  expect(outcome(parcels(), promise)).toBe(isPlanned ? 'promised' : '');
});

describe('stage × command', () => {
  it('is total', () => {
    expect(Object.keys(table)).toEqual(Object.keys(stages));
    for (const row of Object.values(table)) {
      expect(row).toHaveLength(Object.keys(commands).length);
    }
  });

  describe.each(Object.entries(stages))('%s', (stage, parcels) => {
    const expected = table[stage] ?? [];
    it.each(Object.keys(commands).map((name, index) => [name, expected[index]]))(
      '%s: %s',
      (name = '', outcomeExpected = '') => {
        const command = commands[name] ?? plan();
        expect(outcome(parcels(), command)).toBe(outcomeExpected);
      },
    );
  });
});
