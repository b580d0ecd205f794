import { setTimeout as pause } from 'node:timers/promises';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startServers } from '#servers';
import type { Servers } from '#servers';
import { startDeployment } from '../../tools/deployment/index.js';
import type { Deployment } from '../../tools/deployment/index.js';
import { ownServers } from '../servers/own-servers.js';

jest.setTimeout(180_000);

const answeredMsMax = 15_000;
const reads = [
  '/v1/orders',
  '/v1/orders/H0VD-3KFX-FA0T-8V',
  '/v1/orders/H0VD-3KFX-FA0T-8V/timeline',
  '/v1/references/R-1',
  '/v1/counters',
  '/v1/stock',
  '/v1/stock/main/A',
  '/v1/rejected',
  '/v1/settled',
  '/v1/status',
] as const;
/** A post needs no view; these reads need no log. */
const byLogAlone = ['/v1/settled'] as const;

const missing = 'input,intake,writer';

let servers: Servers;
let deployment: Deployment;
let api: string;
const folder = mkdtempSync(join(tmpdir(), 'servers-away-'));

interface Answer {
  readonly path: string;
  readonly status: number;
  readonly again: boolean;
  readonly type: string | undefined;
  readonly inTime: boolean;
}

const ask = async (path: string, init: RequestInit = {}): Promise<Answer> => {
  const began = performance.now();
  const response = await fetch(`${api}${path}`, init);
  await response.arrayBuffer();
  return {
    path,
    status: response.status,
    again: response.headers.has('retry-after'),
    type: response.headers.get('content-type')?.split(';')[0],
    inTime: performance.now() - began < answeredMsMax,
  };
};

const post = (): Promise<Answer> =>
  ask('/v1/orders', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      channel: 'web',
      channelRef: 'R-1',
      currency: 'EUR',
      lines: [{ sku: 'A', node: 'main', quantity: '1', unitPrice: '1.00' }],
    }),
  });

const refusal = (path: string): Answer => ({
  path,
  status: 503,
  again: true,
  type: 'application/problem+json',
  inTime: true,
});
const statusOf = async (path: string): Promise<number> => (await ask(path)).status;

/** Until this route answers so: clients find out, and come back, in their own time. */
const until = async (path: string, status: number): Promise<void> => {
  for (let tries = 0; tries < 300 && (await statusOf(path)) !== status; tries += 1)
    await pause(100);
  expect(await statusOf(path)).toBe(status);
};

ownServers('Kafka or Redis is away', () => {
  beforeAll(async () => {
    servers = await startServers();
    // Without writers, so that nothing but the edge and the views is in question.
    deployment = await startDeployment({
      brokers: servers.brokers,
      redisUrl: servers.redisUrl ?? '',
      numberKey: 'a7'.repeat(32),
      stateDirectory: folder,
      instances: { orders: 0, inventory: 0, shipping: 0 },
    });
    [api = ''] = deployment.apis;
    for (let tries = 0; tries < 600; tries += 1) {
      const answer = await ask('/v1/orders').catch(() => undefined);
      if (answer?.status === 200) break;
      await pause(100);
    }
  });
  afterAll(async () => {
    await deployment?.stop();
    await servers?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('an installation without writers is not ready and says so', async () => {
    const starting = async (): Promise<{ readonly status: number; readonly roles: string }> => {
      const response = await fetch(`${api}/ready`);
      const body = (await response.json()) as { readonly starting: readonly { role: string }[] };
      const roles = [...new Set(body.starting.map(({ role }) => role))].toSorted().join();
      return { status: response.status, roles };
    };
    for (let tries = 0; tries < 300 && (await starting()).roles !== missing; tries += 1) {
      await pause(100);
    }
    expect(await starting()).toEqual({ status: 503, roles: missing });
  });

  it('Redis away: reads answer 503 and when to come back; posts go on', async () => {
    await servers.redis.kill();
    for (const path of reads) expect(await ask(path)).toEqual(refusal(path));
    expect((await post()).status).toBe(202);
    expect([await statusOf('/health'), await statusOf('/metrics')]).toEqual([200, 200]);
    expect(await statusOf('/ready')).toBe(503);
    await servers.redis.start();
    await until('/v1/orders', 200);
  });

  it('Redis hangs: the same', async () => {
    await servers.redis.pause();
    for (const path of reads) expect(await ask(path)).toEqual(refusal(path));
    await servers.redis.resume();
    await until('/v1/orders', 200);
  });

  it('Kafka hangs, then is gone: posts answer 503, reads go on', async () => {
    await servers.kafka.pause(0);
    expect(await post()).toEqual(refusal('/v1/orders'));
    for (const path of byLogAlone) expect(await ask(path)).toEqual(refusal(path));
    expect(await statusOf('/v1/orders')).toBe(200);
    expect(await statusOf('/ready')).toBe(503);
    await servers.kafka.kill(0);
    expect(await post()).toEqual(refusal('/v1/orders'));
    await servers.kafka.start(0);
    for (let tries = 0; tries < 300 && (await post()).status !== 202; tries += 1) await pause(100);
    expect((await post()).status).toBe(202);
  });
});
