import { M, after, issue, recall, receive, release, reserve, totals } from '../../test/ledger.js';
import type { Ledger } from '../../test/ledger.js';
import type { StockCommand } from '../index.js';

const count = (counted: string): StockCommand => ({
  type: 'stock.count',
  data: { id: `on-${counted}`, counted },
});
const notFound = (quantity: string, goods: 'not_found' | 'damaged' = 'not_found') =>
  release({ request: 2, asked: quantity, released: quantity, goods });
/** Ten on the shelf, three of them for an order, and the node does not find those. */
const threeNotFound = () => after(receive('10'), reserve('3'), notFound('3'));

describe('units that a node did not find', () => {
  it('are on hand and cannot be sold', () => {
    expect(totals(threeNotFound().state())).toBe('10 7 0 3 0');
    expect(threeNotFound().state().root.missing).toBe(3_000_000);
  });

  it('fill nobody’s backorder', () => {
    const waiting = after(receive('3'), reserve('3'), reserve('2', { order: M }));
    expect(waiting.when(notFound('3')).answer()).toMatchObject([
      { type: 'stock.released', data: { withheld: '3', fromReserved: '3' } },
    ]);
  });

  it('are those that it had, not those that the line still waits for', () => {
    const waiting = after(receive('2'), reserve('4'));
    expect(
      totals(
        waiting
          .when(
            release({
              request: 2,
              asked: '4',
              released: '2',
              goods: 'not_found',
              expected: { reserved: '0', backordered: '2' },
            }),
          )
          .state(),
      ),
    ).toBe('2 0 0 2 2');
  });

  it('are gone where a count says so', () => {
    expect(totals(threeNotFound().when(count('7')).state())).toBe('7 7 0 0 0');
  });

  it('can be sold again where a count found them, and the queue comes first', () => {
    expect(totals(threeNotFound().when(count('10')).state())).toBe('10 10 0 0 0');
    const waiting = after(receive('3'), reserve('3'), notFound('3'), reserve('2', { order: M }));
    expect(totals(waiting.state())).toBe('3 0 0 3 2');
    expect(waiting.when(count('3')).answer()).toMatchObject([
      { type: 'stock.counted', data: { judged: '3', difference: '0' } },
      { type: 'stock.backorder-filled', data: { fills: [{ order: M, quantity: '2' }] } },
    ]);
  });

  it('may be written off before they are counted', () => {
    const written = threeNotFound().when({
      type: 'stock.adjust',
      data: { id: 'w', quantity: '-2', reason: 'lost', condition: 'unavailable' },
    });
    expect(written.state().root).toMatchObject({ missing: 1_000_000, unavailable: 1_000_000 });
  });

  it('stay where they are as the line is sent other ones', () => {
    const ledger = after(
      receive('10'),
      reserve('3'),
      notFound('3'),
      reserve('6', { request: 3, released: '3' }),
      issue({ request: 4, asked: '6', released: '3', issued: '3' }),
    );
    expect(totals(ledger.state())).toBe('7 4 0 3 0');
  });
});

