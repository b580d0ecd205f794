/** Goods that go without their money: as far as was owed when people said so, and no further. */
import { lineOf, Shop } from '../shop.js';

let shop: Shop;
beforeAll(async () => {
  shop = await Shop.open();
});
afterAll(() => shop.close());

const policy = { releaseWaitSeconds: 0, paymentDeadline: '2998-01-01T00:00:00Z' };

const shown = async (number: string): Promise<readonly unknown[]> => {
  const { lines, attention } = await shop.order(number);
  const { exceptions } = attention as { exceptions: { type: string }[] };
  return [
    (lines as { buckets: object }[]).map(({ buckets }) => buckets),
    exceptions.map(({ type }) => type),
  ];
};
const anyway = (number: string) =>
  shop.post(`/v1/orders/${number}/release-anyway`, { reason: 'a good customer' });
const edit = async (number: string, line: object, more: object = {}) => {
  const { version } = await shop.order(number);
  const { status, text } = await shop.post(`/v1/orders/${number}/edit`, {
    version,
    lines: [line],
    ...more,
  });
  expect({ status, text }).toMatchObject({ status: 200 });
};
const paid = (number: string, amount: number) =>
  shop.post(`/v1/orders/${number}/payments`, { payment: 'p', status: 'captured', amount });

const begun = async (sku: string, more: object = policy): Promise<string> => {
  await shop.receive(sku, '9');
  const number = await shop.place([lineOf(sku)], { policy: more });
  await anyway(number);
  expect(await shown(number)).toEqual([[{ released: '1' }], []]);
  return number;
};
const dear = (sku: string) => ({ line: '9', ...lineOf(sku, '5', '999.00') });

describe('release-anyway', () => {
  it('does not cover what an edit adds: that waits, and the money for it lets it go', async () => {
    const number = await begun('a');
    await edit(number, dear('a'));
    expect(await shown(number)).toEqual([[{ released: '1' }, { reserved: '5' }], []]);
    await paid(number, 499_500);
    expect(await shown(number)).toEqual([[{ released: '1' }, { released: '5' }], []]);
  });

  it('is said again for more', async () => {
    const number = await begun('b');
    expect((await anyway(number)).body).toMatchObject({ outcome: 'unchanged' });
    await edit(number, dear('b'));
    expect((await anyway(number)).body).toMatchObject({ outcome: 'accepted' });
    expect(await shown(number)).toEqual([[{ released: '1' }, { released: '5' }], []]);
  });

  it('does not cover what a channel adds', async () => {
    const apply = { releaseWaitSeconds: 0, onChange: 'apply' };
    await shop.receive('c', '9');
    const body = {
      channel: 'web',
      channelRef: 'CH-1',
      currency: 'EUR',
      policy: apply,
      lines: [{ ...lineOf('none'), line: '1' }],
    };
    const { body: placed } = await shop.post('/v1/orders', body);
    const number = placed.omsNumber as string;
    await anyway(number);
    await shop.post('/v1/orders', {
      ...body,
      lines: [...body.lines, { ...lineOf('c', '4', '999.00'), line: '2' }],
    });
    expect(await shown(number)).toEqual([[{ backordered: '1' }, { reserved: '4' }], []]);
  });

  it('is there again once the edit is taken back, and covers what came by no edit', async () => {
    const number = await begun('d');
    await edit(number, dear('d'));
    await edit(number, { line: '9', remove: true });
    const other = await shop.place([lineOf('none', '2')], { policy });
    await anyway(other);
    await paid(other, 500);
    await shop.post(`/v1/orders/${other}/payments`, {
      payment: 'p',
      status: 'refunded',
      amount: 500,
    });
    await shop.receive('none', '3');
    expect((await shown(other))[0]).toEqual([{ released: '2' }]);
  });

  it('ends no order whose deadline is over by then: people are told', async () => {
    await shop.receive('e', '9');
    const number = await shop.place([lineOf('nothing')], { policy });
    await anyway(number);
    await edit(number, dear('e'), { policy: { paymentDeadline: '2020-01-01T00:00:00Z' } });
    expect(await shop.order(number)).toMatchObject({ lifecycle: 'accepted' });
    expect(await shown(number)).toEqual([
      [{ backordered: '1' }, { reserved: '5' }],
      ['paid-in-part'],
    ]);
  });
});
