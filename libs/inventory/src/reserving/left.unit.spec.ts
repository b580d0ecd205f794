import { M, after, receive, reserve, totals } from '../../test/ledger.js';

describe('units that have left', () => {
  it('are kept for their line before that, past the queue, whatever is there', () => {
    const left = (over: object) => reserve('3', { request: 2, hasLeft: true, ...over });
    const waiting = after(receive('1'), reserve('3'), reserve('4', { order: M }));
    const expected = { reserved: '3', backordered: '0' };
    expect(totals(waiting.when(left({ expected })).state())).toBe('1 -2 3 0 4');
    const refused = after(reserve('3', { onShortage: 'refuse' }));
    expect(refused.when(left({ asked: '6', onShortage: 'refuse' })).answer()).toMatchObject([
      { type: 'stock.shortfall', data: { quantity: '3', reason: 'left' } },
      { type: 'stock.reserved', data: { quantity: '3', answer: { reserved: '3', refused: '3' } } },
    ]);
  });
});