describe('units that a node did not find and that leave all the same', () => {
  const expected = { reserved: '0', backordered: '0' };
  /** `released`, `waits`: what a line at rest, or one that waits, gives back again. */
  const line = (asked: string, issued: string, over: object = {}) => ({
    asked,
    released: '3',
    issued,
    expected,
    ...over,
  });
  const leaving = (asked: string, over: object = {}) =>
    reserve(asked, { ...line(asked, '0'), request: 3, hasLeft: true, ...over });
  const left = (asked: string, issued: string) => issue({ ...line(asked, issued), request: 4 });
  const neverLeft = (asked: string, issued: string) =>
    recall(asked, { ...line(asked, issued), request: 5 });
  const missing = (ledger: Ledger): number => ledger.state().root.missing / 1_000_000;

  it('are found, and take nothing from what can be sold', () => {
    const ledger = after(receive('10'), reserve('3'), notFound('3'), leaving('6'), left('6', '3'));
    expect(totals(ledger.state())).toBe('7 7 0 0 0');
    expect(missing(ledger)).toBe(0);
  });

  it('are found in part: the others still wait for their count', () => {
    const ledger = after(receive('10'), reserve('3'), notFound('3'), leaving('5'), left('5', '2'));
    expect(totals(ledger.state())).toBe('8 7 0 1 0');
    expect(totals(ledger.when(count('8')).state())).toBe('8 8 0 0 0');
  });

  it('are found where the line had asked once more and waited', () => {
    const waiting = [
      receive('3'),
      reserve('3'),
      notFound('3'),
      reserve('6', { request: 3, released: '3' }),
    ];
    expect(
      after(...waiting)
        .when(leaving('6', { request: 4 }))
        .answer(),
    ).toMatchObject([
      { type: 'stock.backorder-filled', data: { hasLeft: true, found: '3' } },
      { type: 'stock.reserved', data: { quantity: '0' } },
    ]);
    const ledger = after(
      ...waiting,
      leaving('6', { request: 4 }),
      issue({ ...line('6', '3'), request: 5 }),
    );
    expect(totals(ledger.state())).toBe('0 0 0 0 0');
  });

  it('are not those of another line, nor such as this one had not lost', () => {
    const other = after(
      receive('10'),
      reserve('3'),
      notFound('3'),
      reserve('2', { order: M, hasLeft: true }),
    );
    expect(totals(other.state())).toBe('10 5 2 3 0');
    const more = after(receive('10'), reserve('3'), notFound('3'), leaving('7'), left('7', '4'));
    expect(totals(more.state())).toBe('6 6 0 0 0');
  });

  it('are taken from the shelf where a count has judged them: nothing is sold twice', () => {
    const counted = after(receive('10'), reserve('3'), notFound('3'), count('10'));
    const again = counted.when(reserve('4', { order: M }));
    const ledger = after(
      receive('10'),
      reserve('3'),
      notFound('3'),
      count('10'),
      reserve('4', { order: M }),
      release({ order: M, request: 2, asked: '4', released: '4', goods: 'not_found' }),
      leaving('6'),
      left('6', '3'),
    );
    expect(totals(again.state())).toBe('10 6 4 0 0');
    expect(totals(ledger.state())).toBe('7 3 0 4 0');
    expect(missing(ledger)).toBe(4);
  });

  it('take no more than is still missing where some were written off', () => {
    const ledger = after(
      receive('10'),
      reserve('3'),
      notFound('3'),
      {
        type: 'stock.adjust',
        data: { id: 'w', quantity: '-2', reason: 'lost', condition: 'unavailable' },
      },
      leaving('6'),
    );
    expect(totals(ledger.state())).toBe('8 5 3 0 0');
  });

  it('wait for a count once more where they never left: nobody has found them', () => {
    const gone = () =>
      after(
        receive('3'),
        reserve('3'),
        notFound('3'),
        reserve('2', { order: M }),
        leaving('6'),
        left('6', '3'),
        neverLeft('9', '3'),
      );
    expect(totals(gone().state())).toBe('3 0 3 0 2');
    const rests = gone().when(
      release({ ...line('9', '3', { released: '6', waits: '0' }), request: 6 }),
    );
    expect(rests.answer()).toMatchObject([{ type: 'stock.released', data: { withheld: '3' } }]);
    expect(totals(rests.state())).toBe('3 0 0 3 2');
    const cancelled = gone().when(release({ ...line('9', '3', { released: '6' }), request: 6 }));
    expect(totals(cancelled.state())).toBe('3 0 0 3 2');
  });

  it('wait in the queue again, and fill nobody’s backorder, where the line had waited', () => {
    const gone = [
      receive('3'),
      reserve('3'),
      notFound('3'),
      reserve('6', { request: 3, released: '3' }),
      leaving('6', { request: 4 }),
      issue({ ...line('6', '3'), request: 5 }),
      recall('9', { ...line('9', '3'), request: 6 }),
    ];
    const waits = release({
      ...line('9', '3', { waits: '3', expected: { reserved: '0', backordered: '3' } }),
      request: 7,
    });
    expect(
      after(...gone)
        .when(waits)
        .answer(),
    ).toMatchObject([
      { type: 'stock.released', data: { queued: '3' } },
      { type: 'stock.released', data: { quantity: '0', withheld: '3' } },
    ]);
    expect(totals(after(...gone, waits).state())).toBe('3 0 0 3 3');
    expect(totals(after(...gone, waits, count('3')).state())).toBe('3 0 3 0 0');
  });

  it('wait in the queue again where more has left than the books had', () => {
    const ledger = after(
      receive('3'),
      reserve('3'),
      notFound('3'),
      reserve('6', { request: 3, released: '3' }),
      leaving('6', { request: 4 }),
      issue({ ...line('6', '3'), request: 5 }),
      reserve('2', { order: M, hasLeft: true }),
      recall('9', { ...line('9', '3'), request: 6 }),
      release({
        ...line('9', '3', { waits: '3', expected: { reserved: '0', backordered: '3' } }),
        request: 7,
      }),
    );
    expect(totals(ledger.state())).toBe('3 -2 2 3 3');
  });

  it('are none of those that leave before them in another parcel', () => {
    const there = { expected: { reserved: '1', backordered: '0' } };
    const parts = [
      receive('4'),
      reserve('4'),
      release({ request: 2, asked: '4', released: '3', goods: 'not_found' }),
      reserve('5', line('5', '0', { request: 3, hasLeft: true })),
      issue(line('5', '1', { request: 4, ...there })),
      release(line('5', '1', { request: 5, released: '4', waits: '0' })),
    ];
    expect(totals(after(...parts).state())).toBe('3 0 0 3 0');
    expect(
      totals(
        after(
          ...parts,
          reserve('6', line('6', '1', { request: 6, released: '4', hasLeft: true })),
          issue(line('6', '2', { request: 7, released: '4' })),
        ).state(),
      ),
    ).toBe('2 0 0 2 0');
  });

  it('may leave a second time, and a cancel of what was there withholds nothing', () => {
    const again = [
      receive('4'),
      reserve('4'),
      release({ request: 2, asked: '4', released: '3', goods: 'not_found' }),
      leaving('7'),
      issue(line('7', '4', { request: 4 })),
      recall('11', line('11', '4', { request: 5 })),
      issue(line('11', '8', { request: 6 })),
    ];
    expect(totals(after(...again).state())).toBe('0 0 0 0 0');
    expect(
      totals(
        after(
          ...again,
          reserve('13', line('13', '8', { request: 7 })),
          receive('2'),
          release(line('13', '8', { request: 8, released: '5' })),
        ).state(),
      ),
    ).toBe('2 2 0 0 0');
  });
});

it('damaged units stay unavailable, also past a count of what is there', () => {
  const ledger = after(receive('10'), reserve('3'), notFound('3', 'damaged'), count('10'));
  expect(totals(ledger.state())).toBe('10 7 0 3 0');
});
