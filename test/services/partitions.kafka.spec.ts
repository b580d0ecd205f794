/** A partition halts for real, and people decide about it at the process that has it. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { openKafka } from '#kafka';
import type { KafkaFamily } from '#kafka';
import { sharedServers, uniquePrefix } from '#servers';
import type { Servers } from '#servers';
import { freePort, startDeployment } from '../../tools/deployment/index.js';
import { startInstance } from '../../tools/deployment/instance.js';
import type { Instance, Deployment } from '../../tools/deployment/index.js';
import { fromNewerBuild } from '../newer-build.js';

const token = 'secret';
const partitions = 2;
const prefix = uniquePrefix();
const folder = mkdtempSync(join(tmpdir(), 'partitions-'));
let servers: Servers;
let deployment: Deployment;
let kafka: KafkaFamily;
let api: string;
/** Of partition 1, and the one that has partition 0. */
let owner: Instance;
let other: Instance;

interface Answer {
  readonly status: number;
  readonly type: string | null;
  readonly body: Readonly<Record<string, unknown>>;
}

const bearer = { authorization: `Bearer ${token}` };
const ask = async (url: string, init: RequestInit): Promise<Answer> => {
  const response = await fetch(url, init);
  const body = (await response.json()) as Readonly<Record<string, unknown>>;
  return { status: response.status, type: response.headers.get('content-type'), body };
};
const post = (url: string, body?: object, headers: object = bearer): Promise<Answer> =>
  ask(
    url,
    body === undefined
      ? { method: 'POST', headers: { ...headers } }
      : {
          method: 'POST',
          headers: { ...headers, 'content-type': 'application/json' },
          body: JSON.stringify(body),
        },
  );
const decide = (at: Instance, path: string, body?: object): Promise<Answer> =>
  post(`${at.address}/partitions/inventory/${path}`, body);

const until = async <T>(look: () => Promise<T | undefined>): Promise<T> => {
  for (let tries = 0; tries < 600; tries += 1) {
    const found = await look().catch(() => undefined);
    if (found !== undefined) return found;
    await pause(100);
  }
  const said = deployment
    .all()
    .map((each) => each.said())
    .join('\n');
  throw new Error(`it does not come to that; they said ${said}`);
};

/** Once each of two has one partition: the code of a resume tells what is whose. */
const apart = async (): Promise<void> => {
  const both = [deployment.instance('inventory', 0), deployment.instance('inventory', 1)] as const;
  [other, owner] = await until(async () => {
    const codes = await Promise.all(
      both.flatMap((each) =>
        [0, 1].map(async (partition) => (await decide(each, `${partition}/resume`)).body['code']),
      ),
    );
    switch (codes.join(' ')) {
      case 'not_halted partition_elsewhere partition_elsewhere not_halted':
        return both;
      case 'partition_elsewhere not_halted not_halted partition_elsewhere':
        return [both[1], both[0]] as const;
      default:
        return undefined;
    }
  });
};

