import { M, after, issue, receive, release, reserve, totals } from '../test/ledger.js';
import type { StockCommand } from './index.js';

const count = (counted: string): StockCommand => (
  { type: 'stock.count', data: { id: `on-${counted}`, counted } });
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
      { type: 'stock.released', data: { withheld: '3', fromReserved: '3' } }]);
  });

  it('are those that it had, not those that the line still waits for', () => {
    const waiting = after(receive('2'), reserve('4'));
    expect(totals(waiting.when(release({
      request: 2, asked: '4', released: '2', goods: 'not_found',
      books: { reserved: '0', backordered: '2' } })).state())).toBe('2 0 0 2 2');
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
      { type: 'stock.backorder-filled', data: { fills: [{ order: M, quantity: '2' }] } }]);
  });

  it('may be written off before they are counted', () => {
    const written = threeNotFound().when({ type: 'stock.adjust', data: {
      id: 'w', quantity: '-2', reason: 'lost', condition: 'unavailable' } });
    expect(written.state().root).toMatchObject({ missing: 1_000_000, unavailable: 1_000_000 });
  });

  it('may turn up and leave with their parcel all the same', () => {
    const ledger = after(receive('10'), reserve('3'), notFound('3'),
      reserve('6', { request: 3, released: '3' }),
      issue({ request: 4, asked: '6', released: '3', issued: '3' }));
    expect(totals(ledger.state())).toBe('7 4 0 3 0');
  });
});

it('damaged units stay unavailable, also past a count of what is there', () => {
  const ledger = after(receive('10'), reserve('3'), notFound('3', 'damaged'), count('10'));
  expect(totals(ledger.state())).toBe('10 7 0 3 0');
});
