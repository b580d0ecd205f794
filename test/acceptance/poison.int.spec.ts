import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startApi } from '#api';
import type { RunningApi } from '#api';
import { openEmbedded, soleOwnership, systemClock, systemRandom } from '#embedded';
import type { Embedded } from '#embedded';
import type { NumberKeys } from '#kernel';
import type { LogRecord } from '#ports';
import { startBackend, verify } from '#services';
import type { Backend } from '#services';
import { GoodOrders, inputOf } from './poison/good-orders.js';
import type { GoodOrder } from './poison/good-orders.js';
import { channelPoison, inboxPoison } from './poison/kinds.js';
import type { Poison } from './poison/spoil.js';

jest.setTimeout(180_000);

const partitions = 2;
/** For hangs: who waits for a poisonous record waits for ever. */
const delayMsMax = 60_000;
const inboxTopic = 'oms.orders.inbox';
const channelTopic = 'oms.channels.orders';
const keys: NumberKeys = {
  epochs: [{ from: Number.NEGATIVE_INFINITY, key: Uint8Array.from({ length: 32 }, (_, at) => at) }],
};

interface Row {
  readonly id: string;
  readonly code: string;
  readonly field?: string;
  readonly detail: string;
}

let directory: string;
let embedded: Embedded;
let backend: Backend;
let api: RunningApi;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'throughline-poison-'));
  embedded = await openEmbedded(directory, { partitions });
  backend = startBackend(
    {
      logs: (topic) => embedded.log(topic),
      states: embedded.states,
      positions: embedded.positions,
      generations: embedded.generations,
      clock: systemClock,
      random: systemRandom,
      ownership: soleOwnership,
      log: () => undefined,
    },
    keys,
  );
  api = await startApi({ gateway: backend, host: '127.0.0.1', port: 0 });
  while ((await fetch(`${api.address}/ready`)).status !== 200) await pause(20);
});
afterAll(async () => {
  await api.close();
  await backend.stop();
  await embedded.close();
  rmSync(directory, { recursive: true, force: true });
});

const orders = new GoodOrders(keys, partitions);

const append = async (topic: string, partition: number, record: LogRecord): Promise<number> => {
  const outcome = await embedded.log(topic).append(partition, [record]);
  if (outcome.kind !== 'appended') throw new Error(`not appended: ${outcome.kind}`);
  return outcome.first;
};

const goodOn = (topic: string, partition: number): GoodOrder =>
  topic === inboxTopic ? orders.inInbox(partition) : orders.inChannel(partition);

/** Appends a good order and waits until the view shows it; milliseconds. */
const visibleMs = async (topic: string, partition: number): Promise<number> => {
  const { record, number } = goodOn(topic, partition);
  const began = performance.now();
  await append(topic, partition, record);
  while ((await backend.views.orders.get('order', number)) === undefined) {
    if (performance.now() - began > delayMsMax) throw new Error(`${number} never came`);
    await pause(5);
  }
  return performance.now() - began;
};

const call = async (method: string, path: string): Promise<{ status: number; body: unknown }> => {
  const response = await fetch(`${api.address}/v1${path}`, { method });
  return { status: response.status, body: await response.json() };
};
const settled = async (): Promise<void> => {
  expect((await call('GET', '/settled?wait=20')).body).toEqual({ settled: true, waitingFor: [] });
};
const rejected = async (): Promise<readonly Row[]> =>
  ((await call('GET', '/rejected?limit=500')).body as { readonly rows: readonly Row[] }).rows;

/** The offset in the inbox that a record of the channel was forwarded to. */
const forwarded = async (partition: number, place: string): Promise<number> => {
  const read = await embedded.log(inboxTopic).read(partition, 0, { records: 1e5, bytes: 2 ** 30 });
  const records = read.kind === 'read' ? read.slice.records : [];
  return records.find(({ headers }) => headers['ce_id'] === place)?.offset ?? -1;
};

