import { issueNumber } from '#kernel';
import type { NumberKeys } from '#kernel';
import { channelTopic } from './channel-map.js';
import { keysOf, Shop } from '../test/shop.js';

const later = Date.parse('2026-01-06T00:00:00Z');
const second = Uint8Array.from({ length: 32 }, (_, at) => 31 - at);
const rotated: NumberKeys = { epochs: [...keysOf().epochs, { from: later, key: second }] };
const reference = (channelRef: string) => ({ tenant: 'default', channel: 'web', channelRef });

const headers = {
  'content-type': 'application/json',
  ce_specversion: '1.0',
  ce_source: 'https://shop.example',
  ce_type: 'oms.order.place',
};
/** A publisher's order; `id` names the copy. */
const publish = async (shop: Shop, channelRef: string, placedAt: string, id: string) => {
  const order = {
    channel: 'web',
    channelRef,
    placedAt,
    currency: 'EUR',
    lines: [{ sku: 'A', node: 'main', quantity: '1', unitPrice: '1' }],
  };
  const value = Buffer.from(JSON.stringify(order));
  const record = { key: null, headers: { ...headers, ce_id: id }, value };
  await shop.log(channelTopic).append(0, [record]);
  expect(await shop.settle()).toEqual([]);
};
const numbersOf = async (shop: Shop): Promise<readonly string[]> =>
  (await shop.backend.views.orders.list({ index: 'default|all', limit: 9, descending: false })).map(
    ({ key }) => key,
  );

test('a late copy of an old order keeps its number; a new one is of the new key', async () => {
  const before = new Shop();
  await publish(before, 'R-1', '2026-01-05T09:00:00Z', 'first');
  await before.stop();
  const shop = new Shop({ after: before, keys: rotated });
  await shop.clock.advance(2 * 86_400_000);
  expect(shop.clock.now()).toBeGreaterThan(later);
  await publish(shop, 'R-1', '2026-01-05T09:00:00Z', 'a late copy');
  const old = issueNumber(keysOf(), reference('R-1'));
  expect(await numbersOf(shop)).toEqual([old]);
  await publish(shop, 'R-2', '2026-01-06T09:00:00Z', 'after');
  const {
    epochs: [, newer],
  } = rotated;
  const fresh = issueNumber({ epochs: newer === undefined ? [] : [newer] }, reference('R-2'));
  expect(await numbersOf(shop)).toEqual([old, fresh]);
  await shop.stop();
});
