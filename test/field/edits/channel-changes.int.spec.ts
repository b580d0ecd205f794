/** A change of the channel is judged by what it would change, and accepted as it was judged. */
import { Shop, lineOf } from '../shop.js';

let shop: Shop;
beforeAll(async () => {
  shop = await Shop.open();
});
afterAll(() => shop.close());

type Body = Awaited<ReturnType<Shop['order']>>;
interface Pending {
  readonly change: string;
  readonly fields: readonly object[];
  readonly more?: number;
}

const pendingOf = ({ pendingChange }: Body): Pending => pendingChange as Pending;
const from = (channelRef: string, more: object = {}) => ({
  channel: 'shop',
  channelRef,
  currency: 'EUR',
  lines: [lineOf(channelRef)],
  ...more,
});
const send = (channelRef: string, more: object = {}) =>
  shop.post('/v1/orders', from(channelRef, more));
const placed = async (channelRef: string, more: object = {}): Promise<string> =>
  (await send(channelRef, more)).body.omsNumber as string;
const accept = (number: string, body: object) =>
  shop.post(`/v1/orders/${number}/accept-change`, body);

describe('a change that waits', () => {
  it('shows what each field is and would be, the address and notes among them', async () => {
    const number = await placed('f24', {
      shipTo: { street: 'Old 1', city: 'Berlin' },
      customer: { name: 'A. Old' },
      notes: 'ring',
    });
    await send('f24', {
      shipTo: { street: 'New 2', city: 'Berlin', address2: '3rd floor' },
      billTo: { street: 'Bill 3' },
      customer: { name: 'A. New' },
      notes: 'do not ring',
    });
    expect(pendingOf(await shop.order(number)).fields).toEqual([
      { field: 'customer.name', first: 'A. Old', other: 'A. New' },
      { field: 'shipTo.address2', first: '', other: '3rd floor' },
      { field: 'shipTo.street', first: 'Old 1', other: 'New 2' },
      { field: 'billTo.street', first: '', other: 'Bill 3' },
      { field: 'notes', first: 'ring', other: 'do not ring' },
    ]);
    const { text } = await shop.api.get(`/v1/orders/${number}/timeline`);
    expect(text).toContain('shipTo.street');
    expect(text).not.toContain('New 2');
  });

  it('is listed with the posts that accept and dismiss it', async () => {
    const number = await placed('listed', { notes: 'a' });
    await send('listed', { notes: 'b' });
    const { body } = await shop.api.get('/v1/attention?limit=100');
    const row = (body.rows as readonly { about: { omsNumber?: string } }[]).find(
      ({ about }) => about.omsNumber === number,
    );
    const order = `/v1/orders/${number}`;
    expect(row).toMatchObject({
      code: 'order-changed',
      detail: expect.stringContaining('to resolve this is to dismiss it'),
      links: {
        'accept-change': `${order}/accept-change`,
        'dismiss-change': `${order}/dismiss-change`,
        resolve: `${order}/resolve`,
      },
    });
    await shop.post(`${order}/resolve`, { exception: 'order-changed', reason: 'no' });
    expect(await accept(number, {})).toMatchObject({
      status: 409,
      body: { code: 'no_change_pending', detail: expect.stringContaining('dismissed') },
    });
  });

  it('says how many differences it does not show', async () => {
    const lines = (unitPrice: string) =>
      Array.from({ length: 60 }, () => lineOf('many', '1', unitPrice));
    const number = await placed('many', { lines: lines('1.00') });
    await send('many', { lines: lines('2.00'), notes: 'new' });
    const { fields, more } = pendingOf(await shop.order(number));
    expect([fields.length, more]).toEqual([50, 11]);
  });
});

describe('the change that was looked at', () => {
  it('is accepted; a later body that nobody has seen is told instead', async () => {
    const number = await placed('seen', { shipTo: { street: 'Old 1' } });
    await send('seen', { shipTo: { street: 'New 2' } });
    const { change } = pendingOf(await shop.order(number));
    await send('seen', { shipTo: { street: 'New 3' }, lines: [lineOf('seen', '1', '0.01')] });
    for (const way of ['accept-change', 'dismiss-change']) {
      const { status, body } = await shop.post(`/v1/orders/${number}/${way}`, {
        change,
        reason: 'seen',
      });
      expect({ status, body }).toMatchObject({
        status: 409,
        body: {
          code: 'version_conflict',
          errors: [
            { field: 'change' },
            { field: 'shipTo.street', detail: 'would change' },
            { field: 'lines.1.unitPrice', detail: 'is "10.00", would be "0.01"' },
          ],
        },
      });
    }
    const now = pendingOf(await shop.order(number)).change;
    expect(await accept(number, { change: now })).toMatchObject({
      status: 200,
      body: { total: 1, shipTo: { street: 'New 3' } },
    });
  });

  it('is another once somebody has edited the order', async () => {
    const number = await placed('edited', { shipTo: { street: 'Old 1' } });
    await send('edited', { shipTo: { street: 'New 2' } });
    const { change } = pendingOf(await shop.order(number));
    await shop.post(`/v1/orders/${number}/edit`, {
      version: 1,
      lines: [{ line: '1', quantity: '3' }],
    });
    expect(await accept(number, { change })).toMatchObject({
      status: 409,
      body: {
        errors: [
          { field: 'change' },
          { field: 'shipTo.street' },
          { field: 'lines.1.quantity', detail: 'is "3", would be "1"' },
        ],
      },
    });
    expect(await shop.order(number)).toMatchObject({ shipTo: { street: 'Old 1' }, total: 3000 });
    const seen = pendingOf(await shop.order(number));
    expect(seen.fields).toEqual([
      { field: 'shipTo.street', first: 'Old 1', other: 'New 2' },
      { field: 'lines.1.quantity', first: '3', other: '1' },
    ]);
    expect(await accept(number, { change: seen.change })).toMatchObject({
      status: 200,
      body: { total: 1000 },
    });
  });
});
