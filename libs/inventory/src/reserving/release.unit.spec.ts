import {
  receive,
  reserve,
  after,
  release,
  N,
  request,
  totals,
  answer,
  M,
} from '../../test/ledger.js';
import { books } from '../../test/steps.js';

describe('an order line gives units back', () => {
  const asked4 = [receive('3'), reserve('4')];

  it('takes backordered units first, then reserved ones; no answer where the books agree', () => {
    const data = { request: 2, asked: '4', released: '2', expected: books('2') };
    const ledger = after(...asked4)
      .when(release(data))
      .then([
        {
          type: 'stock.released',
          data: {
            order: N,
            line: '1',
            quantity: '2',
            fromBackordered: '1',
            fromReserved: '1',
            request: request(data),
          },
        },
      ]);
    expect(totals(ledger.state())).toBe('3 1 2 0 0');
  });

  it('answers where the books say otherwise', () => {
    const data = { request: 2, asked: '4', released: '1', expected: books('2', '1') };
    after(...asked4)
      .when(release(data))
      .then([
        {
          type: 'stock.released',
          data: {
            order: N,
            line: '1',
            quantity: '1',
            fromBackordered: '1',
            fromReserved: '0',
            request: request(data),
            answer: answer({ request: 2, reserved: '3' }),
          },
        },
      ]);
  });

  it('records a request that finds nothing to give back', () => {
    const data = {
      request: 2,
      asked: '4',
      released: '4',
      onShortage: 'refuse' as const,
      expected: books('0'),
    };
    after(reserve('4', { onShortage: 'refuse' }))
      .when(release(data))
      .then([
        {
          type: 'stock.released',
          data: {
            order: N,
            line: '1',
            quantity: '0',
            fromBackordered: '0',
            fromReserved: '0',
            request: request(data),
          },
        },
      ]);
  });

  it('hands them to whoever waits, in the same decision', () => {
    const waiting = after(receive('2'), reserve('2'), reserve('1', { order: M }));
    const data = { request: 2, asked: '2', released: '2', expected: books('0') };
    const ledger = waiting.when(release(data)).then([
      {
        type: 'stock.released',
        data: {
          order: N,
          line: '1',
          quantity: '2',
          fromBackordered: '0',
          fromReserved: '2',
          request: request(data),
        },
      },
      {
        type: 'stock.backorder-filled',
        data: {
          more: false,
          fills: [
            { order: M, line: '1', quantity: '1', answer: answer({ order: M, reserved: '1' }) },
          ],
        },
      },
    ]);
    expect(totals(ledger.state())).toBe('2 1 1 0 0');
  });
});
