import { channelTopic } from './channel-map.js';
import { Shop, tokenOf } from '../test/shop.js';

const bytesOf = (data: object | string): Uint8Array =>
  new TextEncoder().encode(typeof data === 'string' ? data : JSON.stringify(data));
const channelHeaders = {
  'content-type': 'application/json',
  ce_specversion: '1.0',
  ce_id: 'e-1',
  ce_source: 'https://shop.example',
  ce_type: 'oms.order.place',
};

describe('a re-drive', () => {
  const cancelOf = async (shop: Shop, number: string) => {
    const command = { type: 'order.hold', data: { hold: 'h', reason: 'r' } } as const;
    const token = tokenOf(
      await shop.wait(
        shop.backend.post('orders', { key: number, tenant: 'default', number, command }, 'hold'),
      ),
    );
    await shop.answer(token);
    return token;
  };

  test('of a refusal is answered anew: what was missing may have come', async () => {
    const shop = new Shop();
    const elsewhere = new Shop();
    const { number } = await elsewhere.place('R-1');
    await elsewhere.stop();
    const token = await cancelOf(shop, number);
    expect(await shop.answer(token)).toMatchObject({
      outcome: 'rejected',
      code: 'order_not_found',
    });
    await shop.place('R-1');
    const id = `orders:${token.partition}:${token.offset}`;
    const again = await shop.wait(shop.backend.redrive(id));
    if (again.kind !== 'posted') throw new Error(JSON.stringify(again));
    expect(await shop.answer(again.token)).toMatchObject({
      outcome: 'accepted',
      types: ['order.held'],
    });
    await shop.stop();
  });

  test('never repeats what was not rejected, nor what is no place', async () => {
    const shop = new Shop();
    const { token } = await shop.place('R-1');
    await shop.settle();
    for (const id of [
      `orders:${token.partition}:${token.offset}`,
      'orders:0:99999',
      'orders:7:0',
      'orders:-1:0',
      'orders:0',
      'orders:0:0:0',
      'nobody:0:0',
      'orders:0:1e1',
      'orders:00:0',
      'orders::',
      '',
    ])
      expect(await shop.wait(shop.backend.redrive(id))).toMatchObject({ kind: 'not-found' });
    await shop.stop();
  });

  const unreadable = async (shop: Shop, value: Uint8Array | null) => {
    await shop.log(channelTopic).append(1, [{ key: null, headers: channelHeaders, value }]);
    await shop.settle();
    const [listed] = await shop.backend.views.orders.list({
      index: 'default|rejected',
      limit: 9,
      descending: true,
    });
    if (listed === undefined) throw new Error('nothing was rejected');
    return listed.key;
  };

  test('of what a channel said unreadably reads it where it lies and lists it anew', async () => {
    const shop = new Shop();
    const first = await unreadable(shop, bytesOf('{'));
    expect(await shop.wait(shop.backend.redrive(first))).toMatchObject({ kind: 'posted' });
    await shop.settle();
    const listed = await shop.backend.views.orders.list({
      index: 'default|rejected',
      limit: 9,
      descending: false,
    });
    expect(listed).toHaveLength(2);
    const second = listed.find(({ key }) => key !== first)?.key ?? '';
    expect(await shop.wait(shop.backend.redrive(second))).toMatchObject({ kind: 'posted' });
    await shop.stop();
  });

  test('by a build that can read it places the order', async () => {
    const shop = new Shop();
    const order = {
      channel: 'web',
      channelRef: 'C-9',
      currency: 'EUR',
      lines: [{ sku: 'A', node: 'main', quantity: '1', unitPrice: '1' }],
    };
    const id = await unreadable(shop, bytesOf('{'));
    // What reads today could not be read yesterday: here it is the record that was mended.
    await shop.rewrite(channelTopic, (records) =>
      records.map((record) => ({ ...record, value: bytesOf(order) })),
    );
    await shop.stop();
    const later = new Shop({ after: shop });
    expect(await later.settle()).toEqual([]);
    const again = await later.wait(later.backend.redrive(id));
    if (again.kind !== 'posted') throw new Error(JSON.stringify(again));
    expect(await later.answer(again.token)).toMatchObject({ outcome: 'accepted' });
    await later.stop();
  });

  test('of what the channel no longer holds says so', async () => {
    const shop = new Shop();
    const id = await unreadable(shop, bytesOf('{'));
    await shop.stop();
    await shop.rewrite(channelTopic, () => []);
    const later = new Shop({ after: shop });
    await later.clock.advance(1_000);
    expect(await later.wait(later.backend.redrive(id))).toEqual({
      kind: 'not-found',
      reason: `the channel no longer holds ${channelTopic}:1:0`,
    });
    await later.stop();
  });
});
