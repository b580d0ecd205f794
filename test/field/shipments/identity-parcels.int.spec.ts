/** The id of a dispatch or scan stands for one fact of its order, by whatever way it comes. */
import { daysAgo } from '../days.js';
import { lineOf, Shop } from '../shop.js';

let shop: Shop;
beforeAll(async () => {
  shop = await Shop.open();
});
afterAll(() => shop.close());

const at = daysAgo(1, 1);
const policy = { releaseOn: 'accepted', releaseWaitSeconds: 0 };

/** Two of each of two nodes: shipments S1 and S2. */
const ofTwoNodes = async (sku: string): Promise<string> => {
  await shop.receive(sku, '9');
  await shop.receive(sku, '9', 'other');
  return shop.place([lineOf(sku, '2'), lineOf(sku, '2', '10.00', { node: 'other' })], { policy });
};

interface Post {
  readonly path: string;
  readonly body: object;
}
const handed = (shipment: string, body: object = {}): Post => ({
  path: `/v1/shipments/${shipment}/dispatch`,
  body: { id: '1', tracking: shipment, ...body },
});
const reported = (number: string, body: object): Post => ({
  path: `/v1/orders/${number}/shipments`,
  body: { kind: 'dispatch', id: '1', at, ...body },
});
const beeped = (shipment: string, body: object): Post => ({
  path: `/v1/shipments/${shipment}/scans`,
  body: { id: 's', at, ...body },
});
const reportedScan = (number: string, body: object): Post => ({
  path: `/v1/orders/${number}/shipments`,
  body: { kind: 'scan', id: 's', at, ...body },
});

const conflicts = async (number: string): Promise<readonly { readonly about: object }[]> => {
  const { body } = await shop.api.get('/v1/attention?limit=500');
  return (body.rows as { code: string; about: { omsNumber?: string } }[]).filter(
    ({ code, about }) => code === 'id_conflict' && about.omsNumber === number,
  );
};

const rejections = async (number: string): Promise<readonly object[]> => {
  const { body } = await shop.api.get('/v1/rejected?limit=500');
  return (body.rows as { omsNumber?: string }[]).filter(({ omsNumber }) => omsNumber === number);
};

/** The first is taken; the other is a conflict to whoever tells it, is listed, changes nothing. */
const clash = async (number: string, first: Post, other: Post, field: string): Promise<void> => {
  expect(await shop.post(first.path, first.body)).toMatchObject({ status: 200 });
  const before = await shop.order(number);
  const { status, body } = await shop.post(other.path, other.body);
  expect({ other, status, body }).toMatchObject({
    other,
    status: 409,
    body: {
      code: 'id_conflict',
      recorded: true,
      errors: expect.arrayContaining([expect.objectContaining({ field })]),
    },
  });
  const { shipments, lines } = await shop.order(number);
  expect({ shipments, lines }).toEqual({ shipments: before.shipments, lines: before.lines });
  expect(await rejections(number)).toMatchObject([{ code: 'id_conflict' }]);
  expect(await conflicts(number)).toEqual([]);
};

const statuses = async (number: string): Promise<readonly string[]> =>
  ((await shop.order(number)).shipments as { status: string }[]).map(({ status }) => status);

