import { startedBackend } from './backend.fixture.js';
import type { RunningBackend } from './backend.fixture.js';
import { DocumentedClient } from './documented-client.fixture.js';
import { orderInputExample } from './docs/examples.js';

let backend: RunningBackend;
let api: DocumentedClient;

beforeAll(async () => {
  backend = await startedBackend();
  api = await DocumentedClient.of(backend.address);
});
afterAll(() => backend.stop());

const patient = { prefer: 'wait=10' };
const minute = 60_000;
const begin = Date.parse('2026-01-05T10:00:00Z');
const timeOf = (at: number): string => new Date(begin + at * minute).toISOString();

interface Row {
  readonly omsNumber: string;
  readonly channelRef: string;
  readonly placedAt: string;
}
interface PageBody {
  readonly rows: readonly Row[];
  readonly next?: string;
}

const place = (ref: string, at: number, changes: object = {}) =>
  api.post(
    '/v1/orders',
    { ...orderInputExample, channelRef: ref, placedAt: timeOf(at), ...changes },
    patient,
  );
const page = async (query: string): Promise<PageBody> => {
  const { status, body } = await api.get(`/v1/orders?${query}`);
  expect(status).toBe(200);
  return {
    rows: body.rows as readonly Row[],
    ...(body.next === undefined ? {} : { next: body.next }),
  };
};
const walked = async (
  query: string,
  between?: (pages: number) => Promise<unknown>,
): Promise<readonly string[]> => {
  const seen: string[] = [];
  let cursor = '';
  for (let pages = 1; ; pages += 1) {
    const { rows, next } = await page(`${query}${cursor}`);
    seen.push(...rows.map(({ channelRef }) => channelRef));
    if (next === undefined) return seen;
    cursor = `&cursor=${next}`;
    await between?.(pages);
  }
};

const names = (prefix: string, from: number, to: number): string[] =>
  Array.from({ length: to - from }, (_, at) => `${prefix}${to - 1 - at}`);

beforeAll(async () => {
  const line = orderInputExample.lines[0];
  await Promise.all(
    Array.from({ length: 40 }, (_, at) =>
      place(`L-${at}`, at, {
        channel: at % 4 === 0 ? 'phone' : 'web',
        lines: [
          { ...line, sku: at % 2 === 0 ? 'even' : 'odd', node: at % 5 === 0 ? 'north' : 'main' },
        ],
      }),
    ),
  );
  await api.get('/v1/settled?wait=10');
});

describe('finding orders', () => {
  test('goes through all of them, newest first, each once', async () => {
    expect(await walked('limit=7')).toEqual(names('L-', 0, 40));
    expect(await walked('limit=40')).toEqual(names('L-', 0, 40));
  });

  test('combines filters, whichever list is walked', async () => {
    const evenPhone = names('L-', 0, 40).filter((name) => Number(name.slice(2)) % 4 === 0);
    expect(await walked('sku=even&channel=phone&limit=3')).toEqual(evenPhone);
    expect(await walked('sku=odd&channel=phone')).toEqual([]);
    const north = names('L-', 0, 40).filter((name) => Number(name.slice(2)) % 5 === 0);
    expect(
      await walked('node=north&lifecycle=accepted&fulfilment=backordered&payment=unknown&limit=3'),
    ).toEqual(north);
    expect(await walked('attention=hold')).toEqual([]);
  });

  test('keeps to the times asked for, both ends included', async () => {
    const to = encodeURIComponent('2026-01-05T12:12:00+02:00');
    const query = `placedFrom=${timeOf(10)}&placedTo=${to}`;
    expect(await walked(query)).toEqual(['L-12', 'L-11', 'L-10']);
  });

  test('is not confused by orders that come and change while pages are turned', async () => {
    const { rows } = await page('limit=500');
    const held = rows.at(-3);
    const seen = await walked('lifecycle=accepted&limit=6', async (pages) => {
      await place(`new-${pages}`, 1_000 + pages);
      await place(`old-${pages}`, -1_000 - pages);
      await api.post(
        `/v1/orders/${held?.omsNumber}/hold`,
        { hold: `h-${pages}`, reason: 'x' },
        patient,
      );
    });
    expect(seen.filter((name) => name.startsWith('L-'))).toEqual(names('L-', 0, 40));
    expect(seen.some((name) => name.startsWith('new-'))).toBe(false);
    expect(new Set(seen).size).toBe(seen.length);
    expect(await walked('attention=hold')).toEqual([held?.channelRef]);
  });

  test('refuses a cursor of another list', async () => {
    const { next } = await page('limit=2&sku=even');
    const { status, body } = await api.get(`/v1/orders?limit=2&sku=odd&cursor=${next}`);
    expect([status, body.code]).toEqual([400, 'cursor_invalid']);
  });

  test('of one tenant shows nothing of another', async () => {
    const acme = { 'oms-tenant': 'acme', ...patient };
    const {
      body: { omsNumber },
    } = await api.post('/v1/orders', { ...orderInputExample, channelRef: 'T-1' }, acme);
    expect((await api.get(`/v1/orders/${omsNumber}`, acme)).status).toBe(200);
    for (const path of ['', '/timeline']) {
      expect((await api.get(`/v1/orders/${omsNumber}${path}`)).body.code).toBe('order_not_found');
    }
    const cancel = await api.post(`/v1/orders/${omsNumber}/cancel`, { reason: 'x' });
    expect([cancel.status, cancel.body.code]).toEqual([404, 'order_not_found']);
    expect((await api.get('/v1/orders', acme)).body.rows).toHaveLength(1);
    expect((await api.get('/v1/counters', acme)).body.counters).toMatchObject({ orders: 1 });
    expect((await api.get('/v1/references/T-1')).body.orders).toEqual([]);
  });
});

