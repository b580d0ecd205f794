/** F-43, F-44, and the largest order that the API takes: it passes everything behind it. */
import { daysAgo } from '../days.js';
import type { Body } from '../../../apps/api/src/documented-client.fixture.js';
import { lineOf, onAccount, Shop } from '../shop.js';

let shop: Shop;
beforeAll(async () => {
  shop = await Shop.open();
});
afterAll(() => shop.close());

const base = { channel: 'web', currency: 'EUR', ...onAccount };

describe('what real orders carry', () => {
  const rich = {
    ...base,
    channelRef: 'rich',
    customer: { name: 'Ada Example', email: null },
    shipTo: {
      name: 'Ada Example',
      company: 'Engines & Söhne',
      street: 'c/o Babbage\n12 Dorset Street',
      address2: '2nd floor',
      city: 'London',
      country: 'GB',
      region: null,
    },
    billTo: { company: 'Engines & Söhne', street: 'PO Box 7', city: 'London', country: 'GB' },
    notes: 'A gift.\nPlease leave at the door 🎁',
    promise: null,
    metadata: { cart: 'c-7', constructor: [1, null, { deep: true }], hasOwnProperty: 'x' },
    lines: [
      lineOf('A', '1', '16.4689238', { name: 'Difference engine', metadata: { tax: null } }),
      { ...lineOf('A', '3', '16.46892380'), line: null, unit: null },
    ],
  };

  it('is kept as it came, and null is absent', async () => {
    const { status, body, text } = await shop.post('/v1/orders', rich);
    expect([status, text]).toEqual([201, expect.anything()]);
    const { region: _, ...shipTo } = rich.shipTo;
    const order = await shop.order(body.omsNumber);
    expect(order).toMatchObject({
      customer: { name: 'Ada Example' },
      shipTo,
      billTo: rich.billTo,
      notes: rich.notes,
      metadata: rich.metadata,
      total: 1647 + 4941,
      lines: [
        { line: '1', name: 'Difference engine', unitPrice: '16.4689238', metadata: { tax: null } },
        { line: '2', unit: 'each', unitPrice: '16.46892380', total: 4941 },
      ],
    });
    expect(order.customer).toEqual({ name: 'Ada Example' });
    expect(order).not.toHaveProperty('promise');
  });

  it('comes again as the same order, and with other content as a conflict', async () => {
    const {
      customer: { name },
      metadata: { cart, ...more },
      ...rest
    } = rich;
    const again = await shop.post('/v1/orders', {
      ...rest,
      customer: { name },
      metadata: { ...more, cart },
      lines: [rich.lines[0], lineOf('A', '3.0', '16.4689238')],
    });
    expect([again.status, again.body.code]).toEqual([201, undefined]);
    const changes = [
      [{ notes: 'Not a gift' }, 'notes'],
      [{ metadata: { cart: 'c-8' } }, 'metadata'],
      [{ billTo: { ...rich.billTo, street: 'PO Box 8' } }, 'billTo.street'],
      [{ shipTo: { ...rich.shipTo, company: 'Other' } }, 'shipTo.company'],
      [{ lines: [{ ...rich.lines[0], name: 'Analytical engine' }, rich.lines[1]] }, 'lines.1.name'],
      [{ lines: [{ ...rich.lines[0], metadata: {} }, rich.lines[1]] }, 'lines.1.metadata'],
    ] as const;
    for (const [change, field] of changes) {
      const other = await shop.post('/v1/orders', { ...rich, ...change });
      expect([other.status, other.body.errors]).toEqual([
        409,
        [expect.objectContaining({ field })],
      ]);
      expect(other.text).not.toMatch(/PO Box|gift/);
    }
  });

  it('is refused by its field where a store could not keep it', async () => {
    const refused = async (change: object) => {
      const { status, body } = await shop.post('/v1/orders', { ...rich, ...change });
      return [status, (body.errors as { field: string }[]).map(({ field }) => field)];
    };
    const line = lineOf('A');
    expect(await refused({ metadata: { text: 'x'.repeat(4_096) } })).toEqual([400, ['metadata']]);
    expect(await refused({ metadata: { id: 12345678901234567890n.toString(), n: 1e300 } })).toEqual(
      [400, ['metadata']],
    );
    expect(await refused({ metadata: { text: '\ud800' } })).toEqual([400, ['metadata']]);
    expect(await refused({ metadata: ['a list'] })).toEqual([400, ['metadata']]);
    expect(await refused({ lines: [{ ...line, metadata: { '\0': 1 } }] })).toEqual([
      400,
      ['lines[0].metadata'],
    ]);
    expect(await refused({ lines: [{ ...line, unitPrice: '0.000000001' }] })).toEqual([
      400,
      ['lines[0].unitPrice'],
    ]);
    expect(await refused({ lines: [{ ...line, sku: null }] })).toEqual([400, ['lines[0].sku']]);
    expect(await refused({ lines: [null] })).toEqual([400, ['lines[0]']]);
  });
});

const orderBytesMax = 786_432;
const linesMax = 2_000;
const nodes = 20;

