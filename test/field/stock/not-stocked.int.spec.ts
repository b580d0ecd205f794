import { daysAgo } from '../days.js';
import { lineOf, onAccount, Shop } from '../shop.js';

let shop: Shop;
beforeAll(async () => {
  shop = await Shop.open();
});
afterAll(() => shop.close());

const download = (quantity = '1', more: object = {}) =>
  lineOf('e-book', quantity, '9.00', { node: 'digital', trackStock: false, ...more });

/** Nobody has ever told the stock of it: there is no ledger to fall below zero. */
const withoutLedger = async (sku = 'e-book', node = 'digital') => {
  expect((await shop.api.get(`/v1/stock/${node}/${sku}`)).status).toBe(404);
};

/** Told of the order by whoever sends the links. */
const delivered = (number: string, more: object) =>
  shop.post(`/v1/orders/${number}/shipments`, {
    kind: 'scan',
    status: 'delivered',
    at: daysAgo(1, 10),
    ...more,
  });

interface Row {
  readonly line: string;
  readonly buckets: object;
  readonly trackStock?: false;
}

const rowOf = async (number: string, line = '1') => {
  const { lines } = (await shop.order(number)) as { lines?: readonly Row[] };
  return lines?.find((each) => each.line === line);
};
const unitsOf = async (number: string, line?: string) => (await rowOf(number, line))?.buckets;

describe('an e-book beside a book', () => {
  it('is ready at once, is delivered by a fact, and no stock hears of it', async () => {
    await shop.receive('book', '5');
    const number = await shop.place([lineOf('book'), download()], onAccount);
    const placed = await shop.order(number);
    expect(placed).toMatchObject({ fulfilment: 'reserved', attention: { exceptions: [] } });
    expect(placed.warnings).toBeUndefined();
    expect(await rowOf(number, '2')).toMatchObject({ trackStock: false });
    await delivered(number, { id: 'mailed', lines: [{ line: '2', quantity: '1' }] });
    await shop.post(`/v1/shipments/${number}-S1/dispatch`, { carrier: 'dhl', tracking: 'T1' });
    await delivered(number, { id: 'parcel', tracking: 'T1' });
    expect(await shop.order(number)).toMatchObject({
      lifecycle: 'completed',
      fulfilment: 'delivered',
    });
    expect(await shop.stock('book')).toMatchObject({ onHand: '4' });
    await withoutLedger();
  });

  it('goes by dispatch of its node as well', async () => {
    const number = await shop.place([download('3')], onAccount);
    await shop.post(`/v1/shipments/${number}-S1/dispatch`, {});
    expect(await unitsOf(number)).toEqual({ shipped: '3' });
    await withoutLedger();
  });

  it('waits for its money as all goods do', async () => {
    const number = await shop.place([download()]);
    expect(await unitsOf(number)).toEqual({ reserved: '1' });
    await shop.post(`/v1/orders/${number}/payments`, {
      id: 'p',
      payment: 'P',
      status: 'captured',
      amount: 900,
    });
    expect(await unitsOf(number)).toEqual({ released: '1' });
  });

  it('goes though the book is not there, but not where all of it or nothing goes', async () => {
    const number = await shop.place([lineOf('rare'), download()], onAccount);
    expect(await unitsOf(number, '1')).toEqual({ backordered: '1' });
    expect(await unitsOf(number, '2')).toEqual({ released: '1' });
    const refused = await shop.place([lineOf('rare'), download()], {
      policy: { releaseOn: 'accepted', allOrNothing: true },
    });
    expect(await shop.order(refused)).toMatchObject({ lifecycle: 'rejected' });
    expect(await unitsOf(refused, '2')).toEqual({ cancelled: '1' });
    await withoutLedger();
  });
});

