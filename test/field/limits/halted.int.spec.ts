/** §1, F-47: whoever waits for a halted partition is told so, and who halts it is named. */
import { startedBackend } from '../../../apps/api/src/backend.fixture.js';
import type { RunningBackend } from '../../../apps/api/src/backend.fixture.js';
import { DocumentedClient } from '../../../apps/api/src/documented-client.fixture.js';
import { lineOf } from '../shop.js';

let backend: RunningBackend;
let api: DocumentedClient;
beforeAll(async () => {
  backend = await startedBackend();
  api = await DocumentedClient.of(backend.address);
});
afterAll(() => backend.stop());

const patient = { prefer: 'wait=10' };
const order = (channelRef: string) => ({
  channel: 'web',
  channelRef,
  currency: 'EUR',
  lines: [lineOf('A')],
});

/** What a newer build of ours says: this one must not guess, so its partition halts. */
const fromNewerBuild = {
  key: 'H0VD-3KFX-FA0T-8V',
  headers: {
    ce_type: 'oms.order.bless',
    ce_id: 'bless-1',
    ce_omstenant: 'default',
    ce_omssource: '0:inbox:0:0:0/0',
    ce_dataschema: 'urn:oms:order.bless:1',
  },
  value: Buffer.from(JSON.stringify({ claim: { channel: 'web', channelRef: 'R-77' } })),
};

const pause = (ms: number): Promise<void> =>
  new Promise((done) => {
    setTimeout(done, ms);
  });
/** Who asks shares a look at what has halted with others: it may be so old. */
const lookMs = 150;

const untilHealth = async (isSo: (halted: unknown) => boolean): Promise<void> => {
  for (let looks = 0; looks < 2_000; looks += 1) {
    const { body } = await api.get('/health');
    if (isSo(body.halted)) return pause(lookMs);
    await pause(25);
  }
  throw new Error('/health does not come to that');
};

const halt = async (service: string): Promise<void> => {
  const log = backend.log(`oms.${service}.inbox`);
  for (let partition = 0; partition < log.partitions; partition += 1) {
    await log.append(partition, [fromNewerBuild]);
  }
  await untilHealth((halted) => Array.isArray(halted) && halted.length === log.partitions);
};

const goOn = async (service: string): Promise<void> => {
  const { body } = await api.get('/health');
  for (const { partition, at } of body.halted as { partition: number; at: { offset: number } }[]) {
    const { status } = await api.post(`/v1/partitions/${service}/${partition}/quarantine`, {
      offset: at.offset,
    });
    expect(status).toBe(200);
  }
  await untilHealth((halted) => Array.isArray(halted) && halted.length === 0);
};

it('the order and whoever reads it with its token are told 503 with the reason', async () => {
  await halt('orders');
  const began = performance.now();
  const { status, body, headers } = await api.post('/v1/orders', order('H-1'), patient);
  expect(performance.now() - began).toBeLessThan(9_000);
  expect([status, body.code, headers.get('retry-after')]).toEqual([503, 'partition_halted', '30']);
  expect(body.detail).toContain('deploy the newer build first');
  expect(body.detail).toContain('order.bless of H0VD-3KFX-FA0T-8V (web R-77) at inbox offset 0');

  const { body: posted } = await api.post('/v1/orders', order('H-2'));
  const read = await api.get(posted.links.self ?? '');
  expect([read.status, read.body.code]).toEqual([503, 'partition_halted']);

  const at = {
    offset: 0,
    message: 'order.bless',
    id: 'bless-1',
    tenant: 'default',
    key: 'H0VD-3KFX-FA0T-8V',
    channel: 'web',
    channelRef: 'R-77',
  };
  expect((await api.get('/health')).body).toMatchObject({
    status: 'degraded',
    halted: [{ at }, { at }],
  });
  const {
    body: { partitions },
  } = await api.get('/v1/status');
  expect(
    (partitions as { state: string }[]).filter(({ state }) => state === 'halted'),
  ).toMatchObject([{ at }, { at }]);

  await goOn('orders');
  expect((await api.get(`${posted.links.self ?? ''}&wait=10`)).status).toBe(200);
  expect((await api.post('/v1/orders', order('H-1'), patient)).status).toBe(201);
  const {
    body: { rows },
  } = await api.get('/v1/rejected');
  expect(rows).toMatchObject([
    { code: 'quarantined', message: 'order.bless' },
    { code: 'quarantined' },
  ]);
});