describe('one dispatch id at two shipments of an order', () => {
  it.each([
    ['handed over by both nodes', (n: string) => [handed(`${n}-S1`), handed(`${n}-S2`)]],
    [
      'the same words at both',
      (n: string) => [`${n}-S1`, `${n}-S2`].map((id) => handed(id, { tracking: 'T', at })),
    ],
    [
      'handed over, then told of the other',
      (n: string) => [handed(`${n}-S1`), reported(n, { shipment: `${n}-S2` })],
    ],
    [
      'told, then handed over',
      (n: string) => [reported(n, { shipment: `${n}-S1` }), handed(`${n}-S2`)],
    ],
    [
      'told of both',
      (n: string) => [reported(n, { shipment: `${n}-S1` }), reported(n, { shipment: `${n}-S2` })],
    ],
    [
      'handed over, then told of lines',
      (n: string) => [handed(`${n}-S1`), reported(n, { lines: [{ line: '2', quantity: '1' }] })],
    ],
    ['handed over, then told of all', (n: string) => [handed(`${n}-S1`), reported(n, {})]],
    [
      'told of lines, then handed over',
      (n: string) => [reported(n, { lines: [{ line: '1', quantity: '2' }] }), handed(`${n}-S2`)],
    ],
  ] as const)('is a conflict: %s', async (name, posts) => {
    const number = await ofTwoNodes(`d ${name}`);
    const [first, other] = posts(number);
    if (first === undefined || other === undefined) throw new Error('two are needed');
    await clash(number, first, other, 'shipment');
    // The id means the parcel of S1 alone, and the other has one of its own.
    await shop.post(handed(`${number}-S2`).path, { id: '2', tracking: 'T-2' });
    await shop.tell(number, [
      {
        kind: 'scan',
        id: 'k',
        at: daysAgo(0),
        parcel: '1',
        status: 'label_created',
        corrects: '1',
        reason: 'still here',
      },
    ]);
    expect(await statuses(number)).toEqual(['planned', 'dispatched']);
    expect(await shop.stock(`d ${name}`, 'other')).toMatchObject({ onHand: '7' });
    expect(await shop.stock(`d ${name}`)).toMatchObject({ onHand: '9' });
  });

  it('is listed where its order waited for its shipment, which goes under another id', async () => {
    await shop.receive('late', '2');
    const number = await shop.place(
      [lineOf('late', '2'), lineOf('late', '2', '10.00', { node: 'other' })],
      { policy },
    );
    expect(await statuses(number)).toEqual(['planned']);
    await shop.tell(number, [reported(number, { shipment: `${number}-S2` }).body]);
    const { status } = await shop.post(handed(`${number}-S1`).path, handed(`${number}-S1`).body);
    expect(status).toBe(200);
    await shop.receive('late', '2', 'other');
    const [conflict, ...more] = await conflicts(number);
    expect(more).toEqual([]);
    // It follows from an order's event, so its id names that event.
    const { record } = (conflict?.about ?? {}) as { readonly record?: string };
    expect(record).toMatch(/^shipping:\d+:orders\.\d+:\d+:\d+$/);
    expect((await shop.api.get(`/v1/rejected/${record}`)).body).toMatchObject({ id: record });
    expect(await statuses(number)).toEqual(['dispatched', 'planned']);
    await shop.post(handed(`${number}-S2`).path, { id: '2' });
    expect(await shop.order(number)).toMatchObject({
      lines: [{ buckets: { shipped: '2' } }, { buckets: { shipped: '2' } }],
    });
  });

  it('in a bulk is listed, and opens nothing', async () => {
    await shop.receive('held', '2');
    await shop.receive('held', '2', 'other');
    const number = await shop.place(
      [lineOf('held', '2'), lineOf('held', '2', '10.00', { node: 'other' })],
      { policy: { releaseWaitSeconds: 0 } },
    );
    const { channel, channelRef } = await shop.order(number);
    const reference = { tenant: 'default', channel, channelRef };
    const lines = (line: string) => [{ line, quantity: '2' }];
    const rows = [
      ['a', '1'],
      ['b', '2'],
    ].map(([id, line = '']) =>
      JSON.stringify({
        kind: 'channel',
        id: `${id} ${number}`,
        reference,
        message: {
          type: 'order.record-dispatch',
          data: { scope: { lines: lines(line) }, fact: { kind: 'dispatch', id: '1', at } },
        },
      }),
    );
    await shop.api.send('POST', '/v1/bulk', {
      raw: rows.join('\n'),
      headers: { 'content-type': 'application/x-ndjson' },
    });
    await shop.settled();
    expect(await conflicts(number)).toHaveLength(1);
    expect(await shop.order(number)).toMatchObject({
      lines: [{ buckets: { shipped: '2' } }, { buckets: { reserved: '2' } }],
    });
  });

  it('of a fact of all of the order is one dispatch, told twice or not', async () => {
    const number = await ofTwoNodes('all');
    const { path, body } = reported(number, { tracking: 'T' });
    await shop.post(path, body);
    expect((await shop.post(path, body)).body).toMatchObject({ outcome: 'unchanged' });
    expect(await statuses(number)).toEqual(['dispatched', 'dispatched']);
    expect(await conflicts(number)).toEqual([]);
  });
});

describe('one scan id at two places of an order', () => {
  it.each([
    [
      'of the order, then of a shipment',
      (n: string) => [
        reportedScan(n, { status: 'in_transit' }),
        beeped(`${n}-S1`, { status: 'delivered' }),
      ],
    ],
    [
      'of a shipment, then of the order',
      (n: string) => [
        beeped(`${n}-S1`, { status: 'in_transit' }),
        reportedScan(n, { status: 'delivered' }),
      ],
    ],
    [
      'of both shipments',
      (n: string) => [
        beeped(`${n}-S1`, { status: 'in_transit' }),
        beeped(`${n}-S2`, { status: 'lost' }),
      ],
    ],
    [
      'of both, in the same words',
      (n: string) => [beeped(`${n}-S1`, { status: 'lost' }), beeped(`${n}-S2`, { status: 'lost' })],
    ],
    [
      'of a shipment, then told of the other',
      (n: string) => [
        beeped(`${n}-S1`, { status: 'lost' }),
        reportedScan(n, { status: 'lost', shipment: `${n}-S2` }),
      ],
    ],
    [
      'of a shipment, then by its number',
      (n: string): readonly Post[] => [
        beeped(`${n}-S1`, { status: 'in_transit' }),
        { path: `/v1/tracking/${n}-S1/scans`, body: { id: 's', at, status: 'lost' } },
      ],
    ],
  ] as const)('is a conflict: %s', async (name, posts) => {
    const number = await ofTwoNodes(`s ${name}`);
    for (const id of [`${number}-S1`, `${number}-S2`]) {
      await shop.post(handed(id).path, { tracking: id, at: daysAgo(2, 1) });
    }
    const [first, other] = posts(number);
    if (first === undefined || other === undefined) throw new Error('two are needed');
    expect(await statuses(number)).toEqual(['dispatched', 'dispatched']);
    await clash(number, first, other, 'shipment');
  });

  it('without ids, two shipments are scanned at one moment', async () => {
    const number = await ofTwoNodes('moment');
    for (const shipment of [`${number}-S1`, `${number}-S2`]) {
      const fact = { kind: 'dispatch', shipment, at };
      await shop.tell(number, [fact]);
      const path = `/v1/shipments/${shipment}/scans`;
      expect(await shop.post(path, { at, status: 'delivered' })).toMatchObject({ status: 200 });
    }
    expect(await statuses(number)).toEqual(['delivered', 'delivered']);
    expect(await conflicts(number)).toEqual([]);
  });
});
