import { contentOf, given } from '#kernel';
import { order } from '#orders';
import type { OrderEvent } from '#orders';
import { news, stages, two } from '../../test/orders.js';

const history: OrderEvent[] = [
  ...stages.released,
  {
    type: 'line.shipped',
    data: {
      news: news('dispatched', two),
      moves: [{ line: '1', from: 'released', quantity: '2' }],
      requests: [],
    },
  },
];
const said = { disposition: 'restocked', lines: [{ line: '1', quantity: '1' }] } as const;
const returned: OrderEvent = {
  type: 'line.returned',
  data: {
    id: 'r1',
    disposition: 'restocked',
    content: contentOf(said),
    moves: [{ line: '1', quantity: '1', from: 'shipped', sku: 'SKU-1', node: 'main' }],
  },
};

describe('returns', () => {
  it('go back to the stock by node and SKU, delivered units first', () => {
    const state = given(order, history)
      .when({ type: 'order.record-return', data: { id: 'r1', ...said } })
      .then([{ ...returned, data: { ...returned.data, told: '2026-01-05T10:00:00Z' } }])
      .state();
    expect(state).toMatchObject({
      lines: [{ buckets: { shipped: 1_000_000, restocked: 1_000_000 } }],
    });
  });

  it('under an id that stands for another one are a conflict', () => {
    given(order, [...history, returned])
      .when({ type: 'order.record-return', data: { id: 'r1', ...said, disposition: 'scrapped' } })
      .thenRefused('id_conflict');
  });
});
