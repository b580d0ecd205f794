import { daysAgo } from '../days.js';
import { lineOf, onAccount, Shop } from '../shop.js';

let shop: Shop;
beforeAll(async () => {
  shop = await Shop.open();
});
afterAll(() => shop.close());

const order = (channelRef: string, more: object = {}) => ({
  channel: 'web',
  channelRef,
  currency: 'EUR',
  lines: [lineOf('SKU')],
  ...more,
});

describe('one name in several spellings', () => {
  it('is one SKU: what came in under one is sold under another', async () => {
    await shop.receive('SKU123 ', '2');
    await shop.receive('\u00a0SKU123', '3');
    const number = await shop.place(
      [lineOf('SKU123\u2003', '5', '1.00', { node: ' main' })],
      onAccount,
    );
    expect(await shop.stock('SKU123')).toMatchObject({ sku: 'SKU123', onHand: '5', reserved: '5' });
    const { lines } = await shop.order(number);
    expect(lines).toMatchObject([{ sku: 'SKU123', node: 'main', buckets: { released: '5' } }]);
    const { body } = await shop.api.get('/v1/stock?limit=500');
    const rows = body.rows as readonly { sku: string }[];
    expect(rows.filter(({ sku }) => sku.includes('SKU123'))).toHaveLength(1);
    const { body: found } = await shop.api.get('/v1/orders?sku=%20SKU123%20&node=main%C2%A0');
    expect(found.rows).toMatchObject([{ omsNumber: number }]);
  });

  it('is one order under six spellings of its reference', async () => {
    const spellings = [
      'Café-77',
      'Cafe\u0301-77',
      'Café-77 ',
      '\u00a0Café-77',
      '\tCafé-77\n',
      '\u3000Cafe\u0301-77',
    ];
    const numbers = new Set<string>();
    for (const spelling of spellings) {
      const { status, body } = await shop.post('/v1/orders', order(spelling));
      expect(status).toBe(201);
      numbers.add(body.omsNumber);
    }
    expect(numbers.size).toBe(1);
    for (const spelling of spellings) {
      const { body } = await shop.api.get(`/v1/references/${encodeURIComponent(spelling)}`);
      expect(body).toMatchObject({
        reference: 'Café-77',
        orders: [{ omsNumber: [...numbers][0] }],
      });
    }
  });

  it('is one hold, one payment and one line', async () => {
    const number = await shop.place([lineOf('SKU', '2', '5.00', { line: 'a ' })]);
    await shop.post(`/v1/orders/${number}/hold`, { hold: ' fraud', reason: 'r' });
    await shop.post(`/v1/orders/${number}/release-hold`, { hold: 'fraud\u00a0' });
    for (const id of ['p1', ' p1', 'p1\u2003']) {
      await shop.post(`/v1/orders/${number}/payments`, {
        id,
        payment: `${id} `,
        status: 'captured',
        amount: 1000,
      });
    }
    await shop.post(`/v1/orders/${number}/cancel`, {
      reason: 'r',
      lines: [{ line: ' a', quantity: '1' }],
    });
    expect(await shop.order(number)).toMatchObject({
      attention: { holds: [] },
      payments: [{ payment: 'p1', captured: 1000 }],
      lines: [{ line: 'a', buckets: { cancelled: '1' } }],
    });
  });

  it('is one by bulk too, rows and what they say', async () => {
    const rows = [
      {
        kind: 'stock',
        id: 'r1',
        tenant: 'default',
        node: ' main ',
        sku: 'bulk\u00a0',
        message: { type: 'stock.receive', data: { receipts: [{ id: 'x ', quantity: '4' }] } },
      },
      {
        kind: 'stock',
        id: 'r2 ',
        tenant: 'default',
        node: 'main',
        sku: 'bulk',
        message: { type: 'stock.receive', data: { receipts: [{ id: 'x', quantity: '4' }] } },
      },
    ];
    const { status } = await shop.api.send('POST', '/v1/bulk', {
      raw: rows.map((row) => JSON.stringify(row)).join('\n'),
      headers: { 'content-type': 'application/x-ndjson' },
    });
    expect(status).toBe(200);
    await shop.settled();
    expect(await shop.stock('bulk')).toMatchObject({ onHand: '4' });
  });
});

