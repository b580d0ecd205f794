import type { Position, ViewBatch } from '#ports';

/** Places in a log that nobody wrote. */
export const at = (offset: number): Position => ({
  offset,
  term: 0,
  chain: offset - 1,
  inbox: offset - 1,
  digest: `${offset}`.padStart(32, '0'),
  logId: 'b',
});

export const batch = (
  from: number | undefined,
  to: number,
  more: Partial<ViewBatch> = {},
): ViewBatch => ({
  from: from === undefined ? undefined : at(from),
  to: at(to),
  documents: [],
  remove: [],
  insert: [],
  counters: new Map(),
  ...more,
});

/** An order as it stands in a view: some 700 bytes, and 250 a line. */
export const orderDocument = (number: string, lines: number) => ({
  version: 3,
  doc: {
    number,
    tenant: 'default',
    since: '2026-01-05T10:00:00Z',
    channel: 'web',
    currency: 'EUR',
    customer: { name: 'Ada Lovelace', email: 'ada@example.com', phone: '+44 20 7946 0000' },
    shipTo: { name: 'Ada Lovelace', street: '12 St James’s Square', city: 'London', zip: 'SW1Y' },
    lifecycle: 'open',
    fulfilment: 'none',
    payment: 'due',
    holds: {},
    exceptions: [],
    lines: Array.from({ length: lines }, (_, line) => ({
      line: String(line + 1),
      sku: `SKU-${line}`,
      node: 'main',
      ordered: '2',
      unit: 'each',
      unitPrice: '9.90',
      onShortage: 'backorder',
      buckets: { open: '0', reserved: '2', released: '0', shipped: '0', cancelled: '0' },
    })),
  },
});

/** `count` new orders with five places and three counters each. */
export const orders = (from: number, count: number, lines = 2): Partial<ViewBatch> => {
  const numbers = Array.from({ length: count }, (_, nth) => `OMS-${from + nth}`);
  return {
    documents: numbers.flatMap((key) => [
      { view: 'order', key, doc: orderDocument(key, lines) },
      { view: 'timeline', key, doc: { version: 3, doc: { events: ['placed', 'reserved'] } } },
    ]),
    insert: numbers.flatMap((key) =>
      ['all', 'lifecycle:open', 'channel:web', 'sku:SKU-0', `reference:${key}`].map((list) => ({
        index: `default|${list}`,
        sort: '2026-01-05T10:00:00Z',
        key,
      })),
    ),
    counters: new Map([
      ['orders', count],
      ['lifecycle:open', count],
      ['payment:due', count],
    ]),
  };
};
