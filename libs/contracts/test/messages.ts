/** An order and what is told of it, for the specs. */
import type { PlaceOrder } from '#orders';
import type { LogRecord, StoredRecord } from '#ports';
import type { EventEnvelope, InboxEnvelope, LogEvent } from '../src/envelope.js';
import type { OrderEvent } from '#orders';

export const number = 'H0VD-3KFX-FA0T-8V';
const claim = { tenant: 'acme', channel: 'web', channelRef: 'R-1', attempt: 0 };

export const place: PlaceOrder = {
  type: 'order.place',
  data: {
    number,
    claim,
    body: {
      placedAt: '2026-01-05T10:00:00Z',
      currency: 'EUR',
      policy: { allOrNothing: false, onEmpty: 'exception', releaseOn: 'paid', timers: true },
      customer: { name: 'João' },
      charges: [],
      lines: [
        {
          line: '1',
          sku: 'A',
          node: 'main',
          quantity: '2',
          unit: 'each',
          unitPrice: '9.90',
          onShortage: 'backorder',
        },
        {
          line: '2',
          sku: 'B/7',
          node: 'main',
          quantity: '0.5',
          unit: 'kg',
          unitPrice: '0.001',
          onShortage: 'refuse',
        },
      ],
    },
  },
};

export const posted: InboxEnvelope<PlaceOrder> = {
  key: number,
  tenant: 'acme',
  number,
  id: 'c-1',
  from: '/api',
  command: place,
};

export const placed: EventEnvelope<OrderEvent | LogEvent> = {
  service: 'orders',
  partition: 3,
  key: number,
  tenant: 'acme',
  number,
  id: '3:inbox:17:0:0',
  version: 1,
  at: Date.parse('2026-01-05T10:00:02.125Z'),
  command: 'c-1',
  link: {
    term: 12,
    chain: 16,
    input: 'inbox',
    offset: 17,
    k: 0,
    index: 0,
    count: 1,
    prev: '0'.repeat(32),
  },
  event: {
    type: 'order.placed',
    data: { number, claim, placedAt: '2026-01-05T10:00:00Z', body: place.data.body },
  },
};

/** As another process reads it: the same content, no object shared. */
export const stored = ({ key, headers, value }: LogRecord): StoredRecord => ({
  key,
  headers: { ...headers },
  value: value === null ? null : Buffer.from(value),
  offset: 41,
  time: 0,
});

export const withBody = (record: StoredRecord, body: string | Uint8Array | null): StoredRecord => ({
  ...record,
  value: typeof body === 'string' ? Buffer.from(body) : body,
});

export const withHeaders = (
  { headers, ...record }: StoredRecord,
  changed: Readonly<Record<string, string | undefined>>,
): StoredRecord => ({
  ...record,
  headers: Object.fromEntries(
    Object.entries({ ...headers, ...changed }).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value]],
    ),
  ),
});
