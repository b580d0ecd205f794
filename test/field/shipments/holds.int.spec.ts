/** Holds on goods that are with their node already. */
import { daysAgo } from '../days.js';
import { lineOf, onAccount, Shop } from '../shop.js';

let shop: Shop;
beforeAll(async () => {
  shop = await Shop.open();
});
afterAll(async () => {
  await shop.close();
});

const parcel = { carrier: 'DHL', tracking: 'T-1', at: daysAgo(1, 1) };
const fraud = { hold: 'fraud', reason: 'chargeback' };

/** An order of two units that are with the node. */
const released = async (sku: string): Promise<string> => {
  await shop.receive(sku, '2');
  return shop.place([lineOf(sku, '2')], onAccount);
};
const hold = (number: string, more: object = {}) =>
  shop.post(`/v1/orders/${number}/hold`, { ...fraud, ...more });
const dispatch = (number: string) => shop.post(`/v1/shipments/${number}-S1/dispatch`, parcel);
const seen = async (number: string) => {
  const { lines, attention, shipments } = await shop.order(number);
  return { lines, attention, shipments };
};

test('a dispatch is refused while a hold stands, and goes when the last one ends', async () => {
  const number = await released('h-1');
  await hold(number);
  await hold(number, { hold: 'address' });
  const { status, body } = await dispatch(number);
  expect([status, body.code]).toEqual([409, 'shipment_held']);
  await shop.post(`/v1/orders/${number}/release-hold`, { hold: 'fraud' });
  expect((await dispatch(number)).body.code).toBe('shipment_held');
  await shop.post(`/v1/orders/${number}/release-hold`, { hold: 'address' });
  expect((await dispatch(number)).status).toBe(200);
  expect(await seen(number)).toMatchObject({
    lines: [{ buckets: { shipped: '2' } }],
    attention: { exceptions: [] },
  });
});

test('a parcel that left before the hold is repeated without harm', async () => {
  const number = await released('h-2');
  await dispatch(number);
  await hold(number);
  expect(await dispatch(number)).toMatchObject({ status: 200, body: { outcome: 'unchanged' } });
  expect(await seen(number)).toMatchObject({ attention: { exceptions: [] } });
});

test('a fact of a dispatch wins over the hold, and people are told', async () => {
  const number = await released('h-3');
  await hold(number);
  await shop.post(`/v1/orders/${number}/shipments`, {
    kind: 'dispatch',
    id: 'd',
    at: daysAgo(1, 1),
  });
  expect(await seen(number)).toMatchObject({
    lines: [{ buckets: { shipped: '2' } }],
    attention: {
      exceptions: [{ type: 'shipped-under-hold', reason: `${number}-S1 left under fraud` }],
    },
  });
});

test('a carrier that scans a parcel under a hold tells of it as well', async () => {
  const number = await released('h-4');
  await hold(number);
  await shop.post(`/v1/shipments/${number}-S1/scans`, {
    status: 'in_transit',
    id: 's',
    at: daysAgo(1, 1),
  });
  expect(await seen(number)).toMatchObject({
    attention: { exceptions: [{ type: 'shipped-under-hold' }] },
  });
});

test('a parcel that left under a hold is taken back: none is told of any more', async () => {
  const number = await released('h-7');
  const lines = [{ line: '1', quantity: '1' }];
  await shop.post(`/v1/shipments/${number}-S1/dispatch`, { ...parcel, lines });
  await hold(number);
  const tell = (body: object) => shop.post(`/v1/orders/${number}/shipments`, body);
  await tell({ kind: 'dispatch', id: 'd', at: daysAgo(1, 2), lines });
  expect(await seen(number)).toMatchObject({
    attention: { exceptions: [{ type: 'shipped-under-hold' }] },
  });
  await tell({
    kind: 'scan',
    id: 'v',
    at: daysAgo(1, 3),
    status: 'label_created',
    corrects: 'd',
    reason: 'never left',
  });
  expect(await seen(number)).toMatchObject({
    lines: [{ buckets: { released: '1', shipped: '1' } }],
    attention: { exceptions: [] },
  });
  await tell({ kind: 'dispatch', id: 'e', at: daysAgo(1, 4), lines });
  expect(await seen(number)).toMatchObject({
    attention: { exceptions: [{ type: 'shipped-under-hold' }] },
  });
});

