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

it('an order goes on where the inbox of its stock has halted: what that brings waits', async () => {
  await halt('inventory');
  const placed = await api.post('/v1/orders', order('S-1'), patient);
  expect(placed.status).toBe(201);
  const receipt = await api.post('/v1/stock/main/B/receipts', { quantity: '1' }, patient);
  expect([receipt.status, receipt.body.code]).toEqual([503, 'partition_halted']);
  await api.get('/v1/settled?wait=0.1');
  const { body } = await api.get(`/v1/orders/${String(placed.body.omsNumber)}`);
  expect(body).not.toHaveProperty('waitsFor');
  expect(body.lifecycle).toBe('accepted');
  const { body: settled } = await api.get('/v1/settled?wait=0.1');
  expect(settled).toMatchObject({
    settled: false,
    waitingFor: expect.arrayContaining([expect.stringContaining('inventory/0 has halted')]),
  });
  await goOn('inventory');
  expect(
    (await api.get(`/v1/stock/main/B?after=${String(receipt.body.token)}&wait=10`)).body,
  ).toMatchObject({ onHand: '1' });
});

it('goods are planned where the inbox of shipping has halted', async () => {
  await api.post('/v1/stock/main/A/receipts', { quantity: '100' }, patient);
  await halt('shipping');
  const { status, body } = await api.post(
    '/v1/orders',
    { ...order('T-1'), policy: { releaseOn: 'accepted' } },
    patient,
  );
  expect(status).toBe(201);
  const looked = async () => (await api.get(`/v1/orders/${String(body.omsNumber)}`)).body;
  for (let looks = 0; looks < 200; looks += 1) {
    if (((await looked()).shipments as readonly unknown[]).length > 0) break;
    await pause(25);
  }
  const { shipments, ...planned } = await looked();
  expect(shipments).toMatchObject([{ status: 'planned' }]);
  expect(planned).not.toHaveProperty('waitsFor');
  const path = `/v1/shipments/${String(body.omsNumber)}-S1/dispatch`;
  const told = await api.post(path, { id: '1' }, patient);
  expect([told.status, told.body.code]).toEqual([503, 'partition_halted']);
  await goOn('shipping');
  await api.get('/v1/settled?wait=10');
  expect((await looked()).shipments).toMatchObject([{ status: 'dispatched' }]);
});
