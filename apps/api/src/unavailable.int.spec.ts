import { issueNumber } from '#kernel';
import type { Reference } from '#kernel';
import { ViewsUnavailable } from '#runtime';
import type { Gateway, PartitionStatus, PostOutcome } from '#services';
import { keysOf, startedBackend } from './backend.fixture.js';
import type { RunningBackend } from './backend.fixture.js';
import { DocumentedClient } from './documented-client.fixture.js';
import { orderInputExample } from './docs/examples.js';

const patient = { prefer: 'wait=10' };
const order = (channelRef: string): object => ({ ...orderInputExample, channelRef });

/** A real backend whose queue is full, or whose log is away, for the next few posts. */
const failing = (
  backend: Gateway,
  outcomes: PostOutcome[],
  extra: readonly PartitionStatus[] = [],
): Gateway => ({
  partitions: backend.partitions,
  keys: backend.keys,
  views: backend.views,
  post: async (service, posting, id, isAwaited) =>
    outcomes.shift() ?? backend.post(service, posting, id, isAwaited),
  settled: (tokens, waitMs, signal) => backend.settled(tokens, waitMs, signal),
  dismiss: (service, partition, said) => backend.dismiss(service, partition, said),
  redrive: (id) => backend.redrive(id),
  status: async () => [...(await backend.status()), ...extra],
});

describe('a backend in trouble', () => {
  const outcomes: PostOutcome[] = [];
  const halted: PartitionStatus = {
    service: 'orders',
    role: 'writer',
    name: 'orders',
    partition: 1,
    state: 'halted',
    lag: 3,
    reason: 'inbox starts at 9, the next cause is 7',
  };
  let running: RunningBackend;
  let api: DocumentedClient;
  beforeAll(async () => {
    running = await startedBackend({
      gatewayOver: (backend) => failing(backend, outcomes, [halted]),
    });
    api = await DocumentedClient.of(running.address);
  });
  afterAll(() => running.stop());

  test('answers 503 and when to come back; a retry goes in once', async () => {
    outcomes.push({ kind: 'busy' }, { kind: 'unavailable', reason: 'no broker' });
    const reported = [
      ['busy', 'nothing was kept'],
      ['unavailable', 'it is not known whether it was kept'],
    ] as const;
    for (const [code, words] of reported) {
      const { status, body, headers } = await api.post('/v1/orders', order('T-1'));
      expect([status, body.code, headers.get('retry-after')]).toEqual([503, code, '1']);
      expect(body.detail).toContain(words);
    }
    expect((await api.post('/v1/orders', order('T-1'), patient)).status).toBe(201);
    const { text } = await api.get('/metrics');
    expect(text).toContain('oms_posts_total{service="orders",outcome="busy"} 1');
    expect(text).toMatch(
      /oms_halted\{service="orders",role="writer",name="orders",partition="1"\} 1/,
    );
  });

  test('answers no reader from views that are lost', async () => {
    const {
      body: { omsNumber },
    } = await api.post('/v1/orders', order('T-2'), patient);
    const { orders } = running.gateway.views;
    const away = jest.spyOn(orders, 'get').mockRejectedValue(new ViewsUnavailable('orders'));
    const { status, body, headers } = await api.get(`/v1/orders/${String(omsNumber)}`);
    expect([status, body.code, headers.get('retry-after')]).toEqual([
      503,
      'views_unavailable',
      '1',
    ]);
    away.mockRestore();
    expect((await api.get(`/v1/orders/${String(omsNumber)}`)).status).toBe(200);
  });

  test('slows a stream down instead of failing its rows', async () => {
    outcomes.push({ kind: 'busy' }, { kind: 'busy' }, { kind: 'busy' });
    const rows = ['T-2', 'T-3'].map((ref) => JSON.stringify(order(ref))).join('\n');
    const { text } = await api
      .send('POST', '/v1/orders/bulk', {
        raw: rows,
        headers: { 'content-type': 'application/x-ndjson' },
      })
      .catch((error: unknown) => ({ text: String(error) }));
    expect(text.match(/"token"/g)).toHaveLength(2);
  });

  test('names the partitions that halted, and stays alive', async () => {
    const { status, body } = await api.get('/health');
    expect([status, body.status]).toEqual([200, 'degraded']);
    expect(body.halted).toMatchObject([{ partition: 1, reason: halted.reason }]);
  });
});

describe('two references that meet on one number', () => {
  const bits = 10;
  const reference = (channelRef: string): Reference => ({
    tenant: 'default',
    channel: 'web',
    channelRef,
  });
  let running: RunningBackend;
  let api: DocumentedClient;
  beforeAll(async () => {
    running = await startedBackend({ bits });
    api = await DocumentedClient.of(running.address);
  });
  afterAll(() => running.stop());

  const colliding = (): readonly [string, string] => {
    const first = new Map<string, string>();
    for (let at = 0; ; at += 1) {
      const ref = `C-${at}`;
      const number = issueNumber(keysOf(bits), reference(ref));
      const other = first.get(number);
      if (other !== undefined) return [other, ref];
      first.set(number, ref);
    }
  };

  test('get a number each: who waits hears of the next one', async () => {
    const [one, other] = colliding();
    const number = issueNumber(keysOf(bits), reference(other), 1);
    const first = await api.post('/v1/orders', order(one), patient);
    const second = await api.post('/v1/orders', order(other), patient);
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.body).toMatchObject({ omsNumber: number, provisional: false });
    expect((await api.get(second.body.links.self ?? '')).body).toMatchObject({
      omsNumber: number,
      channelRef: other,
    });
    const again = await api.post('/v1/orders', order(other), patient);
    expect([again.status, again.body.omsNumber]).toEqual([201, number]);
  });

  test('who does not wait, or not long enough, finds it by the reference', async () => {
    const [, other] = colliding();
    const hasty = await api.post('/v1/orders', order(other));
    expect([hasty.status, hasty.body.provisional]).toEqual([202, true]);
    const { body } = await api.get(`/v1/references/${other}?channel=web`);
    const omsNumber = issueNumber(keysOf(bits), reference(other), 1);
    expect(body.orders).toMatchObject([{ omsNumber }]);
  });

  test('another body under the second one is a conflict, with its fields', async () => {
    const [, other] = colliding();
    const body = { ...order(other), currency: 'USD' };
    const answer = await api.post('/v1/orders', body, patient);
    expect([answer.status, answer.body.code]).toEqual([409, 'place_conflicted']);
    expect(answer.body).toMatchObject({
      omsNumber: issueNumber(keysOf(bits), reference(other), 1),
      errors: [{ field: 'currency' }],
    });
  });
});

test('a reference for which no number is left is refused, and told no other order', async () => {
  const running = await startedBackend({ bits: 1 });
  const api = await DocumentedClient.of(running.address);
  const numbers = new Set<string>();
  const refused: Awaited<ReturnType<typeof api.post>>['body'][] = [];
  for (let at = 0; refused.length === 0 && at < 20; at += 1) {
    let answer = await api.post('/v1/orders', order(`F-${at}`), patient);
    for (let tries = 0; answer.status === 202 && tries < 20; tries += 1) {
      answer = await api.post('/v1/orders', order(`F-${at}`), patient);
    }
    if (answer.status === 409) refused.push(answer.body);
    else numbers.add(answer.body.omsNumber ?? '');
  }
  expect(numbers.size).toBe(2);
  expect(refused).toEqual([expect.objectContaining({ code: 'numbers_exhausted', recorded: true })]);
  expect(refused[0]?.omsNumber).toBeUndefined();
  await running.stop();
});
