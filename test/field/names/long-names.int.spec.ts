/** §7: names and ids as long as they may be, in characters of one to four bytes. */
import { daysAgo, daysAhead } from '../days.js';
import { lineOf, Shop } from '../shop.js';

/** As long as may be, each one another: `tag` stands in front. */
const longest =
  (character: string) =>
  (tag: string, charsMax: number): string =>
    tag + character.repeat(Math.floor((charsMax - tag.length) / character.length));

// What keys escape takes three characters for one.
const characters = ['a', '|', '%', 'ß', '語', '\u{1F4E6}'];

const at = daysAgo(2, 10);
const path = (...names: readonly string[]): string => names.map(encodeURIComponent).join('/');

describe.each(characters)('names of nothing but %s', (character) => {
  const name = longest(character);
  const tenant = longest(
    character.codePointAt(0) === character.charCodeAt(0) && character < '\x7f' ? character : 't',
  )('', 64);
  const [node, sku] = [name('n', 64), name('s', 128)];
  const [channel, channelRef] = [name('c', 64), name('r', 256)];
  const [line, other] = [name('1', 64), name('2', 64)];
  const [carrier, tracking] = [name('C', 64), name('T', 128)];
  let shop: Shop;
  let number = '';
  const headers = { 'oms-tenant': tenant };
  const get = async (url: string) => {
    const answer = await shop.api.get(url, headers);
    expect([url, answer.status, answer.body.detail]).toEqual([url, 200, undefined]);
    return answer.body;
  };
  /** Acknowledged, decided, and no partition has halted since. */
  const post = async (url: string, body: object) => {
    const answer = await shop.post(url, body, headers);
    expect([url, answer.status < 300, answer.body.detail]).toEqual([url, true, undefined]);
    expect((await shop.api.get('/health')).body).toMatchObject({ status: 'ok' });
    return answer.body;
  };

  beforeAll(async () => {
    shop = await Shop.open();
  });
  afterAll(() => shop.close());

  it('are names of goods, and of what moves them', async () => {
    const stock = `/v1/stock/${path(node, sku)}`;
    for (const body of [{ id: name('r', 512), quantity: '9' }, { quantity: '1' }]) {
      await post(`${stock}/receipts`, body);
    }
    await post(`${stock}/receipts`, { id: name('r', 512), quantity: '9' });
    await post(`${stock}/adjustments`, { id: name('a', 512), quantity: '1', reason: name('', 64) });
    await post(`${stock}/counts`, { id: name('k', 512), counted: '12' });
    await post(`${stock}/returns`, { id: name('z', 512), quantity: '1', reason: name('', 1_000) });
    expect(await get(stock)).toMatchObject({ node, sku, onHand: '13' });
    expect(await get('/v1/stock?limit=1')).toMatchObject({ rows: [{ node, sku }] });
  });

  it('are names of an order, and of all that is said of it', async () => {
    const lines = [
      { ...lineOf(sku, '2'), line, node },
      { ...lineOf(sku, '2'), line: other, node },
    ];
    ({ omsNumber: number } = await post('/v1/orders', {
      channel,
      channelRef,
      currency: 'EUR',
      lines,
      customer: { id: name('k', 512) },
    }));
    for (const id of ['p', 'q'].map((tag) => name(tag, 512))) {
      await post(`/v1/orders/${number}/payments`, {
        id,
        payment: id,
        status: 'captured',
        amount: 2_000,
        expiresAt: daysAhead(3650),
      });
    }
    for (const hold of ['h', 'i'].map((tag) => name(tag, 64))) {
      await post(`/v1/orders/${number}/hold`, { hold, reason: name('', 1_000) });
      await post(`/v1/orders/${number}/release-hold`, { hold });
    }
    await post(`/v1/orders/${number}/cancel`, {
      id: name('x', 512),
      reason: 'r',
      lines: [{ line, quantity: '1' }],
    });
    expect(await get(`/v1/orders/${number}`)).toMatchObject({
      channel,
      channelRef,
      lines: [{ line }, { line: other }],
    });
  });

  it('are names of its parcels, and of what carriers and nodes say of them', async () => {
    await post(`/v1/shipments/${number}-S1/dispatch`, {
      id: name('d', 512),
      carrier,
      tracking,
      at,
      lines: [{ line: other, quantity: '1' }],
    });
    await post(`/v1/shipments/${number}-S1/scans`, {
      id: name('e', 512),
      status: name('?', 64),
      at,
      parcel: name('d', 512),
    });
    await post(`/v1/orders/${number}/shipments`, {
      kind: 'scan',
      id: name('f', 512),
      status: 'delivered',
      at,
      tracking: name('U', 128),
    });
    await post(`/v1/orders/${number}/returns`, {
      id: name('g', 512),
      lines: [{ line: other, quantity: '1' }],
      at,
      node,
    });
    expect(await get(`/v1/orders/${number}/timeline`)).toMatchObject({ omsNumber: number });
  });

  it('are found by', async () => {
    const found = { rows: [{ omsNumber: number }] };
    for (const [list, value] of Object.entries({ sku, node, channel, customer: name('k', 512) })) {
      expect(await get(`/v1/orders?${list}=${encodeURIComponent(value)}`)).toMatchObject(found);
    }
    expect(await get(`/v1/references/${path(channelRef)}`)).toMatchObject({
      orders: [{ omsNumber: number }],
    });
    expect(await get(`/v1/references/${path(tracking)}`)).toMatchObject({ reference: tracking });
    for (const [list, value] of Object.entries({ tracking, node })) {
      expect(await get(`/v1/shipments?${list}=${encodeURIComponent(value)}`)).toMatchObject({
        rows: [{ node }],
      });
    }
  });

  it('are followed from page to page', async () => {
    await post(`/v1/stock/${path(node, name('S', 128))}/receipts`, { quantity: '1' });
    const first = await get('/v1/stock?limit=1');
    expect(first.next).toEqual(expect.any(String));
    const second = await get(`/v1/stock?limit=1&cursor=${encodeURIComponent(String(first.next))}`);
    expect(second.rows).toHaveLength(1);
    expect(second.rows).not.toEqual(first.rows);
  });
});

describe('ids made of names that are long together', () => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await Shop.open();
  });
  afterAll(() => shop.close());

  it.each(['|', '%', '~'])('an Idempotency-Key of 200 times %s counts once', async (character) => {
    const headers = { 'idempotency-key': character.repeat(200), 'oms-tenant': 't'.repeat(64) };
    const url = `/v1/stock/main/key-${character.charCodeAt(0)}`;
    const statuses = [];
    for (const quantity of ['2', '2', '3']) {
      const { status } = await shop.post(
        `${url}/adjustments`,
        { quantity, reason: 'found' },
        headers,
      );
      statuses.push(status);
    }
    expect(statuses).toEqual([200, 200, 409]);
    expect((await shop.api.get(url, headers)).body).toMatchObject({ onHand: '2' });
  });

  it.each(['T', '%'])(
    'a scan of the longest number under the longest id is taken: %s',
    async (character) => {
      const tracking = character.repeat(128);
      await shop.receive('boxed', '1');
      const number = await shop.place([lineOf('boxed')], { policy: { releaseOn: 'accepted' } });
      await shop.post(`/v1/shipments/${number}-S1/dispatch`, { tracking, at });
      const scan = { id: character.repeat(512), status: 'delivered', at };
      const answer = await shop.post(`/v1/tracking/${path(tracking)}/scans`, scan);
      expect([answer.status, answer.body.detail]).toEqual([200, undefined]);
      expect(await shop.order(number)).toMatchObject({ fulfilment: 'delivered' });
    },
  );
});
