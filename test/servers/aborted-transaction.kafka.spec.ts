/** A program with transactions that writes where it must not: in nobody's way, and in the books. */
import { Kafka, logLevel } from 'kafkajs';
import { openScene, receive } from './scene.js';
import type { Scene } from './scene.js';

jest.setTimeout(300_000);

/** Enough that each of four partitions gets one. */
const ordersAfter = 12;

let scene: Scene;
let api = '';
beforeAll(async () => {
  scene = await openScene({ shared: true });
  [api = ''] = scene.deployment.apis;
  await receive(api, 'S0', 100);
});
afterAll(() => scene?.stop());

const place = async (channelRef: string): Promise<number> => {
  const { status } = await fetch(`${api}/v1/orders`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', prefer: 'wait=10' },
    body: JSON.stringify({
      channel: 'web',
      channelRef,
      currency: 'EUR',
      lines: [{ sku: 'S0', node: 'main', quantity: '1', unitPrice: '9.90' }],
    }),
  });
  return status;
};

it.each([
  ['aborted', 'inbox'],
  ['committed', 'inbox'],
  ['aborted', 'events'],
])('goes on behind what was %s in %s', async (end, log) => {
  const kafka = new Kafka({ brokers: [...scene.servers.brokers], logLevel: logLevel.NOTHING });
  const producer = kafka.producer({
    transactionalId: `${scene.prefix}${end}.${log}`,
    idempotent: true,
    maxInFlightRequests: 1,
  });
  await producer.connect();
  const topic = `${scene.prefix}oms.orders.${log}`;
  for (const partition of [0, 1, 2, 3]) {
    const transaction = await producer.transaction();
    await transaction.send({ topic, messages: [{ partition, key: 'x', value: '{}' }] });
    await (end === 'aborted' ? transaction.abort() : transaction.commit());
  }
  await producer.disconnect();
  for (let nth = 0; nth < ordersAfter; nth += 1) {
    expect(await place(`${end}-${log}-${nth}`)).toBe(201);
  }
});

it('is settled, and proved', async () => {
  await scene.settle();
  const { counts } = await scene.expectVerified(3 * ordersAfter);
  expect(Object.keys(counts)).toContain('orders');
});