beforeAll(async () => {
  servers = await sharedServers();
  const { brokers, redisUrl = '' } = servers;
  deployment = await startDeployment({
    brokers,
    redisUrl,
    numberKey: '3c'.repeat(32),
    stateDirectory: folder,
    prefix,
    partitions,
    instances: { orders: 0, inventory: 2, shipping: 0, projections: 0 },
    sessionTimeoutMs: 6_000,
    environment: { OMS_API_TOKEN: token },
  });
  [api = ''] = deployment.apis;
  await apart();
  kafka = await openKafka({ brokers, clientId: 'test', prefix, partitions, replication: 1 });
});
afterAll(async () => {
  await kafka?.close();
  await deployment?.stop();
  await servers?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const haltedAt = (instance: Instance): Promise<unknown> =>
  until(async () => {
    const { body } = await ask(`${instance.address}/health`, {});
    return body['status'] === 'degraded' ? body['halted'] : undefined;
  });

test('where nothing has halted, or elsewhere, nothing is decided', async () => {
  for (const [verb, body] of [
    ['resume', undefined],
    ['quarantine', { offset: 0 }],
  ] as const) {
    const here = await decide(owner, `1/${verb}`, body);
    expect([here.status, here.body['code']]).toEqual([409, 'not_halted']);
    const elsewhere = await decide(other, `1/${verb}`, body);
    expect(elsewhere).toMatchObject({
      status: 409,
      type: expect.stringContaining('application/problem+json'),
      body: {
        type: 'urn:oms:problem:partition_elsewhere',
        code: 'partition_elsewhere',
        detail: expect.stringMatching(/^another process than this has inventory\/1.*`oms status`/),
      },
    });
  }
});

test.each([
  ['2/resume', undefined, 'parameter_invalid', 'partition'],
  ['-1/quarantine', { offset: 1 }, 'parameter_invalid', 'partition'],
  ['1/quarantine', { offset: -1 }, 'schema_invalid', 'offset'],
  ['1/quarantine', {}, 'schema_invalid', 'offset'],
])('%s %j is refused as by the API', async (path, body, code, field) => {
  expect(await decide(owner, path, body)).toMatchObject({
    status: 400,
    body: { code, errors: [{ field }] },
  });
});

test('without the token nothing is decided, while health stays open', async () => {
  for (const path of ['1/resume', '1/quarantine', 'x']) {
    const { status, body } = await post(
      `${owner.address}/partitions/inventory/${path}`,
      undefined,
      {},
    );
    expect([path, status, body['code']]).toEqual([path, 401, 'unauthorized']);
  }
  expect((await fetch(`${owner.address}/health`)).status).toBe(200);
  expect((await fetch(`${owner.address}/metrics`)).status).toBe(200);
});

/** Its health tells only every two seconds; this answer tells at once that it halts. */
const refusedOffset = (): Promise<Answer> =>
  until(async () => {
    const answer = await decide(owner, '1/quarantine', { offset: 7 });
    return answer.body['code'] === 'not_next' ? answer : undefined;
  });

/** How `worker` names the owner, as a pattern. */
const ownerPattern = (): string => `inventory@.*-${owner.pid}:${new URL(owner.address).port}`;

describe('a partition that halts at a message', () => {
  const reason = expect.stringContaining('oms.inventory.inbox/1 at 0');
  beforeAll(async () => {
    await kafka.log('oms.inventory.inbox').append(1, [fromNewerBuild]);
    expect(await haltedAt(owner)).toMatchObject([{ name: 'inventory', partition: 1, reason }]);
  });

  test('is told with the process that has it, and its port', async () => {
    const row = await until(async () => {
      const { body } = await ask(`${api}/v1/status`, { headers: bearer });
      return (
        body['partitions'] as readonly { readonly state: string; readonly worker: string }[]
      ).find(({ state }) => state === 'halted');
    });
    expect(row.worker).toMatch(new RegExp(`^${ownerPattern()}$`));
    const reported = await new Promise<{ readonly code: unknown; readonly text: string }>(
      (resolve) => {
        const asked = ['dist/apps/oms/src/main.js', 'status', '--api', api];
        const env = { ...process.env, OMS_API_TOKEN: token };
        execFile(process.execPath, asked, { env }, (error, text) =>
          resolve({ code: error?.code, text }),
        );
      },
    );
    expect(reported.code).toBe(1);
    expect(reported.text).toMatch(
      new RegExp(`^halted: inventory/1 at ${ownerPattern()}: .*at 0`, 'm'),
    );
  });

  test('cannot be decided about at the API, which says where', async () => {
    for (const [verb, body] of [
      ['resume', undefined],
      ['quarantine', { offset: 0 }],
    ] as const) {
      expect(await post(`${api}/v1/partitions/inventory/1/${verb}`, body)).toMatchObject({
        status: 501,
        body: {
          code: 'workers_elsewhere',
          detail: expect.stringContaining(`POST /partitions/inventory/1/${verb} `),
        },
      });
    }
  });

  test('halts again when it is resumed unmended', async () => {
    const { status, body } = await decide(owner, '1/resume');
    expect([status, body]).toEqual([
      200,
      { service: 'inventory', partition: 1, resumed: ['inventory'] },
    ]);
    expect((await refusedOffset()).body).toMatchObject({
      next: 0,
      detail: 'inventory/1 halts at 0',
    });
  });

  test('sets aside no other message than that one, nor where it is not', async () => {
    expect((await refusedOffset()).status).toBe(409);
    const elsewhere = await decide(other, '1/quarantine', { offset: 0 });
    expect(elsewhere.body['code']).toBe('partition_elsewhere');
  });

  test('goes on once it is set aside', async () => {
    const { status, body } = await decide(owner, '1/quarantine', { offset: 0 });
    expect([status, body['resumed']]).toEqual([200, ['inventory']]);
    const rejected = new RegExp('^oms_rejected_total\\{.*role="writer",.*partition="1"\\} 1$', 'm');
    await until(async () => {
      const text = await (await fetch(`${owner.address}/metrics`)).text();
      return rejected.test(text) ? true : undefined;
    });
    const again = await decide(owner, '1/quarantine', { offset: 0 });
    expect([again.status, again.body['code']]).toEqual([409, 'not_halted']);
    expect((await ask(`${owner.address}/health`, {})).body).toEqual({ status: 'ok', halted: [] });
  });
});

test('listening for everybody without a token, decides nothing; health stays open', async () => {
  const open = startInstance({
    app: 'shipping',
    index: 0,
    port: await freePort(),
    environment: {
      KAFKA_BROKERS: servers.brokers.join(','),
      REDIS_URL: servers.redisUrl ?? '',
      OMS_PREFIX: prefix,
      OMS_PARTITIONS: String(partitions),
      OMS_HOST: '0.0.0.0',
      OMS_STATE_DIR: join(folder, 'open'),
    },
  });
  await until(async () => ((await fetch(`${open.address}/health`)).ok ? true : undefined));
  for (const verb of ['resume', 'quarantine']) {
    expect(
      await post(`${open.address}/partitions/shipping/0/${verb}`, { offset: 0 }),
    ).toMatchObject({
      status: 403,
      body: { code: 'token_not_set', detail: expect.stringMatching(/0\.0\.0\.0.*OMS_API_TOKEN/) },
    });
  }
  expect((await fetch(`${open.address}/metrics`)).status).toBe(200);
  open.signal('SIGTERM');
  expect(await open.ended).toBe(0);
});
