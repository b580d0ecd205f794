import { stock } from '#inventory';
import type { OrderState } from '#orders';
import { number, ordered, two } from '../../test/ordered.js';
import { ReservationInvariant } from './reservations.js';

describe('a line that needs no stock', () => {
  const key = 'acme/main/A';
  const heard = stock.evolve(stock.initial, {
    type: 'stock.refused',
    data: {
      order: number,
      line: '1',
      quantity: '2',
      request: {
        order: number,
        line: '1',
        request: 1,
        asked: '2',
        released: '0',
        issued: '0',
        onShortage: 'refuse',
      },
    },
  });
  const reported = (state: OrderState): readonly string[] => {
    const found: string[] = [];
    const invariant = new ReservationInvariant();
    invariant.takeStock(key, heard);
    invariant.takeOrder(number, state);
    invariant.compare((text) => found.push(text));
    return found;
  };

  it('is told where a ledger ever heard of it', () => {
    expect(reported(ordered({ trackStock: true }))).toEqual([]);
    expect(reported(ordered({ trackStock: false }))).toEqual([
      expect.stringMatching(/^I3 .*needs no stock, and a ledger was asked/),
    ]);
  });

  it('but not of what it was before an edit', () => {
    const totals = { asked: two, released: 0, issued: two, refused: 0 };
    const elsewhere = [{ node: 'main', sku: 'A', trackStock: true, ...totals }];
    expect(reported(ordered({ trackStock: false, elsewhere }))).toEqual([]);
  });
});
