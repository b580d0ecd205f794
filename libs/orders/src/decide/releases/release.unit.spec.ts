import { given } from '#kernel';
import { S1, placedState, hold, typesOf } from '../../../test/history.js';
import {
  line,
  placed,
  reservedEvent,
  acceptedEvent,
  payment,
  number,
  stockSays,
} from '../../../test/orders.js';
import type { OrderEvent } from '../../events.js';
import { order } from '../../order.js';
import { lifecycleOf, fulfilmentOf } from '../../status/status.js';

describe('release to the nodes', () => {
  const lines = [
    line('1', '2', { node: 'b' }),
    line('2', '1', { node: 'a' }),
    line('10', '1', { node: 'b' }),
  ];
  const ready = [
    placed({ lines }),
    reservedEvent('1', '2'),
    reservedEvent('2', '1'),
    reservedEvent('10', '1'),
    acceptedEvent,
  ];

  it('makes one shipment a node, numbered by their first line', () => {
    const story = given(order, ready)
      .when(payment('authorized', 4000))
      .then([
        {
          type: 'payment.recorded',
          data: { id: 'pay-authorized', payment: 'P', status: 'authorized', amount: 4000 },
        },
        {
          type: 'line.released',
          data: {
            shipments: [
              {
                shipment: S1,
                node: 'b',
                moves: [
                  { line: '1', quantity: '2', from: 'reserved' },
                  { line: '10', quantity: '1', from: 'reserved' },
                ],
              },
              {
                shipment: `${number}-S2`,
                node: 'a',
                moves: [{ line: '2', quantity: '1', from: 'reserved' }],
              },
            ],
          },
        },
      ]);
    expect(lifecycleOf(placedState(story.state()))).toBe('in_fulfilment');
  });

  it('waits for every hold, and takes up what stood before', () => {
    const paid = payment('captured', 4000);
    const story = given(order, ready)
      .when(hold('fraud'))
      .then([{ type: 'order.held', data: { hold: 'fraud', reason: 'look' } }])
      .when(hold('address'))
      .then([{ type: 'order.held', data: { hold: 'address', reason: 'look' } }])
      .when(hold('address'))
      .thenNothing();
    expect(fulfilmentOf(placedState(story.state()))).toBe('reserved');
    const held = [
      ...ready,
      { type: 'order.held', data: { hold: 'fraud', reason: 'l' } },
      { type: 'order.held', data: { hold: 'address', reason: 'l' } },
    ] satisfies OrderEvent[];
    expect(typesOf(held, paid)).toEqual(['payment.recorded']);
    given(order, held)
      .when(paid)
      .then([{ type: 'payment.recorded', data: paid.data }])
      .when({ type: 'order.release-hold', data: { hold: 'fraud' } })
      .then([{ type: 'hold.released', data: { hold: 'fraud' } }])
      .when({ type: 'order.release-hold', data: { hold: 'fraud' } })
      .thenRefused('hold_not_found');
    expect(
      typesOf(
        [
          ...held,
          { type: 'hold.released', data: { hold: 'fraud' } },
          { type: 'payment.recorded', data: paid.data },
        ],
        { type: 'order.release-hold', data: { hold: 'address' } },
      ),
    ).toEqual(['hold.released', 'line.released']);
  });

  it('does not wait for money where there is none to pay, or the policy says so', () => {
    expect(
      typesOf(
        [placed({ lines: [line('1', '2', { unitPrice: '0' })] })],
        stockSays('1', { reserved: '2' }),
      ),
    ).toContain('line.released');
    expect(
      typesOf([placed({ policy: { releaseOn: 'accepted' } })], stockSays('1', { reserved: '2' })),
    ).toContain('line.released');
    expect(
      typesOf(
        [
          placed({ policy: { releaseOn: 'dispatch' } }),
          { type: 'payment.recorded', data: payment().data },
        ],
        stockSays('1', { reserved: '2' }),
      ),
    ).toEqual(['line.reserved', 'order.accepted']);
  });
});
