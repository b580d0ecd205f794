import { after, receive, reserve, issue, N, request, totals, release } from '../../test/ledger.js';
import { books } from '../../test/steps.js';

describe('units leave the building', () => {
  it('issues reserved units, and the order knows it already', () => {
    const data = { request: 2, asked: '2', issued: '2', expected: books('0') };
    const ledger = after(receive('5'), reserve('2'))
      .when(issue(data))
      .then([
        {
          type: 'stock.issued',
          data: {
            order: N,
            line: '1',
            quantity: '2',
            fromReserved: '2',
            fromBackordered: '0',
            fromAvailable: '0',
            request: request(data),
          },
        },
      ]);
    expect(totals(ledger.state())).toBe('3 3 0 0 0');
  });

  it('issues backordered units as well: they were there, and the books were short', () => {
    const data = { request: 2, asked: '2', issued: '2', expected: books('0') };
    const ledger = after(receive('1'), reserve('2'))
      .when(issue(data))
      .then([
        { type: 'stock.shortfall', data: { quantity: '1', reason: 'issued', order: N } },
        {
          type: 'stock.issued',
          data: {
            order: N,
            line: '1',
            quantity: '2',
            fromReserved: '1',
            fromBackordered: '1',
            fromAvailable: '0',
            request: request(data),
          },
        },
      ]);
    expect(totals(ledger.state())).toBe('-1 -1 0 0 0');
  });

  it('takes from the queue what the order took there: what it reserved is with its node', () => {
    const elsewhere = issue({ request: 2, asked: '3', issued: '1', expected: books('2') });
    const ledger = after(receive('2'), reserve('3')).when(elsewhere);
    expect(ledger.answer()).toMatchObject([
      { type: 'stock.shortfall', data: { quantity: '1' } },
      { type: 'stock.issued', data: { fromReserved: '0', fromBackordered: '1' } },
    ]);
    expect(totals(ledger.state())).toBe('1 -1 2 0 0');
  });

  it('issues cancelled units that were shipped all the same from what is available', () => {
    const cancelled = after(
      receive('2'),
      reserve('2'),
      release({ request: 2, asked: '2', released: '2', expected: books('0') }),
    );
    const shipped = issue({
      request: 3,
      asked: '2',
      released: '2',
      issued: '2',
      expected: books('0'),
    });
    expect(cancelled.when(shipped).answer()).toMatchObject([
      {
        type: 'stock.issued',
        data: { fromReserved: '0', fromBackordered: '0', fromAvailable: '2' },
      },
    ]);
    expect(totals(cancelled.when(shipped).state())).toBe('0 0 0 0 0');
  });

  it('issues a part now and the rest later', () => {
    const part = issue({ request: 2, asked: '5', issued: '2', expected: books('3') });
    const rest = issue({ request: 3, asked: '5', issued: '5', expected: books('0') });
    const ledger = after(receive('5'), reserve('5'), part, rest);
    expect(totals(ledger.state())).toBe('0 0 0 0 0');
    ledger.when(part).thenNothing();
  });
});
