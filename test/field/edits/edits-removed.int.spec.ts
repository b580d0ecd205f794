/** What people take away from an order: a company, a note, a promise, a deadline. */
import { lineOf, onAccount, Shop } from '../shop.js';

let shop: Shop;
beforeAll(async () => {
  shop = await Shop.open();
});
afterAll(async () => {
  await shop.close();
});

type Body = Awaited<ReturnType<Shop['order']>>;

const edit = (number: string, body: object) => shop.post(`/v1/orders/${number}/edit`, body);
const fieldsOf = (list: unknown): unknown[] =>
  (Array.isArray(list) ? list : []).map((one: Record<string, unknown>) => one['field']);
const entriesOf = async (number: string, type: string): Promise<readonly Body[]> => {
  const { body } = await shop.api.get(`/v1/orders/${number}/timeline`);
  return (body['entries'] as readonly Body[]).filter((entry) => entry['type'] === type);
};
const shipTo = {
  name: 'Ada Poe',
  company: 'Poe Ltd',
  street: 'Elm St 1',
  address2: '3rd floor',
  country: 'DE',
};
const { company: _company, address2: _address2, ...home } = shipTo;
const whole = {
  shipTo,
  billTo: { ...shipTo, street: 'Bill St 9' },
  notes: 'ring twice',
  customer: { name: 'Ada Poe', phone: '123' },
  metadata: { gift: null, tags: ['a'] },
  promise: '2999-01-01',
  policy: { paymentDeadline: '2998-01-01T00:00:00Z', shipTogether: 'node', paymentTolerance: 5 },
};
const removals = {
  shipTo: { company: null, address2: null },
  billTo: null,
  notes: null,
  customer: { phone: null },
  metadata: null,
  promise: null,
  policy: { paymentDeadline: null, shipTogether: null, paymentTolerance: null },
  lines: [{ line: '1', name: null, metadata: null, notBefore: null }],
};