describe('shipments that leave one after the other under holds', () => {
  const three = async (sku: string): Promise<string> => {
    await shop.receive(sku, '2');
    const number = await shop.place([lineOf(sku, '6')], {
      policy: { releaseOn: 'accepted', releaseWaitSeconds: 0 },
    });
    for (let more = 0; more < 2; more += 1) await shop.receive(sku, '2');
    await hold(number);
    return number;
  };
  const leaves = (number: string, place: string) =>
    shop.tell(number, [
      {
        kind: 'dispatch',
        id: `d${place}`,
        at: daysAgo(1, 1),
        shipment: `${number}-${place}`,
        lines: [{ line: '1', quantity: '1' }],
      },
    ]);
  const voided = (number: string, place: string) =>
    shop.tell(number, [
      {
        kind: 'scan',
        id: `v${place}`,
        at: daysAgo(1, 2),
        status: 'label_created',
        corrects: `d${place}`,
        reason: 'never left',
      },
    ]);
  const reported = async (number: string): Promise<readonly string[]> => {
    const { text } = await shop.api.get('/v1/attention?limit=500');
    const { rows } = JSON.parse(text) as {
      readonly rows: readonly {
        readonly detail: string;
        readonly about: { readonly omsNumber?: string };
      }[];
    };
    return rows
      .filter(({ about }) => about.omsNumber === number)
      .map(({ detail }) => detail.replaceAll(`${number}-`, ''));
  };

  test.each([
    ['S2', 'S3'],
    ['S3', 'S2'],
  ])('%s, then %s: both are named as long as they stand', async (first, second) => {
    const number = await three(`h-many-${first}`);
    await leaves(number, first);
    await leaves(number, second);
    expect(await reported(number)).toEqual(['S2, S3 left under fraud']);
    await voided(number, 'S3');
    expect(await reported(number)).toEqual(['S2 left under fraud']);
    await voided(number, 'S2');
    expect(await reported(number)).toEqual([]);
  });

  test('each by the holds that stood as it left, and what is dealt with no more', async () => {
    const number = await three('h-many-holds');
    await leaves(number, 'S1');
    await hold(number, { hold: 'address' });
    await leaves(number, 'S2');
    expect(await reported(number)).toEqual(['S1 left under fraud; S2 left under fraud, address']);
    await shop.post(`/v1/orders/${number}/release-hold`, { hold: 'fraud' });
    await voided(number, 'S1');
    expect(await reported(number)).toEqual(['S2 left under fraud, address']);
    await shop.post(`/v1/orders/${number}/resolve`, {
      exception: 'shipped-under-hold',
      reason: 'seen',
    });
    expect(await reported(number)).toEqual([]);
    await leaves(number, 'S3');
    expect(await reported(number)).toEqual(['S3 left under address']);
  });

  test('so is one of which more left than the order has', async () => {
    const number = await released('h-over');
    await shop.tell(number, [
      { kind: 'dispatch', id: 'all', at: daysAgo(1), lines: [{ line: '1', quantity: '2' }] },
    ]);
    await hold(number);
    await leaves(number, 'S1');
    expect(await reported(number)).toContain('S1 left under fraud');
  });

  test('a dispatch that names what only a scan had told does not end it', async () => {
    const number = await three('h-many-scan');
    await shop.tell(number, [
      { kind: 'scan', id: 's', at: daysAgo(1, 1), status: 'in_transit', shipment: `${number}-S2` },
    ]);
    expect(await reported(number)).toEqual(['S2 left under fraud']);
    await shop.tell(number, [
      { kind: 'dispatch', id: 'd', at: daysAgo(1, 0.5), shipment: `${number}-S2` },
    ]);
    expect(await reported(number)).toEqual(['S2 left under fraud']);
  });
});

test('hold and dispatch at once: it is refused, or people are told', async () => {
  for (let round = 0; round < 5; round += 1) {
    const number = await released(`h-race-${round}`);
    const [, { status }] = await Promise.all([hold(number), dispatch(number)]);
    const expected = status === 409 ? 'planned' : 'dispatched';
    expect((await seen(number)).shipments).toMatchObject([{ status: expected }]);
  }
});

test('a hold that comes before the goods are with the node stops them there', async () => {
  const number = await shop.place([lineOf('h-5')], onAccount);
  await hold(number);
  await shop.receive('h-5', '1');
  expect(await seen(number)).toMatchObject({
    shipments: [],
    lines: [{ buckets: { reserved: '1' } }],
  });
});

test('a label moves nothing, whatever it names, past a hold, a payment or a policy', async () => {
  await shop.receive('h-6', '3');
  const number = await shop.place([lineOf('h-6')]);
  await hold(number);
  const label = { kind: 'scan', status: 'label_created', at: daysAgo(1, 1) };
  for (const [id, scope] of Object.entries({
    all: {},
    node: { node: 'main' },
    lines: { lines: [{ line: '1', quantity: '1' }] },
  })) {
    await shop.post(`/v1/orders/${number}/shipments`, { ...label, id, ...scope });
  }
  expect(await seen(number)).toMatchObject({
    shipments: [],
    lines: [{ buckets: { reserved: '1' } }],
  });
  expect((await dispatch(number)).status).toBe(404);
  await shop.post(`/v1/orders/${number}/release-hold`, { hold: 'fraud' });
  await shop.post(`/v1/orders/${number}/payments`, {
    id: 'p',
    payment: 'p',
    status: 'captured',
    amount: 1000,
  });
  expect(await seen(number)).toMatchObject({
    shipments: [{ status: 'planned' }],
    lines: [{ buckets: { released: '1' } }],
  });
});

test('a hold set again for another reason says which one stands, and that stands', async () => {
  const number = await released('h-again');
  await hold(number);
  expect(await hold(number)).toMatchObject({ status: 200, body: { outcome: 'unchanged' } });
  expect(await hold(number, { reason: 'address' })).toMatchObject({
    status: 409,
    body: {
      code: 'id_conflict',
      errors: [{ field: 'reason' }],
      detail:
        'the hold fraud stands with the reason "chargeback": release it first, or set ' +
        'another one',
    },
  });
  expect(await shop.order(number)).toMatchObject({
    attention: { holds: ['fraud'], holdReasons: { fraud: 'chargeback' } },
  });
});
