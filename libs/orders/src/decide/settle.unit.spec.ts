import { given } from '#kernel';
import { placedState, buckets } from '../../test/history.js';
import {
  line,
  placed,
  stockSays,
  reservedEvent,
  answer,
  acceptedEvent,
} from '../../test/orders.js';
import { order } from '../order.js';
import { lifecycleOf } from '../status/status.js';

describe('acceptance', () => {
  const lines = [line('1', '2'), line('2', '3', { onShortage: 'refuse' })];

  it('waits until every line is answered', () => {
    const story = given(order, [placed({ lines })])
      .when(stockSays('1', { reserved: '2' }))
      .then([reservedEvent('1', '2')])
      .when(stockSays('2', { reserved: '1', refused: '2' }))
      .then([
        {
          type: 'line.reserved',
          data: {
            moves: [{ line: '2', from: 'open', quantity: '1' }],
            answer: answer('2', { reserved: '1', refused: '2' }),
          },
        },
        {
          type: 'line.refused',
          data: {
            moves: [{ line: '2', from: 'open', quantity: '2' }],
            answer: answer('2', { reserved: '1', refused: '2' }),
          },
        },
        acceptedEvent,
      ])
      .when(stockSays('2', { reserved: '1', refused: '2' }))
      .thenNothing();
    expect(lifecycleOf(placedState(story.state()))).toBe('accepted');
  });

  it('is refused where the stock refuses everything', () => {
    const state = given(order, [placed({ lines: [line('2', '3', { onShortage: 'refuse' })] })])
      .when(stockSays('2', { refused: '3' }))
      .state();
    expect(lifecycleOf(placedState(state))).toBe('rejected');
    expect(buckets(state)).toEqual([{ cancelled: 3000000 }]);
  });

  it('is all or nothing where the order says so, and frees what it holds', () => {
    const all = placed({ lines, policy: { allOrNothing: true } });
    const story = given(order, [all, reservedEvent('1', '2')])
      .when(stockSays('2', { reserved: '1', refused: '2' }))
      .then([
        {
          type: 'line.reserved',
          data: {
            moves: [{ line: '2', from: 'open', quantity: '1' }],
            answer: answer('2', { reserved: '1', refused: '2' }),
          },
        },
        {
          type: 'line.refused',
          data: {
            moves: [{ line: '2', from: 'open', quantity: '2' }],
            answer: answer('2', { reserved: '1', refused: '2' }),
          },
        },
        { type: 'order.rejected', data: { reason: 'all-or-nothing' } },
        {
          type: 'line.cancelled',
          data: {
            reason: 'all-or-nothing',
            moves: [
              { line: '1', quantity: '2', from: 'reserved' },
              { line: '2', quantity: '1', from: 'reserved' },
            ],
            requests: [
              {
                line: '1',
                sku: 'SKU-1',
                node: 'main',
                request: 2,
                asked: '2',
                released: '2',
                issued: '0',
                expected: { reserved: '0', backordered: '0' },
                onShortage: 'backorder',
              },
              {
                line: '2',
                sku: 'SKU-2',
                node: 'main',
                request: 2,
                asked: '3',
                released: '1',
                issued: '0',
                expected: { reserved: '0', backordered: '0' },
                onShortage: 'refuse',
              },
            ],
          },
        },
      ]);
    expect(lifecycleOf(placedState(story.state()))).toBe('rejected');
  });

  it('ignores an answer that a newer request has overtaken, and asks for one in any case', () => {
    const story = given(order, [placed()])
      .when({ type: 'order.cancel', data: { reason: 'r', lines: [{ line: '1', quantity: '1' }] } })
      .then([
        {
          type: 'line.cancelled',
          data: {
            reason: 'r',
            moves: [{ line: '1', quantity: '1', from: 'open' }],
            requests: [
              {
                line: '1',
                sku: 'SKU-1',
                node: 'main',
                request: 2,
                asked: '2',
                released: '1',
                issued: '0',
                onShortage: 'backorder',
              },
            ],
          },
        },
      ])
      .when(stockSays('1', { reserved: '2' }))
      .thenNothing()
      .when(stockSays('1', { request: 2, reserved: '1' }));
    expect(buckets(story.state())).toEqual([{ reserved: 1000000, cancelled: 1000000 }]);
  });
});
