import { given, isRefusal } from '#kernel';
import { order } from '#orders';
import type { OrderCommand, OrderEvent } from '#orders';
import { news, stages, two } from '../../test/orders.js';

const refusal = (data: object = {}): OrderCommand => ({
  type: 'order.record-refusal',
  data: { id: 'f', reason: 'not found', ...data },
});
const reported = (of: string): OrderEvent => ({
  type: 'exception.raised',
  data: {
    exception: 'refusal-unmatched',
    reason:
      `refusal f (not found) of ${of}. Nothing of that was ` +
      'booked: count the goods, tell the refusal as it is, or dismiss this',
  },
});
const eventsOf = (history: readonly OrderEvent[], command: OrderCommand): readonly OrderEvent[] => {
  const answer = given(order, history).when(command).answer();
  return isRefusal(answer) ? [] : answer;
};
const exceptionsAfter = (history: readonly OrderEvent[], data?: object): readonly OrderEvent[] =>
  eventsOf(history, refusal(data)).filter(({ type }) => type === 'exception.raised');
const shipped: readonly OrderEvent[] = [
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

describe('a refusal that fits nothing', () => {
  it.each([
    ['1 of line 9: the order has no line 9', { lines: [{ line: '9', quantity: '1' }] }],
    ['all: nothing goes from mian', { node: 'mian' }],
    ['1 of line 1: line 1 goes from main', { node: 'n2', lines: [{ line: '1', quantity: '1' }] }],
    ['3 of line 1: no more of it is with its node', { lines: [{ line: '1', quantity: '5' }] }],
  ])('is told: %s', (of, data) => {
    expect(exceptionsAfter(stages.released, data)).toEqual([reported(of)]);
  });

  it('is not asked about where history is replayed and its goods have left', () => {
    expect(exceptionsAfter(shipped)).toEqual([]);
  });
});

describe('an id of a dispatch', () => {
  const fact = { id: 'x', at: '2026-01-05T10:00:00Z' } as const;
  const dispatch: OrderCommand = {
    type: 'order.record-dispatch',
    data: { scope: {}, fact: { kind: 'dispatch', ...fact } },
  };
  const scan: OrderCommand = {
    type: 'order.record-scan',
    data: { scope: {}, fact: { kind: 'scan', status: 'delivered', ...fact } },
  };

  it.each([
    [dispatch, scan],
    [scan, dispatch],
  ])('stands for no scan, nor reverse', (one, other) => {
    for (const history of [[], stages.released]) {
      const before = [...history, ...eventsOf(history, one)];
      given(order, before).when(other).thenRefused('id_conflict');
    }
  });
});
