import {
  releasedEvent,
  payment,
  placed,
  line,
  reservedEvent,
  acceptedEvent,
  number,
} from '../../../test/orders.js';
import {
  typesOf,
  accepted,
  passed,
  paid,
  names,
  deadline,
  eventsOf,
} from '../../../test/payments.js';
import type { OrderCommand } from '../../commands.js';
import type { OrderEvent } from '../../events.js';
import type { OrderPolicy } from '../../message/body.js';

describe('the payment deadline', () => {
  it('ends an order of which nothing is paid', () => {
    expect(typesOf(accepted(), passed)).toEqual(['order.expired', 'line.cancelled']);
    expect(
      typesOf([...accepted(), paid('authorized', 2000), paid('voided', 2000)], passed),
    ).toEqual(['order.expired', 'line.cancelled']);
    expect(
      typesOf([...accepted(), paid('captured', 2000), paid('refunded', 2000)], passed),
    ).toEqual(['order.expired', 'line.cancelled']);
  });

  it('of a part that is paid people are told, once', () => {
    const history = [...accepted(), paid('captured', 1)];
    expect(typesOf(history, passed)).toEqual(['payment.overdue', '+paid-in-part']);
    const overdue: readonly OrderEvent[] = [
      ...history,
      { type: 'payment.overdue', data: { deadline } },
    ];
    expect([names(history), names(overdue)]).toEqual([['payment'], []]);
    expect(typesOf(overdue, passed)).toEqual([]);
  });

  it('is nothing to what is secured, has gone, or does not wait for money', () => {
    expect(typesOf([...accepted(), paid('authorized', 2000)], passed)).toEqual([]);
    expect(
      typesOf([...accepted(), releasedEvent('S', [{ line: '1', quantity: '2' }])], passed),
    ).toEqual([]);
    expect(typesOf(accepted({ releaseOn: 'accepted' }), passed)).toEqual([]);
    expect(typesOf(accepted({ timers: false }), passed)).toEqual([]);
  });

  it('once it has passed, the order ends when its part goes back', () => {
    const overdue: readonly OrderEvent[] = [
      ...accepted(),
      paid('captured', 1),
      { type: 'payment.overdue', data: { deadline } },
      { type: 'exception.raised', data: { exception: 'paid-in-part', reason: 'r' } },
    ];
    expect(typesOf(overdue, payment('refunded', 1))).toEqual([
      'payment.recorded',
      'order.expired',
      'line.cancelled',
      '-paid-in-part',
    ]);
    expect(typesOf(overdue, payment('captured', 1999))).toEqual([
      'payment.recorded',
      'line.released',
      '-paid-in-part',
    ]);
  });
});

describe('what has gone and what waits at the deadline', () => {
  const two = (policy: Partial<OrderPolicy> = {}): readonly OrderEvent[] => [
    placed({
      lines: [line('1', '2'), line('2', '1')],
      policy: { timers: true, paymentDeadline: deadline, ...policy },
    }),
    reservedEvent('1', '2'),
    reservedEvent('2', '1'),
    acceptedEvent,
    paid('authorized', 3000),
    releasedEvent(`${number}-S1`, [{ line: '1', quantity: '2' }]),
    paid('voided', 3000),
  ];
  const back: OrderCommand = {
    type: 'order.record-return',
    data: { id: 'r', disposition: 'scrapped', lines: [{ line: '1', quantity: '2' }] },
  };
  const left: OrderEvent = {
    type: 'line.shipped',
    data: {
      news: {
        shipment: `${number}-S1`,
        node: 'main',
        status: 'dispatched',
        lines: [],
        parcels: [
          {
            parcel: 'd',
            status: 'dispatched',
            scans: [],
            contents: [{ line: '1', quantity: '2', status: 'dispatched' }],
          },
        ],
      },
      moves: [{ line: '1', quantity: '2', from: 'released' }],
      requests: [],
    },
  };
  const overdue: OrderEvent = { type: 'payment.overdue', data: { deadline } };

  it('the rest is told', () => {
    expect(names(two())).toEqual(['payment']);
    expect(typesOf(two(), passed)).toEqual(['payment.overdue', '+paid-in-part']);
    expect(names(two({ releaseOn: 'accepted' }))).toEqual([]);
  });

  it('what came back is at home: the rest expires, whichever comes first', () => {
    expect(typesOf([...two(), left, overdue], back)).toEqual([
      'line.returned',
      'order.expired',
      'line.cancelled',
    ]);
    const returned = eventsOf([...two(), left], back);
    expect(names([...two(), left, ...returned])).toEqual(['payment']);
    expect(typesOf([...two(), left, ...returned], passed)).toEqual([
      'order.expired',
      'line.cancelled',
    ]);
  });
});
