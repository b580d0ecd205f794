/** Runs in the copy of the tree: gift wrapping is a service like the others. */
import { topicPlans } from '#kafka';
import { runCampaign } from '#simulation';
import { appNames } from '#services';
import { startedBackend } from '../../apps/api/src/backend.fixture.js';
import type { RunningBackend } from '../../apps/api/src/backend.fixture.js';

const seeds = [1, 2, 3, 5];

const asked = async (running: RunningBackend, path: string, body?: object) => {
  const response = await fetch(`${running.address}${path}`, {
    ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
    headers: { 'content-type': 'application/json', prefer: 'wait=10' },
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
};

const settled = async (running: RunningBackend): Promise<void> => {
  for (let looks = 0; looks < 100; looks += 1) {
    if ((await asked(running, '/v1/settled?wait=10')).status === 200) return;
  }
  throw new Error('it never settled');
};

describe('on the embedded form', () => {
  let running: RunningBackend;
  let omsNumber: string;
  beforeAll(async () => {
    running = await startedBackend();
    await settled(running);
    const received = await asked(running, '/v1/stock/main/A/receipts', { quantity: '5' });
    expect(received.status).toBe(200);
    const placed = await asked(running, '/v1/orders', {
      channel: 'web',
      channelRef: 'R-1',
      currency: 'EUR',
      lines: [{ sku: 'A', node: 'main', quantity: '2', unitPrice: '10.00' }],
    });
    expect(placed.status).toBeLessThan(300);
    omsNumber = String(placed.body['omsNumber']);
    await settled(running);
  });
  afterAll(() => running.stop());

  test('an order leads to its events, and its view shows them', async () => {
    expect(await running.gateway.views.gifts.get('gift', omsNumber)).toMatchObject({
      omsNumber,
      stage: 'wrapped',
      cards: 1,
    });
  });

  test('its commands are posted like any', async () => {
    const command = { type: 'gift.drop', data: { reason: 'changed their mind' } } as const;
    const posting = { key: omsNumber, tenant: 'default', number: omsNumber, command };
    expect(await running.gateway.post('gifts', posting, 'drop-1')).toMatchObject({
      kind: 'posted',
      token: { service: 'gifts' },
    });
    await settled(running);
    expect(await running.gateway.views.gifts.get('gift', omsNumber)).toMatchObject({
      stage: 'dropped',
    });
  });

  test('verify proves its log and its view', async () => {
    expect(await running.verified()).toMatchObject({
      settled: true,
      firstViolations: [],
      aggregates: { orders: 1, gifts: 1 },
      // Its events, and what each of its two partitions notes of the log that it reads.
      counts: { gifts: { accepted: 5 } },
    });
  });

  test('status, settled and operations name it', async () => {
    const rows = (await running.gateway.status()).filter(({ service }) => service === 'gifts');
    expect(new Set(rows.map(({ role, name }) => `${role} ${name}`))).toEqual(
      new Set(['writer gifts', 'input gifts ← orders', 'projector gift']),
    );
    expect(running.gateway.settling.services.map(({ service }) => service)).toContain('gifts');
    expect(running.gateway.operations.resume('gifts', 0)).toEqual({ kind: 'not-halted' });
    const answer = await asked(running, '/v1/partitions/gifts/0/resume', {});
    expect(answer.body).toMatchObject({ detail: expect.stringContaining('gifts/0') });
  });
});

test('it has an app and topics', () => {
  expect(appNames).toContain('gifts');
  const options = { brokers: [], clientId: '', partitions: 1, replication: 1 };
  const topics = topicPlans(options).map(({ topic }) => topic);
  expect(topics).toEqual(expect.arrayContaining(['oms.gifts.inbox', 'oms.gifts.events']));
});

test('campaigns run with it, and every invariant holds', async () => {
  const types = new Set<string>();
  for (const seed of seeds) {
    const result = await runCampaign(seed);
    expect(result.violations).toEqual([]);
    for (const type of result.types.keys()) types.add(type);
  }
  expect([...types]).toEqual(expect.arrayContaining(['gift.requested', 'gift.wrapped']));
});
