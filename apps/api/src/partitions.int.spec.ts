import { setTimeout as pause } from 'node:timers/promises';
import type { Gateway } from '#services';
import { fromNewerBuild } from '../../../test/newer-build.js';
import { startedBackend } from './backend.fixture.js';
import type { RunningBackend } from './backend.fixture.js';
import { DocumentedClient } from './documented-client.fixture.js';

const haltedIn = async ({
  gateway,
}: {
  readonly gateway: Gateway;
}): Promise<string | undefined> => {
  for (let tries = 0; tries < 500; tries += 1) {
    const halted = (await gateway.status()).find(({ state }) => state === 'halted');
    if (halted !== undefined) return halted.reason;
    await pause(10);
  }
  return undefined;
};

describe('a partition that halts at a message', () => {
  let running: RunningBackend;
  let api: DocumentedClient;
  beforeAll(async () => {
    running = await startedBackend();
    api = await DocumentedClient.of(running.address);
    await running.log('oms.inventory.inbox').append(1, [fromNewerBuild]);
  });
  afterAll(() => running.stop());

  it('is listed with the message that it halts at', async () => {
    expect(await haltedIn(running)).toContain('oms.inventory.inbox/1 at 0');
  });

  const at = '/v1/partitions/inventory/1';

  test('halts again when it is resumed unmended', async () => {
    expect(await haltedIn(running)).toContain('oms.inventory.inbox/1 at 0');
    const { status, body } = await api.post(`${at}/resume`, undefined);
    expect([status, body]).toEqual([
      200,
      { service: 'inventory', partition: 1, resumed: ['inventory'] },
    ]);
    expect(await haltedIn(running)).toContain('deploy the newer build first');
  });

  test('sets aside no other message than that one', async () => {
    const { status, body } = await api.post(`${at}/quarantine`, { offset: 7 });
    expect([status, body.code, body.next]).toEqual([409, 'not_next', 0]);
    expect(body.detail).toBe('inventory/1 halts at 0');
  });

  test('goes on once it is set aside, and lists it', async () => {
    const { status, body } = await api.post(`${at}/quarantine`, { offset: 0 });
    expect([status, body.resumed]).toEqual([200, ['inventory']]);
    const settled = await api.get('/v1/settled?wait=5');
    expect(settled.body.settled).toBe(true);
    const views = running.gateway.views.inventory;
    expect(await views.get('rejected', 'inventory:1:0', 1)).toMatchObject({ code: 'quarantined' });
    expect((await running.gateway.status()).filter(({ state }) => state === 'halted')).toEqual([]);
  });

  test('takes no decision where nothing has halted', async () => {
    for (const [verb, body] of [
      ['resume', undefined],
      ['quarantine', { offset: 1 }],
    ] as const) {
      const answer = await api.post(`${at}/${verb}`, body);
      expect([answer.status, answer.body.code]).toEqual([409, 'not_halted']);
    }
  });

  test.each([
    ['/v1/partitions/production/0/resume', undefined, 'service'],
    ['/v1/partitions/orders/2/resume', undefined, 'partition'],
    ['/v1/partitions/orders/-1/quarantine', { offset: 1 }, 'partition'],
    ['/v1/partitions/orders/0/quarantine', { offset: -1 }, 'offset'],
    ['/v1/partitions/orders/0/quarantine', {}, 'offset'],
  ])('%s %j names the field', async (path, body, field) => {
    const answer = await api.post(path, body);
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ field }] } });
  });
});

test('where the workers run elsewhere, says so; without the token, nothing', async () => {
  const token = 'secret';
  const running = await startedBackend({
    token,
    gatewayOver: ({ operations: _elsewhere, ...gateway }) => gateway,
  });
  const url = `${running.address}/v1/partitions/orders/0/resume`;
  expect((await fetch(url, { method: 'POST' })).status).toBe(401);
  const headers = { authorization: `Bearer ${token}` };
  const answer = await fetch(url, { method: 'POST', headers });
  expect(answer.status).toBe(501);
  expect(await answer.json()).toMatchObject({
    code: 'workers_elsewhere',
    detail: expect.stringMatching(
      /POST \/partitions\/orders\/0\/resume .* orders process .*`oms status`/,
    ),
  });
  await running.stop();
});

describe('where other processes run workers too', () => {
  const elsewhere = { kind: 'elsewhere', names: ['orders'] } as const;
  const failures: string[] = [];
  let running: RunningBackend;
  let client: DocumentedClient;
  beforeAll(async () => {
    running = await startedBackend({
      gatewayOver: (gateway) => ({
        ...gateway,
        failures: () => failures,
        operations: { resume: () => elsewhere, quarantine: async () => elsewhere },
      }),
    });
    client = await DocumentedClient.of(running.address);
  });
  afterAll(() => running.stop());

  test('says which of them has the partition', async () => {
    for (const [verb, body] of [
      ['resume', undefined],
      ['quarantine', { offset: 1 }],
    ] as const) {
      const answer = await client.post(`/v1/partitions/orders/0/${verb}`, body);
      expect([answer.status, answer.body.code]).toEqual([409, 'partition_elsewhere']);
      expect(answer.body.detail).toContain('another process than this has orders/0');
    }
  });

  test('asks to be started anew where its own work hangs', async () => {
    expect((await client.get('/health')).status).toBe(200);
    failures.push('writer orders/2 stands at 7 of 10 for 120 s');
    const { status, body } = await client.get('/health');
    expect([status, body]).toMatchObject([503, { status: 'failing', failures }]);
  });
});