describe('what else becomes of it', () => {
  it('is cancelled, wanted again, and goes', async () => {
    const number = await shop.place([download('2')]);
    await shop.post(`/v1/orders/${number}/cancel`, { reason: 'no', lines: [{ line: '1' }] });
    expect(await unitsOf(number)).toEqual({ cancelled: '2' });
    const { status } = await shop.post(`/v1/orders/${number}/undo-cancel`, { reason: 'yes' });
    expect(status).toBe(200);
    expect(await unitsOf(number)).toEqual({ reserved: '2' });
    await withoutLedger();
  });

  it('is not sent by its node, and asked for again', async () => {
    const number = await shop.place([download('2')], onAccount);
    await shop.post(`/v1/shipments/${number}-S1/refuse`, { reason: 'not_found' });
    expect(await unitsOf(number)).toEqual({ open: '2' });
    await shop.post(`/v1/orders/${number}/reserve-again`, {});
    expect(await unitsOf(number)).toEqual({ released: '2' });
    await withoutLedger();
  });

  it('comes back, and that is taken back', async () => {
    const number = await shop.place([download('2')], onAccount);
    await shop.post(`/v1/shipments/${number}-S1/dispatch`, {});
    await shop.post(`/v1/orders/${number}/returns`, {
      id: 'r',
      lines: [{ line: '1', quantity: '1' }],
      disposition: 'restocked',
    });
    expect(await unitsOf(number)).toEqual({ shipped: '1', restocked: '1' });
    await shop.post(`/v1/orders/${number}/returns`, { corrects: 'r', reason: 'a mistake' });
    expect(await unitsOf(number)).toEqual({ shipped: '2' });
    await withoutLedger();
  });

  it('never left, after all', async () => {
    const number = await shop.place([download()], onAccount);
    await shop.post(`/v1/shipments/${number}-S1/dispatch`, { id: 'd' });
    await shop.post(`/v1/shipments/${number}-S1/scans`, {
      id: 'x',
      at: daysAgo(1, 10),
      status: 'label_created',
      corrects: 'd',
      reason: 'not sent',
    });
    expect(await unitsOf(number)).toEqual({ released: '1' });
    await withoutLedger();
  });

  it('was cancelled when its link had gone out', async () => {
    const number = await shop.place([download()], onAccount);
    await shop.post(`/v1/orders/${number}/cancel`, { reason: 'no' });
    await delivered(number, { id: 'mailed' });
    expect(await unitsOf(number)).toEqual({ delivered: '1' });
    expect(await shop.order(number)).toMatchObject({
      attention: { exceptions: [{ type: 'shipped-after-cancel' }] },
    });
    await withoutLedger();
  });

  it('is sold in any unit', async () => {
    const number = await shop.place([
      lineOf('lesson', '1.5', '40.00', { node: 'digital', trackStock: false, unit: 'h' }),
    ]);
    expect(await unitsOf(number)).toEqual({ reserved: '1.5' });
    await withoutLedger('lesson');
  });
});

describe('an edit', () => {
  it('makes a line of goods one that needs no stock, and back', async () => {
    await shop.receive('card', '3');
    const number = await shop.place([lineOf('card', '2')]);
    const edited = await shop.post(`/v1/orders/${number}/edit`, {
      version: 1,
      lines: [{ line: '1', trackStock: false }],
    });
    expect(edited.status).toBe(200);
    expect(await shop.stock('card')).toMatchObject({ reserved: '0', available: '3' });
    expect(await unitsOf(number)).toEqual({ reserved: '2' });
    await shop.post(`/v1/orders/${number}/edit`, {
      version: 2,
      lines: [{ line: '1', trackStock: true }],
    });
    expect(await shop.stock('card')).toMatchObject({ reserved: '2', available: '1' });
    expect(await rowOf(number)).not.toHaveProperty('trackStock');
  });

  it('adds units and moves it to another node', async () => {
    const number = await shop.place([download()]);
    await shop.post(`/v1/orders/${number}/edit`, {
      version: 1,
      lines: [{ line: '1', quantity: '4', node: 'cloud' }],
    });
    expect(await unitsOf(number)).toEqual({ reserved: '4' });
    await withoutLedger();
    await withoutLedger('e-book', 'cloud');
  });

  it('says why it cannot, once units are released', async () => {
    const number = await shop.place([download('2')], onAccount);
    expect(
      await shop.post(`/v1/orders/${number}/edit`, {
        version: 1,
        lines: [{ line: '1', trackStock: true }],
      }),
    ).toMatchObject({
      status: 409,
      body: { code: 'not_editable', errors: [{ field: 'lines[0].trackStock' }] },
    });
  });
});

it('says true or nothing: the same order', async () => {
  const order = { channel: 'web', channelRef: 'TRUE', currency: 'EUR' };
  const said = [lineOf('book', '1', '5.00', { trackStock: true })];
  await shop.post('/v1/orders', { ...order, lines: said });
  const again = await shop.post('/v1/orders', { ...order, lines: [lineOf('book', '1', '5.00')] });
  expect(await shop.order(again.body.omsNumber)).toMatchObject({ attention: { exceptions: [] } });
  await shop.post('/v1/orders', {
    ...order,
    lines: [lineOf('book', '1', '5.00', { trackStock: false })],
  });
  expect(await shop.order(again.body.omsNumber)).toMatchObject({
    pendingChange: { fields: [{ field: 'lines.1.trackStock', first: 'true', other: 'false' }] },
  });
});

it('an order may have nothing else, 2,000 lines of it', async () => {
  const lines = Array.from({ length: 2_000 }, (_, at) => download('1', { sku: `file-${at}` }));
  const number = await shop.place(lines);
  expect(await shop.order(number)).toMatchObject({ lifecycle: 'accepted', fulfilment: 'reserved' });
  await withoutLedger('file-7');
});