describe('a character that nobody sees', () => {
  const hidden = [
    ['\u200b', 'U+200B'],
    ['\u202e', 'U+202E'],
    ['\u0007', 'U+0007'],
    ['\ufe0f', 'U+FE0F'],
    ['\u00ad', 'U+00AD'],
    ['\ufeff', 'U+FEFF'],
    ['\ud83d', 'U+D83D'],
  ] as const;

  it.each(hidden)('%j is refused in every name, with its field', async (character, point) => {
    const bad = `A${character}B`;
    const bodies: readonly (readonly [string, object])[] = [
      ['channelRef', order(bad)],
      ['channel', order('x', { channel: bad })],
      ['lines[0].sku', order('x', { lines: [lineOf(bad)] })],
      ['lines[0].node', order('x', { lines: [lineOf('A', '1', '1', { node: bad })] })],
      ['lines[0].line', order('x', { lines: [lineOf('A', '1', '1', { line: bad })] })],
      ['customer.id', order('x', { customer: { id: bad } })],
    ];
    for (const [field, body] of bodies) {
      const { status, body: said } = await shop.post('/v1/orders', body);
      expect([field, status]).toEqual([field, 400]);
      expect(said.errors).toMatchObject([{ field, expected: expect.stringContaining(point) }]);
    }
  });

  it('is refused in paths and filters', async () => {
    for (const path of [
      '/v1/stock/main/A%E2%80%8B',
      '/v1/stock/ma%E2%80%8Bin/A',
      '/v1/references/A%E2%80%8BB',
      '/v1/orders?sku=A%E2%80%8BB',
      '/v1/orders?channel=%E2%80%8B',
    ]) {
      const { status, body } = await shop.api.get(path);
      expect([path, status]).toEqual([path, 400]);
      expect(body).toMatchObject({ errors: [{ expected: expect.stringContaining('U+200B') }] });
    }
  });
});

describe('half an emoji at the end of a note', () => {
  const cut = 'cut \ud83d';
  it('is refused wherever words are taken, with its field', async () => {
    const number = await shop.place([lineOf('SKU')], onAccount);
    const at = daysAgo(1, 1);
    const refused: readonly (readonly [string, object, string])[] = [
      ['hold', { hold: 'h', reason: cut }, 'reason'],
      ['cancel', { reason: cut }, 'reason'],
      ['resolve', { exception: 'x', reason: cut }, 'reason'],
      ['shipments', { kind: 'scan', id: 's', status: 'in_transit', at, detail: cut }, 'detail'],
      ['shipments', { kind: 'scan', id: 's', status: 'in_transit', at, location: cut }, 'location'],
    ];
    for (const [route, body, field] of refused) {
      const { status, body: said } = await shop.post(`/v1/orders/${number}/${route}`, body);
      expect({ route, status, ...said }).toMatchObject({ route, status: 400, errors: [{ field }] });
    }
    for (const field of ['name', 'street', 'city', 'phone']) {
      const { body } = await shop.post('/v1/orders', order('h', { shipTo: { [field]: cut } }));
      expect(body).toMatchObject({
        errors: [{ field: `shipTo.${field}`, expected: expect.stringContaining('U+D83D') }],
      });
    }
    const stock = await shop.post('/v1/stock/main/SKU/adjustments', {
      id: 'a',
      quantity: '1',
      reason: `${cut}\u0000`,
    });
    expect(stock.body).toMatchObject({ errors: [{ field: 'reason' }] });
  });

  it('while whole ones, joiners and line breaks stay as they were written', async () => {
    const reason = '👨‍👩‍👧 می‌خواهم\nsecond line ❤️ ';
    const number = await shop.place([lineOf('SKU')], {
      shipTo: { name: reason, street: 'Ring 1\nFloor 2' },
    });
    await shop.post(`/v1/orders/${number}/hold`, { hold: 'h', reason });
    expect(await shop.order(number)).toMatchObject({
      shipTo: { name: reason, street: 'Ring 1\nFloor 2' },
      attention: { holdReasons: { h: reason } },
    });
  });
});
