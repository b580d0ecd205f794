import { after, receive, totals } from '../../test/ledger.js';
import type { StockCommand } from '../index.js';

/** What a ledger can just count. */
const most = '9007199254.740991';

const adjust = (quantity: string): StockCommand => ({
  type: 'stock.adjust',
  data: { id: quantity, quantity, reason: 'a barcode' },
});
const count = (counted: string): StockCommand => ({
  type: 'stock.count',
  data: { id: `on-${counted}`, counted },
});

describe('a ledger at the end of what it can count', () => {
  it.each([
    ['adjusted', adjust(`-${most}`)],
    ['counted', count('0')],
  ])('is %s back from above', (_name, command) => {
    expect(totals(after(receive(most, 'a barcode'), command).state())).toBe('0 0 0 0 0');
  });

  it.each([
    ['adjusted', adjust(most)],
    ['counted', count('0')],
  ])('is %s back from below', (_name, command) => {
    const below = after(adjust(`-${most}`));
    below.when(adjust('-0.000001')).thenRefused('quantity_too_large');
    expect(totals(after(adjust(`-${most}`), command).state())).toBe('0 0 0 0 0');
  });

  it('goes no further, in either condition', () => {
    const full = after(receive(most, 'a barcode'));
    full.when(receive('0.000001', 'b')).thenRefused('quantity_too_large');
    full
      .when({
        type: 'stock.adjust',
        data: { id: 'c', quantity: '0.000001', reason: 'found', condition: 'unavailable' },
      })
      .thenRefused('quantity_too_large');
  });
});
