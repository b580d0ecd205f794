import { given } from '#kernel';
import { placedState, buckets } from '../../../test/history.js';
import { stages, shippingSays, two, news, number } from '../../../test/orders.js';
import type { OrderEvent } from '../../events.js';
import { order } from '../../order.js';
import { lifecycleOf } from '../../status/status.js';

describe('following a shipment', () => {
  it('issues units once, when they first leave, and completes on delivery', () => {
    const story = given(order, stages.released)
      .when(shippingSays('dispatched', two, { carrier: 'DHL' }))
      .then([
        {
          type: 'line.shipped',
          data: {
            news: news('dispatched', two, { carrier: 'DHL' }),
            moves: [{ line: '1', from: 'released', quantity: '2' }],
            requests: [
              {
                line: '1',
                sku: 'SKU-1',
                node: 'main',
                request: 2,
                asked: '2',
                released: '0',
                issued: '2',
                expected: { reserved: '0', backordered: '0' },
                onShortage: 'backorder',
              },
            ],
          },
        },
      ])
      .when(shippingSays('dispatched', two, { carrier: 'DHL' }))
      .thenNothing()
      .when(shippingSays('lost', two))
      .then([
        {
          type: 'line.lost',
          data: {
            news: news('lost', two),
            moves: [{ line: '1', from: 'shipped', quantity: '2' }],
            requests: [],
          },
        },
      ])
      .when(shippingSays('delivered', two))
      .then([
        {
          type: 'line.delivered',
          data: {
            news: news('delivered', two),
            moves: [{ line: '1', from: 'lost', quantity: '2' }],
            requests: [],
          },
        },
        { type: 'order.completed', data: {} },
      ])
      .when(shippingSays('delivered', two, { dispatchedAt: '2026-01-02T00:00:00Z' }))
      .then([
        {
          type: 'shipment-status.recorded',
          data: { news: news('delivered', two, { dispatchedAt: '2026-01-02T00:00:00Z' }) },
        },
      ]);
    expect(lifecycleOf(placedState(story.state()))).toBe('completed');
  });

  it('takes a correction back, and completes again', () => {
    const delivered = [
      ...stages.released,
      {
        type: 'line.delivered',
        data: {
          news: news('delivered', two),
          moves: [{ line: '1', from: 'released', quantity: '2' }],
          requests: [],
        },
      },
      { type: 'order.completed', data: {} },
    ] satisfies OrderEvent[];
    const corrected = given(order, delivered).when(shippingSays('in_transit', two)).state();
    expect(lifecycleOf(placedState(corrected))).toBe('in_fulfilment');
    expect(
      order.decide(shippingSays('delivered', two), corrected, { now: 0, key: number }),
    ).toMatchObject([{ type: 'line.delivered' }, { type: 'order.completed' }]);
  });

  it('lists what the node refused until it is reserved again', () => {
    const story = given(order, stages.released).when({
      type: 'order.record-shipment',
      data: {
        what: 'refused',
        reason: 'broken',
        lines: [{ line: '1', quantity: '1' }],
        news: news('planned', [{ line: '1', quantity: '1' }]),
      },
    });
    expect(buckets(story.state())).toEqual([{ released: 1000000, open: 1000000 }]);
    expect(placedState(story.state()).exceptions).toEqual([
      { exception: 'node-refused', line: '1', reason: 'broken' },
    ]);
    const again = order.decide({ type: 'order.reserve-again', data: {} }, story.state(), {
      now: 0,
      key: number,
    });
    expect(again).toMatchObject([
      {
        type: 'line.reserve-requested',
        data: { requests: [{ request: 3, asked: '3', released: '1' }] },
      },
      { type: 'exception.resolved' },
    ]);
  });
});
