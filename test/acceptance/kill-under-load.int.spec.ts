import { chanceOf, pause, seedOf } from './chance.js';
import { expectVerified, folder, isLong, oms, output, serve } from './oms-process.js';
import type { Served } from './oms-process.js';

jest.setTimeout(isLong ? 600_000 : 180_000);

const rounds = isLong ? 20 : 5;
const clients = 40;
const chance = chanceOf(seedOf('killed under load'));

/** Numbers of orders whose posts were answered, and whether the answer was a final one. */
type Answered = Map<string, 'posted' | 'decided'>;

const order = (channelRef: string): string =>
  JSON.stringify({
    channel: 'web',
    channelRef,
    currency: 'EUR',
    policy: { releaseOn: 'accepted' },
    lines: [
      { sku: `S${Math.floor(chance() * 20)}`, node: 'main', quantity: '1', unitPrice: '9.90' },
      { sku: 'S0', node: 'main', quantity: '2', unitPrice: '1' },
    ],
  });

/** Posts one order after another until the server is gone. */
const client = async ({ address }: Served, name: string, answered: Answered): Promise<void> => {
  for (let at = 0; ; at += 1) {
    const isPatient = at % 2 === 0;
    const response = await fetch(`${address}/v1/orders`, {
      method: 'POST',
      body: order(`${name}-${at}`),
      headers: { 'content-type': 'application/json', ...(isPatient && { prefer: 'wait=5' }) },
    }).catch(() => undefined);
    if (response === undefined) return;
    const body = (await response.json().catch(() => undefined)) as
      | { omsNumber: string }
      | undefined;
    if (body === undefined) return;
    expect([201, 202]).toContain(response.status);
    answered.set(body.omsNumber, response.status === 201 ? 'decided' : 'posted');
  }
};

const missing = async ({ address }: Served, numbers: readonly string[]): Promise<string[]> => {
  const gone: string[] = [];
  for (let at = 0; at < numbers.length; at += 50) {
    await Promise.all(
      numbers.slice(at, at + 50).map(async (number) => {
        const { status } = await fetch(`${address}/v1/orders/${number}`);
        if (status !== 200) gone.push(`${number}: ${status}`);
      }),
    );
  }
  return gone;
};

const settle = async ({ address }: Served): Promise<void> => {
  const response = await fetch(`${address}/v1/settled?wait=30`);
  expect(await response.json()).toEqual({ settled: true, waitingFor: [] });
};

it(`killed ${rounds} times under load, every answered order is there`, async () => {
  const data = folder();
  const answered: Answered = new Map();
  let served = await serve(data);
  for (const sku of ['S0', 'S1', 'S2', 'S3']) {
    await fetch(`${served.address}/v1/stock/main/${sku}/receipts`, {
      method: 'POST',
      body: JSON.stringify({ quantity: '500' }),
      headers: { 'content-type': 'application/json' },
    });
  }
  for (let round = 0; round < rounds; round += 1) {
    const inRound: Answered = new Map();
    const work = Array.from({ length: clients }, (_, at) =>
      client(served, `${round}-${at}`, inRound),
    );
    await pause(200 + chance() * (isLong ? 1_300 : 500));
    await served.kill();
    await Promise.all(work);
    served = await serve(data);
    await settle(served);
    expect(await missing(served, [...inRound.keys()])).toEqual([]);
    for (const [number, how] of inRound) answered.set(number, how);
  }
  expect(answered.size).toBeGreaterThan(rounds * 10);
  expect(new Set(answered.values())).toEqual(new Set(['posted', 'decided']));
  expect((await served.kill('SIGINT')).code).toBe(0);

  const rows = (await output('export', 'orders', '--data', data)).trim().split('\n');
  const kept = new Set(rows.map((row) => (JSON.parse(row) as { omsNumber: string }).omsNumber));
  expect([...answered.keys()].filter((number) => !kept.has(number))).toEqual([]);
  process.stdout.write(`killed under load: ${answered.size} answered orders, ${kept.size} kept\n`);
  await expectVerified(data, kept.size);
  expect(await oms(['status', '--data', data])).toMatchObject({ code: 0 });
});