it('null takes a field away, and what is absent stays', async () => {
  const line = { name: 'Mug', metadata: { a: 1 }, notBefore: '2998-01-01' };
  const number = await shop.place([lineOf('r-1', '2', '10.00', line), lineOf('r-1b')], whole);
  const kept = await edit(number, { version: 1, lines: [{ line: '2', quantity: '2' }] });
  expect(kept.body).toMatchObject({ ...whole, lines: [line, {}] });

  const { status, body } = await edit(number, { version: 2, reason: 'moved', ...removals });
  expect(status).toBe(200);
  expect(body).toMatchObject({ shipTo: home, customer: { name: 'Ada Poe' }, total: 4000 });
  for (const gone of ['billTo', 'notes', 'metadata', 'promise']) {
    expect([gone, body[gone]]).toEqual([gone, undefined]);
  }
  expect(Object.keys(Object(body['shipTo']))).toEqual(Object.keys(home));
  expect(Object.keys(Object(body['policy']))).toEqual([
    'allOrNothing',
    'releaseOn',
    'timers',
    'onEmpty',
  ]);
  const [first] = body['lines'] as readonly Body[];
  expect([first?.['name'], first?.['metadata'], first?.['notBefore']]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
  const changed = [
    'metadata',
    'promise',
    'policy.paymentDeadline',
    'policy.paymentTolerance',
    'policy.shipTogether',
    'customer.phone',
    'shipTo.address2',
    'shipTo.company',
    'notes',
    'lines.1.metadata',
    'lines.1.name',
    'lines.1.notBefore',
  ];
  const entry = (await entriesOf(number, 'order.edited')).at(-1);
  expect(entry).toMatchObject({
    data: {
      reason: 'moved',
      changed: expect.arrayContaining(changed),
      total: { before: 4000, after: 4000, difference: 0 },
    },
  });
  expect(await shop.order(number)).toMatchObject({ changes: [{ version: 2 }, { version: 3 }] });
});

it('of what is planned: no promise any more, the address as it was released', async () => {
  await shop.receive('r-2', '1', 'north');
  const number = await shop.place([lineOf('r-2', '2', '1.00', { node: 'north' })], {
    ...onAccount,
    shipTo,
    promise: '2999-01-01',
    notes: 'ring twice',
  });
  const { status } = await edit(number, {
    version: 1,
    shipTo: { company: null },
    promise: null,
    notes: null,
  });
  expect(status).toBe(200);
  await shop.receive('r-2', '1', 'north');
  const { body } = await shop.api.get('/v1/shipments?node=north&status=open');
  const rows = body['rows'] as readonly Body[];
  expect(rows.map((row) => [row['promise'], row['notes'], Object(row['shipTo']).company])).toEqual([
    [undefined, undefined, 'Poe Ltd'],
    [undefined, undefined, undefined],
  ]);
  expect(rows.map((row) => Object(row['shipTo']).street)).toEqual(['Elm St 1', 'Elm St 1']);
});

it('never what goods need: where they go, what they are', async () => {
  const number = await shop.place([lineOf('r-3')], { shipTo });
  const none = Object.fromEntries(Object.keys(shipTo).map((name) => [name, null]));
  for (const gone of [null, none]) {
    const { status, body } = await edit(number, { version: 1, shipTo: gone });
    expect([status, body.code, fieldsOf(body['errors'])]).toEqual([
      409,
      'not_editable',
      ['shipTo'],
    ]);
  }
  for (const [field, body] of [
    ['lines[0].sku', { lines: [{ line: '1', sku: null }] }],
    ['lines[0].quantity', { lines: [{ line: '1', quantity: null }] }],
    ['policy.releaseOn', { policy: { releaseOn: null } }],
    ['charges', { charges: null }],
    ['version', { version: null }],
  ] as const) {
    const refused = await edit(number, { version: 1, ...body });
    expect([refused.status, fieldsOf(refused.body['errors'])]).toEqual([400, [field]]);
  }
  expect(await shop.order(number)).toMatchObject({ version: 1, shipTo });
  const untracked = lineOf('r-4', '1', '1.00', { trackStock: false });
  const download = await shop.place([untracked], { shipTo });
  const { body } = await edit(download, { version: 1, shipTo: null });
  expect([body['version'], body['shipTo']]).toEqual([2, undefined]);
});

it('an edit that removes is another one than one that keeps', async () => {
  const number = await shop.place([lineOf('r-5')], { notes: 'ring twice' });
  const once = { id: 'x', version: 1, promise: '2999-01-01', notes: null };
  expect(await edit(number, once)).toMatchObject({ status: 200, body: { version: 2 } });
  expect(await edit(number, once)).toMatchObject({ status: 200, body: { outcome: 'unchanged' } });
  const { notes: _notes, ...keeps } = once;
  expect(await edit(number, keeps)).toMatchObject({ status: 409, body: { code: 'id_conflict' } });
  expect((await shop.order(number))['notes']).toBeUndefined();
  expect(await edit(number, { version: 2, notes: null })).toMatchObject({
    status: 200,
    body: { version: 2, outcome: 'unchanged' },
  });
});

it('a channel no longer says something, or says null: told, and accepted', async () => {
  const from = { channel: 'shop', channelRef: 'r-6', currency: 'EUR', lines: [lineOf('r-6')] };
  const {
    body: { omsNumber: number },
  } = await shop.post('/v1/orders', { ...from, shipTo, notes: 'ring twice' });
  await shop.post('/v1/orders', { ...from, shipTo: { ...shipTo, company: null }, notes: null });
  const reported = await shop.order(number);
  expect(fieldsOf(Object(reported['pendingChange']).fields)).toEqual(['shipTo.company', 'notes']);
  const { body } = await shop.post(`/v1/orders/${number}/accept-change`, {});
  expect([body['notes'], Object(body['shipTo']).company]).toEqual([undefined, undefined]);
  await shop.post('/v1/orders', from);
  const refused = await shop.post(`/v1/orders/${number}/accept-change`, {});
  expect([refused.status, fieldsOf(refused.body['errors'])]).toEqual([409, ['shipTo']]);
  await shop.post(`/v1/orders/${number}/dismiss-change`, { reason: 'it is needed' });
});