/** As it is stored, defaults filled in: what the bound counts. */
const stored = <L extends object>(lines: readonly L[]) => ({
  currency: 'EUR',
  charges: [],
  lines,
  policy: { allOrNothing: false, onEmpty: 'exception', releaseOn: 'accepted', timers: false },
});

interface LineSent {
  name: string;
  metadata: object;
  readonly sku: string;
  readonly node: string;
}

/** The largest names and metadata on so many of 2,000 lines that it has exactly so many bytes. */
const filled = (bytes: number) => {
  const lines = Array.from({ length: linesMax }, (_, at) => ({
    // Together nearly as long as line ids may be, of letters of two and four bytes.
    line: `${at}`.padStart(4, '0').padEnd(34, 'ä'),
    sku: `${at}-${'🎁'.repeat(20)}`,
    node: `n${at % nodes}`,
    quantity: '1',
    unit: 'each',
    unitPrice: '16.46892385',
    onShortage: 'backorder',
    name: 'x',
    metadata: {},
  }));
  const changing: readonly LineSent[] = lines;
  const left = () => bytes - Buffer.byteLength(JSON.stringify(stored(lines)));
  const metadata = { words: '漢'.repeat(1_361) };
  const fits = Math.floor((left() - linesMax) / Buffer.byteLength(JSON.stringify(metadata)));
  for (const line of changing.slice(0, fits)) line.metadata = metadata;
  let rest = left();
  for (const line of changing) {
    const more = Math.min(rest, 1_020);
    line.name += '🎁'.repeat(Math.floor(more / 4)) + 'x'.repeat(more % 4);
    rest -= more;
  }
  expect(left()).toBe(0);
  return { ...stored(lines), channel: 'web', channelRef: `largest-${bytes}` };
};

describe('the largest order', () => {
  jest.setTimeout(300_000);

  const settled = async (): Promise<void> => {
    for (let tries = 0; tries < 25; tries += 1) {
      const { body } = await shop.api.get('/v1/settled?wait=10');
      if (body.settled === true) return;
    }
    throw new Error('it does not settle');
  };
  const post = async (path: string, body: object): Promise<Body> => {
    const { status, body: said, text } = await shop.api.post(path, body, { prefer: 'wait=10' });
    expect([status < 300, text.slice(0, 500)]).toEqual([true, expect.anything()]);
    await settled();
    return said;
  };

  it('is placed, shipped and delivered whole; a byte more is refused by the bound', async () => {
    const order = filled(orderBytesMax);
    const receipts = order.lines.map(({ node, sku }, at) =>
      JSON.stringify({
        kind: 'stock',
        id: `r${at}`,
        tenant: 'default',
        node,
        sku,
        message: { type: 'stock.receive', data: { receipts: [{ id: `r${at}`, quantity: '1' }] } },
      }),
    );
    const received = await shop.api.send('POST', '/v1/bulk', {
      raw: receipts.join('\n'),
      headers: { 'content-type': 'application/x-ndjson' },
    });
    expect(received.text).not.toContain('error');
    await settled();

    const { status, body: refused } = await shop.api.post('/v1/orders', filled(orderBytesMax + 1));
    expect([status, refused.code, refused.errors]).toEqual([
      400,
      'schema_invalid',
      [
        expect.objectContaining({
          field: 'body',
          expected: expect.stringContaining('at most 786,432 bytes'),
        }),
      ],
    ]);

    const { omsNumber } = await post('/v1/orders', order);
    await post(`/v1/orders/${omsNumber}/shipments`, {
      kind: 'dispatch',
      id: 'gone',
      at: daysAgo(1, 8),
    });
    await post(`/v1/orders/${omsNumber}/shipments`, {
      kind: 'scan',
      id: 'there',
      status: 'delivered',
      at: daysAgo(1, 12),
    });

    const { lifecycle, attention, lines } = await shop.order(omsNumber);
    expect([lifecycle, attention]).toEqual([
      'completed',
      expect.objectContaining({ exceptions: [] }),
    ]);
    const kept = (all: readonly Pick<LineSent, 'name' | 'metadata'>[]) =>
      all.map(({ name, metadata }) => ({ name, metadata }));
    expect(kept(lines as readonly LineSent[])).toEqual(kept(order.lines));
    const { body: page } = await shop.api.get('/v1/orders?limit=500');
    expect(page.rows).toContainEqual(expect.objectContaining({ omsNumber }));
    const { body: rejected } = await shop.api.get('/v1/rejected');
    expect(rejected.rows).toEqual([]);
  });

  it.each([
    ['line ids', { line: 'ä'.repeat(40) }, 'lines', '131072 bytes'],
    ['money', { quantity: '10', unitPrice: '4600000000' }, 'lines', '9·10¹⁵'],
  ])('has bounds of its own for %s', async (_, change, field, expected) => {
    const order = filled(600_000);
    const lines = order.lines.map(({ line, metadata: __, ...each }) => ({
      ...each,
      ...change,
      line: 'line' in change ? `${line.slice(0, 4)}${change.line}` : line,
    }));
    const { status, body } = await shop.api.post('/v1/orders', { ...order, lines });
    expect([status, body.errors]).toEqual([
      400,
      [expect.objectContaining({ field, expected: expect.stringContaining(expected) })],
    ]);
  });
});