describe('other lists', () => {
  test('a reference leads to its orders, of one channel or of all', async () => {
    const numbers = await Promise.all(
      ['web', 'shop'].map(
        async (channel) => (await place('same/ref #1', 1, { channel })).body.omsNumber,
      ),
    );
    const path = `/v1/references/${encodeURIComponent('same/ref #1')}`;
    const { body } = await api.get(path);
    const found = (body.orders as readonly Row[]).map(({ omsNumber }) => omsNumber);
    expect(found.toSorted()).toEqual(numbers.map(String).toSorted());
    expect((await api.get(`${path}?channel=shop`)).body).toMatchObject({
      orders: [{ channel: 'shop' }],
    });
    expect((await api.get('/v1/references/none')).body).toEqual({ reference: 'none', orders: [] });
  });

  test('stock is listed by node and SKU, and moved by each kind of message', async () => {
    await api.post(
      '/v1/stock/z/A%2F1/receipts',
      {
        receipts: [
          { id: 'r', quantity: '5' },
          { id: 's', quantity: '1' },
        ],
      },
      patient,
    );
    await api.post('/v1/stock/z/A%2F1/receipts', { id: 'r', quantity: '5' }, patient);
    await api.post('/v1/stock/z/A%2F1/adjustments', { quantity: '-1', reason: 'broken' }, patient);
    await api.post(
      '/v1/stock/z/A%2F1/returns',
      { quantity: '2', reason: 'unknown order' },
      patient,
    );
    const { body } = await api.post('/v1/stock/z/A%2F1/counts', { counted: '6.5' }, patient);
    expect(body).toMatchObject({ sku: 'A/1', onHand: '6.5', available: '6.5' });
    const rows: { node: string; sku: string }[] = [];
    let cursor = '';
    do {
      const { body: stock } = await api.get(`/v1/stock?limit=2${cursor}`);
      rows.push(...(stock.rows as typeof rows));
      cursor = stock.next === undefined ? '' : `&cursor=${stock.next}`;
    } while (cursor !== '');
    const keys = rows.map(({ node, sku }) => `${node}/${sku}`);
    expect(keys).toEqual(keys.toSorted());
    expect(keys.at(-1)).toBe('z/A/1');
    expect(new Set(keys).size).toBe(keys.length);
  });

  test('what was refused is listed, and can be driven again', async () => {
    const {
      body: { omsNumber },
    } = await place('refused', 2);
    const bad = await api.post(`/v1/orders/${omsNumber}/release-hold`, { hold: 'none' }, patient);
    expect(bad.status).toBe(422);
    const { body } = await api.get('/v1/rejected?limit=1');
    const [row] = body.rows as readonly { readonly id: string }[];
    expect(row).toMatchObject({ code: 'hold_not_found', omsNumber, field: 'hold' });
    await api.post(
      `/v1/orders/${omsNumber}/hold`,
      { hold: 'none', reason: 'now it stands' },
      patient,
    );
    const again = await api.post(`/v1/rejected/${row?.id}/redrive`, undefined);
    expect(again.status).toBe(202);
    await api.get(`/v1/settled?after=${again.body.token}&wait=10`);
    expect((await api.get(`/v1/orders/${omsNumber}`)).body).toMatchObject({
      attention: { holds: [] },
    });
    for (const id of ['orders:0:999999', 'orders:99:1', 'abc']) {
      expect((await api.post(`/v1/rejected/${id}/redrive`, undefined)).body.code).toBe('not_found');
    }
    expect((await api.get('/v1/counters')).body.counters).toMatchObject({
      orders: expect.any(Number),
    });
  });
});