it('an order whose stock has halted is told so, and goes on by itself', async () => {
  expect((await api.post('/v1/orders', order('S-0'), patient)).status).toBe(201);
  await halt('inventory');
  const placed = await api.post('/v1/orders', order('S-1'), patient);
  expect([placed.status, placed.body.code, placed.headers.get('retry-after')]).toEqual([
    503,
    'partition_halted',
    '30',
  ]);
  expect(placed.body).toMatchObject({ service: 'inventory', omsNumber: expect.any(String) });
  expect(placed.body.detail).toContain('is placed, and its stock cannot answer');
  expect(placed.body.detail).toContain('deploy the newer build first');
  // The same again is the same order, and is told the same.
  const again = await api.post('/v1/orders', order('S-1'), patient);
  expect([again.status, again.body.omsNumber]).toEqual([503, placed.body.omsNumber]);

  const { body: posted } = await api.post('/v1/orders', order('S-2'));
  const heard = await api.get(posted.links.self ?? '');
  expect([heard.status, heard.body.code]).toEqual([503, 'partition_halted']);
  // Who just looks sees how it stands, and why it does not move.
  const number = String(placed.body.omsNumber);
  const looked = await api.get(`/v1/orders/${number}`);
  expect([looked.status, looked.body]).toMatchObject([
    200,
    { lifecycle: 'received', waitsFor: [{ service: 'inventory', reason: expect.any(String) }] },
  ]);
  // What its own partition decides is answered, with the reason beside it.
  const hold = { hold: 'manual', reason: 'asked for' };
  const held = await api.post(`/v1/orders/${number}/hold`, hold, patient);
  expect([held.status, held.body.waitsFor]).toMatchObject([200, [{ service: 'inventory' }]]);
  const cancelled = await api.post(`/v1/orders/${number}/cancel`, { reason: 'late' }, patient);
  expect(cancelled.status).toBe(200);

  await goOn('inventory');
  await api.get('/v1/settled?wait=10');
  const { body } = await api.get(`/v1/orders/${String(posted.omsNumber)}`);
  expect(body).not.toHaveProperty('waitsFor');
  expect(body.lifecycle).toBe('accepted');
  expect((await api.post('/v1/orders', order('S-2'), patient)).status).toBe(201);
});

it('goods that wait for shipping name it', async () => {
  await api.post('/v1/stock/main/A/receipts', { quantity: '100' }, patient);
  await halt('shipping');
  const { status, body } = await api.post(
    '/v1/orders',
    { ...order('T-1'), policy: { releaseOn: 'accepted' } },
    patient,
  );
  expect(status).toBe(201);
  const waitsFor = async (): Promise<unknown> =>
    (await api.get(`/v1/orders/${body.omsNumber}`)).body.waitsFor;
  for (let looks = 0; looks < 200 && (await waitsFor()) === undefined; looks += 1) await pause(25);
  expect(await waitsFor()).toMatchObject([{ service: 'shipping' }]);
  await goOn('shipping');
  await api.get('/v1/settled?wait=10');
  const { body: order2 } = await api.get(`/v1/orders/${body.omsNumber}`);
  expect(order2).not.toHaveProperty('waitsFor');
  expect(order2.shipments).toMatchObject([{ status: 'planned' }]);
});

it('and so is who waits for the stock', async () => {
  await halt('inventory');
  const receipt = await api.post('/v1/stock/main/B/receipts', { quantity: '1' }, patient);
  expect([receipt.status, receipt.body.code]).toEqual([503, 'partition_halted']);
  const { body } = await api.get('/v1/settled?wait=0.1');
  expect(body).toMatchObject({
    settled: false,
    waitingFor: expect.arrayContaining([expect.stringContaining('inventory/0 has halted')]),
  });
  await goOn('inventory');
  expect(
    (await api.get(`/v1/stock/main/B?after=${String(receipt.body.token)}&wait=10`)).body,
  ).toMatchObject({ onHand: '1' });
});
