import type { Recorded } from '#kernel';
import { M, N, decideAll, issue, key, receive, release, reserve, totals } from '../test/ledger.js';
import { reservationsOf, stock, stockProjections, stockRow } from './index.js';
import type { StockDocument, StockEvent } from './index.js';

const commands = [
  reserve('3'),
  receive('5'),
  reserve('4', { order: M }),
  {
    type: 'stock.adjust',
    data: { id: 'a', quantity: '0.5', reason: 'broken', condition: 'unavailable' },
  } as const,
  release({ order: M, request: 2, asked: '4', released: '1' }),
  issue({ request: 2, asked: '3', issued: '3' }),
  reserve('9', { line: '2', onShortage: 'refuse' }),
  { type: 'stock.count', data: { id: 'c', counted: '4' } } as const,
];
const { state, events } = decideAll(stock.initial, commands);
const recorded = (event: StockEvent): Recorded<StockEvent> => ({
  event,
  key,
  tenant: 'acme',
  id: '0:inbox:1:0:0',
  chain: 1,
  index: 0,
  version: 1,
  at: 0,
});
const folded = (): StockDocument => {
  let doc: StockDocument | undefined;
  for (const event of events) doc = stockProjections.stock.evolve(doc, recorded(event));
  if (doc === undefined) throw new Error('no document');
  return doc;
};

describe('the stock view', () => {
  it('shows what the ledger holds', () => {
    const doc = folded();
    const { onHand, available, reserved, unavailable, backordered } = doc;
    expect([onHand, available, reserved, unavailable, backordered].join(' ')).toBe(totals(state));
  });

  it('is a row of these fields in this order', () => {
    expect(JSON.stringify(stockRow(folded()))).toBe(
      '{"node":"main","sku":"CUP","onHand":"4",' +
        '"available":"0.5","reserved":"3","unavailable":"0.5","missing":"0","backordered":"0",' +
        '"unit":"each"}',
    );
  });

  it('is listed by node and SKU within its tenant, and counted', () => {
    const doc = folded();
    expect(stockProjections.stock.indexes?.(doc, key)).toEqual([
      { index: 'acme|stock', sort: 'main/CUP' },
      { index: 'acme|node:main', sort: 'CUP' },
    ]);
    expect(stockProjections.stock.counters?.(doc)).toEqual(['acme|skus']);
  });
});

describe('reservations read from the events alone', () => {
  it('are what the ledger holds for each line', () => {
    const unit = 1_000_000;
    expect(Object.fromEntries(reservationsOf(events))).toEqual({
      [`${N}|1`]: { reserved: 0, backordered: 0, refused: 0, issued: 3 * unit },
      [`${M}|1`]: { reserved: 3 * unit, backordered: 0, refused: 0, issued: 0 },
      [`${N}|2`]: { reserved: 0, backordered: 0, refused: 9 * unit, issued: 0 },
    });
  });

  it('go on from what was read before', () => {
    const held = reservationsOf(events.slice(0, 4));
    expect(reservationsOf(events.slice(4), held)).toEqual(reservationsOf(events));
  });
});
