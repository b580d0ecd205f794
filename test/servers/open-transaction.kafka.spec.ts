/** A publisher that begins a transaction, writes, and never ends it: told, and in nobody's way. */
import { setTimeout as pause } from 'node:timers/promises';
import { Kafka, logLevel } from 'kafkajs';
import { openScene, receive } from './scene.js';
import type { Scene } from './scene.js';

jest.setTimeout(300_000);

let scene: Scene;
let api = '';
beforeAll(async () => {
  scene = await openScene({ shared: true });
  [api = ''] = scene.deployment.apis;
  await receive(api, 'S0', 10);
});
afterAll(() => scene?.stop());

const order = (channelRef: string) => ({
  channel: 'web',
  channelRef,
  currency: 'EUR',
  lines: [{ sku: 'S0', node: 'main', quantity: '1', unitPrice: '9.90' }],
});
const message = (channelRef: string, partition: number) => ({
  partition,
  value: JSON.stringify(order(channelRef)),
  headers: {
    ce_specversion: '1.0',
    ce_id: channelRef,
    ce_source: 'shop',
    ce_type: 'oms.order.place',
    'content-type': 'application/json',
  },
});

const isKnown = async (channelRef: string): Promise<boolean> => {
  const response = await fetch(`${api}/v1/references/${channelRef}?channel=web`);
  return (await response.text()).includes('"omsNumber"');
};
const lookMs = 200;
const become = async (what: () => Promise<boolean>, msMax: number): Promise<boolean> => {
  for (const late = Date.now() + msMax; Date.now() < late; await pause(lookMs)) {
    if (await what()) return true;
  }
  return false;
};

interface Row {
  readonly name: string;
  readonly partition: number;
  readonly reason?: string;
}

const heldBack = async (): Promise<readonly Row[]> => {
  const response = await fetch(`${api}/v1/status`);
  // A busy server may say that it should be asked again.
  if (response.status === 503) return [];
  const { partitions } = (await response.json()) as { readonly partitions: readonly Row[] };
  return partitions.filter(({ reason = '' }) => reason.includes('open transaction'));
};

it('is told, holds back its partition alone, and all goes on once it ends', async () => {
  const kafka = new Kafka({ brokers: [...scene.servers.brokers], logLevel: logLevel.NOTHING });
  const topic = `${scene.prefix}oms.channels.orders`;
  const open = kafka.producer({
    transactionalId: `${scene.prefix}open`,
    idempotent: true,
    maxInFlightRequests: 1,
  });
  const plain = kafka.producer();
  await Promise.all([open.connect(), plain.connect()]);
  const transaction = await open.transaction();
  await transaction.send({ topic, messages: [message('T-open', 0)] });
  await plain.send({ topic, messages: [message('T-behind', 0), message('T-beside', 1)] });

  // Other partitions of the topic, and everything else, go on.
  expect(await become(() => isKnown('T-beside'), 20_000)).toBe(true);
  const placed = await fetch(`${api}/v1/orders`, {
    method: 'POST',
    body: JSON.stringify(order('T-http')),
    headers: { 'content-type': 'application/json', prefer: 'wait=10' },
  });
  expect(placed.status).toBe(201);
  expect(await become(async () => (await heldBack()).length > 0, 60_000)).toBe(true);
  expect(await heldBack()).toMatchObject([
    {
      name: 'orders ← oms.channels.orders',
      partition: 0,
      reason: expect.stringMatching(/an open transaction holds back 2 records of .* from offset 0/),
    },
  ]);
  expect(await isKnown('T-behind')).toBe(false);
  expect((await fetch(`${api}/health`)).status).toBe(200);

  await transaction.abort();
  expect(await become(() => isKnown('T-behind'), 20_000)).toBe(true);
  expect(await isKnown('T-open')).toBe(false);
  expect(await become(async () => (await heldBack()).length === 0, 20_000)).toBe(true);
  await Promise.all([open.disconnect(), plain.disconnect()]);
  await scene.settle();
  await scene.expectVerified(3);
});
