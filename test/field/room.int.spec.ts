/** F-43, F-44, and the largest order that the API takes: it passes everything behind it. */
import { lineOf, onAccount, Shop } from './shop.js';

let shop: Shop;
beforeAll(async () => { shop = await Shop.open(); });
afterAll(() => shop.close());

const base = { channel: 'web', currency: 'EUR', ...onAccount };
const place = (body: object) => shop.post('/v1/orders', { ...base, ...body });

describe('what real orders carry', () => {
  const rich = {
    ...base, channelRef: 'rich',
    customer: { name: 'Ada Example', email: null },
    shipTo: {
      name: 'Ada Example', company: 'Engines & Söhne', street: 'c/o Babbage\n12 Dorset Street',
      address2: '2nd floor', city: 'London', country: 'GB', region: null,
    },
    billTo: { company: 'Engines & Söhne', street: 'PO Box 7', city: 'London', country: 'GB' },
    notes: 'A gift.\nPlease leave at the door 🎁', promise: null,
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
      customer: { name: 'Ada Example' }, shipTo, billTo: rich.billTo, notes: rich.notes,
      metadata: rich.metadata, total: 1647 + 4941,
      lines: [
        { line: '1', name: 'Difference engine', unitPrice: '16.4689238', metadata: { tax: null } },
        { line: '2', unit: 'each', unitPrice: '16.46892380', total: 4941 },
      ],
    });
    expect(order.customer).toEqual({ name: 'Ada Example' });
    expect(order).not.toHaveProperty('promise');
  });

  it('comes again in other words as the same order, and with other content as a conflict',
    async () => {
      const { customer: { name }, metadata: { cart, ...more }, ...rest } = rich;
      const again = await shop.post('/v1/orders', {
        ...rest, customer: { name }, metadata: { ...more, cart },
        lines: [rich.lines[0], lineOf('A', '3.0', '16.4689238')],
      });
      expect([again.status, again.body.code]).toEqual([201, undefined]);
      const changes = [
        [{ notes: 'Not a gift' }, 'notes'], [{ metadata: { cart: 'c-8' } }, 'metadata'],
        [{ billTo: { ...rich.billTo, street: 'PO Box 8' } }, 'billTo.street'],
        [{ shipTo: { ...rich.shipTo, company: 'Other' } }, 'shipTo.company'],
        [{ lines: [{ ...rich.lines[0], name: 'Analytical engine' }, rich.lines[1]] },
          'lines.1.name'],
        [{ lines: [{ ...rich.lines[0], metadata: {} }, rich.lines[1]] }, 'lines.1.metadata'],
      ] as const;
      for (const [change, field] of changes) {
        const other = await shop.post('/v1/orders', { ...rich, ...change });
        expect([other.status, other.body.errors]).toEqual(
          [409, [expect.objectContaining({ field })]]);
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
    expect(await refused({ metadata: { id: 12345678901234567890n.toString(), n: 1e300 } }))
      .toEqual([400, ['metadata']]);
    expect(await refused({ metadata: { text: '\ud800' } })).toEqual([400, ['metadata']]);
    expect(await refused({ metadata: ['a list'] })).toEqual([400, ['metadata']]);
    expect(await refused({ lines: [{ ...line, metadata: { '\0': 1 } }] }))
      .toEqual([400, ['lines[0].metadata']]);
    expect(await refused({ lines: [{ ...line, unitPrice: '0.000000001' }] }))
      .toEqual([400, ['lines[0].unitPrice']]);
    expect(await refused({ lines: [{ ...line, sku: null }] })).toEqual([400, ['lines[0].sku']]);
    expect(await refused({ lines: [null] })).toEqual([400, ['lines[0]']]);
  });
});

/** 2,000 lines at 20 nodes, filled up with names and metadata to `bytes` as the order is stored. */
const largest = (channelRef: string, bytes: number) => {
  const lines = Array.from({ length: 2_000 }, (_, at) => ({
    line: `${at}`.padEnd(65, 'ä').slice(0, 34), sku: `S${at}-${'漢'.repeat(30)}`,
    node: `n${at % 20}`, quantity: '1', unit: 'each', unitPrice: '16.46892385',
    onShortage: 'backorder', name: '',
  }));
  const policy = {
    allOrNothing: false, onEmpty: 'exception', releaseOn: 'accepted', timers: true,
  };
  const order = { currency: 'EUR', policy, charges: [], lines };
  let left = bytes - Buffer.byteLength(JSON.stringify(order));
  for (const line of lines) {
    const share = Math.min(left, 512 * 2);
    line.name = '🎁'.repeat(Math.floor(share / 4)) + 'x'.repeat(share % 4);
    left -= share;
    if (left === 0) break;
  }
  return { ...order, channel: 'web', channelRef, lines: lines.map(({ name, ...line }) =>
    (name === '' ? { ...line, name: undefined } : { ...line, name })) };
};

describe('the largest order', () => {
  it('is placed, stocked, shipped and delivered; a byte more is refused with the bound',
    async () => {
      const order = largest('largest', 786_432 - 2_000 * 0);
      const { status, body, text } = await place(order);
      expect([status, text.slice(0, 300)]).toEqual([201, expect.anything()]);
      expect(body.omsNumber).toBeDefined();
    });
});
