import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { instant, issueNumber, parseEpochs, parseKey } from '#kernel';
import { sharedServers, uniquePrefix } from '#servers';
import type { Servers } from '#servers';
import { appNames } from '#services';
import type { AppName } from '#services';
import { startDeployment } from '../../tools/deployment/index.js';
import { startInstance } from '../../tools/deployment/instance.js';
import type { Deployment, DeploymentWanted } from '../../tools/deployment/index.js';
import { Caller } from './caller.js';
import { countsIn, startExample } from './example-process.js';
import type { ExampleProcess } from './example-process.js';

jest.setTimeout(180_000);

const numberKey = '5e'.repeat(32);
const sku = 'A';
const orderOf = (channelRef: string): object => ({
  channel: 'web',
  channelRef,
  currency: 'EUR',
  lines: [{ sku, node: 'main', quantity: '1', unitPrice: '9.90' }],
});

let servers: Servers;
let wanted: DeploymentWanted;
let first: Deployment;
let second: Deployment;
let caller: Caller;
let example: ExampleProcess;
let counterDirectory: string;
const folder = mkdtempSync(join(tmpdir(), 'services-'));

const exampleEnvironment = (): Record<string, string> => ({
  KAFKA_BROKERS: wanted.brokers.join(','),
  OMS_PREFIX: wanted.prefix ?? '',
  OMS_SESSION_TIMEOUT_MS: '6000',
});

