/** §7: whatever the log holds, a start needs bounded memory; posts of large orders made it die. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { folder, isLong, serve, start } from '../../acceptance/oms-process.js';

jest.setTimeout(1_800_000);

/** Half a gigabyte where there is time; one that dies holds a few hundred of these at once. */
const orders = isLong ? 700 : 24;
const heapMiB = 256;
const json = { 'content-type': 'application/json' };

/** As large as an order may be: 700 kB. */
const large = (channelRef: string): string =>
  JSON.stringify({
    channel: 'web',
    channelRef,
    currency: 'EUR',
    lines: Array.from({ length: 180 }, (_, at) => ({
      sku: `S${at % 50}`,
      node: 'main',
      quantity: '1',
      unitPrice: '1',
      metadata: { remark: 'm'.repeat(3_900) },
    })),
  });

const posted = async (address: string, path: string, body: string): Promise<string> => {
  for (;;) {
    const response = await fetch(address + path, { method: 'POST', headers: json, body });
    const { omsNumber = '' } = (await response.json()) as { omsNumber?: string };
    if (response.status < 300) return omsNumber;
    expect(response.status).toBe(503);
    await new Promise((done) => {
      setTimeout(done, 200);
    });
  }
};

const ready = async (address: string): Promise<void> => {
  for (;;) {
    const response = await fetch(`${address}/ready`).catch(() => undefined);
    if (response?.status === 200) return;
    await new Promise((done) => {
      setTimeout(done, 100);
    });
  }
};

test(`${orders} orders of 700 kB, a fact of each: a start without stores answers`, async () => {
  const data = folder();
  const first = await serve(data);
  const numbers: string[] = [];
  const left = Array.from({ length: orders }, (_, at) => `large-${at}`);
  await Promise.all(
    Array.from({ length: 4 }, async () => {
      for (let ref = left.pop(); ref !== undefined; ref = left.pop()) {
        numbers.push(await posted(first.address, '/v1/orders', large(ref)));
      }
    }),
  );
  for (const number of numbers) {
    await posted(first.address, `/v1/orders/${number}/hold`, '{"hold":"fraud","reason":"r"}');
  }
  expect((await first.kill()).signal).toBe('SIGKILL');
  for (const part of ['states', 'views']) rmSync(join(data, part), { recursive: true });

  const again = start(['serve', '--data', data, '--port', '0'], {
    env: { NODE_OPTIONS: `--max-old-space-size=${heapMiB}` },
  });
  const [, address = ''] = await again.says(/api (http:\S+)/);
  await ready(address);
  const health = (await (await fetch(`${address}/health`)).json()) as object;
  expect(health).toMatchObject({ status: 'ok' });
  const number = numbers.at(-1) ?? '';
  const order = (await (await fetch(`${address}/v1/orders/${number}`)).json()) as object;
  expect(order).toMatchObject({ omsNumber: number });
  expect((await again.kill('SIGTERM')).code).toBe(0);
});