describe.each([
  { topic: inboxTopic, kinds: inboxPoison },
  { topic: channelTopic, kinds: channelPoison },
])('poison on $topic', ({ topic, kinds }) => {
  /** Id of the rejected record of each kind, as it must be listed. */
  const ids = new Map<string, string>();
  let slowest = 0;

  beforeAll(async () => {
    for (let at = 0; at < partitions; at += 1) await visibleMs(topic, at);
    for (const [at, { name, spoil }] of kinds.entries()) {
      const partition = at % partitions;
      const offset = await append(topic, partition, spoil(goodOn(topic, partition).record));
      slowest = Math.max(slowest, await visibleMs(topic, partition));
      const inbox =
        topic === inboxTopic
          ? offset
          : await forwarded(partition, `${topic}:${partition}:${offset}`);
      ids.set(name, `orders:${partition}:${inbox}`);
    }
    await settled();
  });

  it(`comes in more than 20 kinds (${kinds.length})`, () => {
    expect(new Set(kinds.map(({ name }) => name)).size).toBeGreaterThan(20);
  });

  it('keeps nothing behind it waiting', () => {
    expect(slowest).toBeGreaterThan(0);
    expect(slowest).toBeLessThan(delayMsMax);
  });

  it.each(kinds)('$name is recorded with its reason: $code at $field', async (kind: Poison) => {
    const row = (await rejected()).find(({ id }) => id === ids.get(kind.name));
    expect(row).toMatchObject({ code: kind.code, field: kind.field });
    expect(row?.detail.length).toBeGreaterThan(10);
  });

  it('can be re-driven, each, and is answered once more', async () => {
    const before = await rejected();
    for (const id of ids.values()) {
      expect(await call('POST', `/rejected/${id}/redrive`)).toMatchObject({ status: 202 });
    }
    await settled();
    const after = await rejected();
    const fresh = after.slice(0, after.length - before.length);
    expect(fresh.map(({ code, field }) => `${code} ${field}`).toSorted()).toEqual(
      kinds
        .filter(({ isMendedByRedrive }) => isMendedByRedrive !== true)
        .map(({ code, field }) => `${code} ${field}`)
        .toSorted(),
    );
  });

  it('leaves every partition at work', async () => {
    expect((await backend.status()).filter(({ state }) => state !== 'running')).toEqual([]);
  });
});

interface ProblemAnswer {
  readonly code: string;
  readonly errors?: readonly { readonly field: string }[];
}

const expectProblem = async (response: Response, field: string): Promise<void> => {
  expect(response.headers.get('content-type')).toContain('application/problem+json');
  expect([400, 413, 415, 422]).toContain(response.status);
  const { code, errors } = (await response.json()) as ProblemAnswer;
  expect(code).toMatch(/^[a-z_]+$/);
  expect(errors?.[0]?.field).toBe(field);
};

describe('poison over HTTP is answered with a problem that names the field', () => {
  const kinds = channelPoison.filter(({ httpField }) => httpField !== undefined);
  let before: readonly Row[];
  beforeAll(async () => {
    before = await rejected();
  });

  it.each(kinds)('$name: $httpField', async ({ spoil, httpField }) => {
    const { headers, value } = spoil(orders.inChannel(0).record);
    const tenant = headers['ce_omstenant'];
    const body = value === null || value.length === 0 ? {} : { body: Buffer.from(value) };
    await expectProblem(
      await fetch(`${api.address}/v1/orders`, {
        method: 'POST',
        ...body,
        headers: {
          'content-type': headers['content-type'] ?? '',
          ...(tenant === undefined ? {} : { 'oms-tenant': tenant }),
        },
      }),
      httpField ?? '',
    );
  });

  it.each(['H0VD-3KFX-FA0T-8W', 'order 1', '0'.repeat(200)])('the number %s', async (number) => {
    await expectProblem(
      await fetch(`${api.address}/v1/orders/${encodeURIComponent(number)}/hold`, {
        method: 'POST',
        body: '{"hold":"fraud","reason":"odd"}',
        headers: { 'content-type': 'application/json' },
      }),
      'number',
    );
  });

  it('and none of it is kept', async () => {
    await settled();
    expect(await rejected()).toEqual(before);
  });
});

it('a refused command that is re-driven once its reason is gone is accepted', async () => {
  const { channelRef, number } = orders.referenceIn(0);
  const post = async (path: string, body: object) => {
    const response = await fetch(`${api.address}/v1${path}`, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json', prefer: 'wait=10' },
    });
    return { status: response.status, body: (await response.json()) as { code?: string } };
  };
  expect((await post('/orders', inputOf(channelRef))).status).toBe(201);
  const release = { hold: 'fraud' };
  expect(await post(`/orders/${number}/release-hold`, release)).toMatchObject({
    status: 422,
    body: { code: 'hold_not_found' },
  });
  await settled();
  const [newest] = await rejected();
  expect(newest).toMatchObject({ code: 'hold_not_found', omsNumber: number });
  expect((await post(`/orders/${number}/hold`, { hold: 'fraud', reason: 'odd' })).status).toBe(200);
  expect((await call('POST', `/rejected/${newest?.id}/redrive`)).status).toBe(202);
  await settled();
  expect((await call('GET', `/orders/${number}`)).body).toMatchObject({ attention: { holds: [] } });
});

it('after all this the logs are whole', async () => {
  await settled();
  const found = await verify({
    logs: (topic) => embedded.log(topic),
    generations: embedded.generations,
    waitingFor: async () => [],
  });
  expect(found).toMatchObject({ violations: 0, firstViolations: [] });
});