beforeAll(async () => {
  servers = await sharedServers();
  wanted = {
    brokers: servers.brokers,
    redisUrl: servers.redisUrl ?? '',
    numberKey,
    stateDirectory: join(folder, 'first'),
    prefix: uniquePrefix(),
    sessionTimeoutMs: 6_000,
  };
  counterDirectory = join(folder, 'counter');
  mkdirSync(counterDirectory);
  first = await startDeployment(wanted);
  await first.ready();
  caller = new Caller(first.apis);
});
afterAll(async () => {
  await Promise.all([first?.stop(), second?.stop(), example?.end('SIGTERM')]);
  await servers?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Places this many orders and hears that each was taken; answers their numbers. */
const placed = async (from: string, count: number): Promise<readonly string[]> => {
  const numbers: string[] = [];
  for (let at = 0; at < count; at += 1) {
    const { body, status } = await caller.send('POST', '/v1/orders', orderOf(`${from}-${at}`));
    expect(status).toBe(202);
    numbers.push(String(body['omsNumber']));
  }
  return numbers;
};

const settled = async (): Promise<void> => {
  for (let tries = 0; tries < 20; tries += 1) {
    const { body } = await caller.send('GET', '/v1/settled?wait=10');
    if (body['settled'] === true) return;
  }
  throw new Error('it does not settle');
};

test('an order goes from its post to shipped over a process for each service', async () => {
  await caller.send('POST', `/v1/stock/main/${sku}/receipts`, { quantity: '100000' }, 10);
  const { status, body } = await caller.send('POST', '/v1/orders', orderOf('R-1'), 10);
  expect([status, body['outcome']]).toEqual([201, 'accepted']);
  const number = String(body['omsNumber']);
  const fact = { kind: 'dispatch', at: '2026-01-06T08:00:00Z', node: 'main', carrier: 'UPS' };
  await caller.send('POST', `/v1/orders/${number}/shipments`, fact, 10);
  await settled();
  const shipped = await caller.send('GET', `/v1/orders/${number}`);
  expect(shipped.body).toMatchObject({
    lifecycle: 'in_fulfilment',
    fulfilment: 'shipped',
    shipments: [{ node: 'main', status: 'dispatched', carrier: 'UPS' }],
  });
});

test('each says that it lives, is ready, and what it does', async () => {
  for (const { app, address } of first.all()) {
    const health = await fetch(`${address}/health`);
    expect([app, health.status, await health.json()]).toMatchObject([
      app,
      200,
      { status: 'ok', halted: [] },
    ]);
    expect((await fetch(`${address}/ready`)).status).toBe(200);
    const metrics = await (await fetch(`${address}/metrics`)).text();
    const about = app === 'api' ? 'orders' : app;
    const labels =
      app === 'projections'
        ? 'service="orders",role="projector"'
        : `service="${about}",role="writer"`;
    expect(metrics).toMatch(new RegExp(`^oms_lag_records\\{${labels},.*partition="3"\\} \\d`, 'm'));
  }
});

test("a team's own service misses and doubles nothing, killed twice at work", async () => {
  const start = (): void => {
    example = startExample(counterDirectory, exampleEnvironment());
  };
  start();
  const numbers = [...(await placed('E1', 60))];
  for (const kill of ['E2', 'E3']) {
    while (countsIn(counterDirectory).size === 0) await pause(50);
    await example.end('SIGKILL');
    numbers.push(...(await placed(kill, 40)));
    start();
  }
  await settled();
  const expected = new Map<string, number>();
  for (const number of numbers) {
    const { body } = await caller.send('GET', `/v1/orders/${number}/timeline`);
    expected.set(number, (body['entries'] as readonly object[]).length);
  }
  const counted = (): ReadonlyMap<string, number | undefined> => {
    const counts = countsIn(counterDirectory);
    return new Map(numbers.map((number) => [number, counts.get(number)]));
  };
  for (let tries = 0; tries < 300 && counted().size > 0; tries += 1) {
    if ([...expected].every(([number, count]) => counted().get(number) === count)) break;
    await pause(100);
  }
  expect(counted()).toEqual(expected);
});

test('of two instances each, one is killed: the others take over and orders go on', async () => {
  second = await startDeployment({ ...wanted, stateDirectory: join(folder, 'second') });
  await second.ready();
  caller = new Caller([...first.apis, ...second.apis]);
  const before = await placed('K1', 20);
  await Promise.all(appNames.map((app) => first.kill(app)));
  const after = await placed('K2', 40);
  await settled();
  for (const number of [...before, ...after]) {
    const { body } = await caller.send('GET', `/v1/orders/${number}`);
    expect([number, body['fulfilment']]).toEqual([number, 'reserved']);
  }
  const stock = await caller.send('GET', `/v1/stock/main/${sku}`);
  const asked = 140 + before.length + after.length;
  expect(stock.body).toMatchObject({ onHand: '99999', reserved: `${asked}` });
  expect(caller.violations).toEqual([]);
});

/** Asks for orders without a pause until it is told to end; answers how many were taken. */
const underLoad = async (work: () => Promise<void>): Promise<number> => {
  let working = true;
  const load = (async () => {
    let taken = 0;
    for (; working; taken += 1) {
      const { body } = await caller.send('POST', '/v1/orders', orderOf(`L-${taken}`));
      const path = `/v1/orders/${String(body['omsNumber'])}?after=${String(body['token'])}`;
      const { status, body: found } = await caller.send('GET', `${path}&wait=5`);
      // Read your writes: never older state, which here would be none.
      expect([202, 200]).toContain(status);
      if (status === 200) expect(found['channelRef']).toBe(`L-${taken}`);
    }
    return taken;
  })();
  try {
    await work();
  } finally {
    working = false;
  }
  return load;
};

const ready = async (address: string): Promise<void> => {
  for (let tries = 0; tries < 900; tries += 1) {
    const response = await fetch(`${address}/ready`).catch(() => undefined);
    if (response?.status === 200) return;
    await pause(100);
  }
  throw new Error(`${address} does not get ready`);
};

const endedInTime = async (deployment: Deployment, app: AppName): Promise<void> => {
  const began = performance.now();
  expect([app, await deployment.end(app)]).toEqual([app, 0]);
  expect(performance.now() - began).toBeLessThan(10_000);
};

test('each is replaced by another under load: nothing but 503 with Retry-After', async () => {
  const cutOffBefore = caller.cutOff.length;
  const taken = await underLoad(async () => {
    for (const app of appNames) {
      await first.restart(app);
      await ready(first.instance(app).address);
      await endedInTime(second, app);
    }
  });
  expect(taken).toBeGreaterThan(0);
  await settled();
  const stock = await caller.send('GET', `/v1/stock/main/${sku}`);
  expect(stock.body).toMatchObject({ onHand: '99999', reserved: `${200 + taken}` });
  expect([caller.violations, caller.cutOff.slice(cutOffBefore)]).toEqual([[], []]);
});

test('asked to end all at once, each ends in order within ten seconds', async () => {
  await Promise.all(appNames.map((app) => endedInTime(first, app)));
  expect(first.all()).toHaveLength(appNames.length);
});

const refused = async (environment: Readonly<Record<string, string>>) => {
  const instance = startInstance({ app: 'orders', index: 9, port: 0, environment });
  return { code: await instance.ended, said: instance.said() };
};

test('who is told nonsense says all of it, and does not start', async () => {
  const { code, said } = await refused({ KAFKA_BROKERS: 'nowhere', OMS_PARTITIONS: 'many' });
  expect(code).toBe(2);
  for (const name of ['KAFKA_BROKERS', 'REDIS_URL', 'OMS_NUMBER_KEY', 'OMS_PARTITIONS']) {
    expect(said).toContain(`${name} is`);
  }
});

test('another number key than the installation was made with is refused', async () => {
  const { code, said } = await refused({
    KAFKA_BROKERS: wanted.brokers.join(','),
    REDIS_URL: wanted.redisUrl,
    OMS_PREFIX: wanted.prefix ?? '',
    OMS_NUMBER_KEY: '00'.repeat(32),
  });
  expect([code, said]).toEqual([1, expect.stringMatching(/numberKeyFingerprint is .*expected/)]);
});

test('a later key numbers orders from its time on, and none starts without it', async () => {
  const later = `${new Date(Date.now() + 86_400_000).toISOString()}=${'7c'.repeat(32)}`;
  const [epoch] = parseEpochs(later);
  const deployment = await startDeployment({
    ...wanted,
    stateDirectory: join(folder, 'later'),
    environment: { OMS_NUMBER_KEYS: later },
  });
  try {
    await deployment.ready();
    caller = new Caller(deployment.apis);
    for (const [ref, ms, key] of [
      ['T-1', -1, numberKey],
      ['T-2', 0, '7c'.repeat(32)],
    ] as const) {
      const placedAt = new Date((epoch?.from ?? 0) + ms).toISOString();
      const { body } = await caller.send('POST', '/v1/orders', { ...orderOf(ref), placedAt }, 10);
      const keys = { epochs: [{ from: Number.NEGATIVE_INFINITY, key: parseKey(key) }] };
      const reference = { tenant: 'default', channel: 'web', channelRef: ref };
      expect(body).toMatchObject({
        outcome: 'accepted',
        omsNumber: issueNumber(keys, reference, 0, instant(placedAt)),
      });
    }
  } finally {
    await deployment.stop();
  }
  const { code, said } = await refused({
    KAFKA_BROKERS: wanted.brokers.join(','),
    REDIS_URL: wanted.redisUrl,
    OMS_PREFIX: wanted.prefix ?? '',
    OMS_NUMBER_KEY: numberKey,
  });
  expect([code, said]).toEqual([
    1,
    expect.stringMatching(/OMS_NUMBER_KEYS: the epoch from .* is missing/),
  ]);
});
