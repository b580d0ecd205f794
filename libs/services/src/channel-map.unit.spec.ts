import { ordersCodec } from '#contracts';
import { channelTopic } from './channel-map.js';
import { Shop, partitions } from '../test/shop.js';

const order = (channelRef: string, quantity: string) => ({
  channel: 'web',
  channelRef,
  currency: 'EUR',
  placedAt: '2026-01-05T10:00:00Z',
  lines: [{ line: '1', sku: 'A', node: 'main', quantity, unitPrice: '9.90' }],
});
const bytesOf = (data: object | string): Uint8Array =>
  new TextEncoder().encode(typeof data === 'string' ? data : JSON.stringify(data));

const binary = (id: string, data: object | string, type = 'oms.order.place') => ({
  key: 'any',
  value: bytesOf(data),
  headers: {
    'content-type': 'application/json',
    ce_specversion: '1.0',
    ce_id: id,
    ce_source: '/shop',
    ce_type: type,
  },
});
const envelope = (id: string, data: object) => ({
  key: null,
  headers: { 'content-type': 'application/cloudevents+json' },
  value: bytesOf({ specversion: '1.0', id, source: '/shop', type: 'oms.order.place', ...data }),
});
const structured = (id: string, data: object) => envelope(id, { data });
const inBase64 = (id: string, data: object | string) =>
  envelope(id, { data_base64: Buffer.from(bytesOf(data)).toString('base64') });

/** Every answer as its publisher finds it: by its own id. */
const answersIn = async (shop: Shop) => {
  const answers = new Map<string, { readonly type: string; readonly data: object }[]>();
  for (let partition = 0; partition < partitions; partition += 1) {
    for (const record of await shop.all('oms.orders.events', partition)) {
      const read = ordersCodec.decodeEvent(record);
      if ('type' in read || read.origin === undefined) continue;
      expect(read.origin.from).toBe('/shop');
      expect(record.headers).toMatchObject({ ce_omsoriginid: read.origin.id });
      answers.set(read.origin.id, [...(answers.get(read.origin.id) ?? []), read.event]);
    }
  }
  return answers;
};

describe('whoever publishes an order finds every answer by its own id', () => {
  const cancel = { channel: 'web', channelRef: 'C-1', reason: 'customer' };
  test.each([
    ['placed, binary', binary('e-1', order('C-1', '2')), ['order.placed']],
    ['placed, structured', structured('e-1', order('C-1', '2')), ['order.placed']],
    ['placed, in base64', inBase64('e-1', order('C-1', '2')), ['order.placed']],
    ['no JSON in base64', inBase64('e-1', '{'), ['log.rejected']],
    ['data that is no object', envelope('e-1', { data: 'text' }), ['log.rejected']],
    ['bad JSON', binary('e-1', '{'), ['log.rejected']],
    ['a negative quantity', structured('e-1', order('C-1', '-2')), ['log.rejected']],
    ['an unknown type', binary('e-1', order('C-1', '2'), 'oms.order.explode'), ['log.rejected']],
    ['a fact before its order', binary('e-1', cancel, 'oms.order.cancel'), ['fact.kept']],
  ])('%s', async (_, record, types) => {
    const shop = new Shop();
    await shop.log(channelTopic).append(1, [record]);
    expect(await shop.settle()).toEqual([]);
    expect((await answersIn(shop)).get('e-1')?.map(({ type }) => type)).toEqual(types);
    await shop.stop();
  });

  test('the same again is unchanged, another body under the same reference conflicts', async () => {
    const shop = new Shop();
    await shop
      .log(channelTopic)
      .append(0, [
        binary('e-1', order('C-1', '2')),
        binary('e-2', order('C-1', '2')),
        structured('e-3', order('C-1', '3')),
      ]);
    expect(await shop.settle()).toEqual([]);
    const answers = await answersIn(shop);
    expect(answers.get('e-1')).toMatchObject([
      { type: 'order.placed', data: { claim: { channel: 'web', channelRef: 'C-1' } } },
    ]);
    expect(answers.get('e-2')).toMatchObject([
      { type: 'log.unchanged', data: { reason: 'no-change' } },
    ]);
    expect(answers.get('e-3')).toMatchObject([
      { type: 'order.place-conflicted', data: { fields: [{ field: 'lines.1.quantity' }] } },
      { type: 'exception.raised', data: { exception: 'order-changed' } },
    ]);
    await shop.stop();
  });

  test('re-driven under an id of ours it still bears theirs', async () => {
    const shop = new Shop();
    await shop.log(channelTopic).append(1, [binary('e-1', '{')]);
    await shop.settle();
    const [listed] = await shop.backend.views.orders.list({
      index: 'default|rejected',
      limit: 9,
      descending: true,
    });
    expect(await shop.wait(shop.backend.redrive(listed?.key ?? ''))).toMatchObject({
      kind: 'posted',
    });
    await shop.settle();
    expect((await answersIn(shop)).get('e-1')).toHaveLength(2);
    await shop.stop();
  });

  test('an id that cannot be one is left out, and the record rejected as ever', async () => {
    const shop = new Shop();
    await shop.log(channelTopic).append(1, [binary('x'.repeat(600), order('C-1', '2'))]);
    await shop.settle();
    expect(await answersIn(shop)).toEqual(new Map());
    expect(
      await shop.backend.views.orders.list({
        index: 'default|rejected',
        limit: 9,
        descending: true,
      }),
    ).toHaveLength(1);
    await shop.stop();
  });
});
