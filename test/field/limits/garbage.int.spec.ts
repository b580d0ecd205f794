import { startedBackend } from '../../../apps/api/src/backend.fixture.js';
import type { RunningBackend } from '../../../apps/api/src/backend.fixture.js';
import { lineOf } from '../shop.js';

/** Somebody else writes into a log of events: readers pass it over, nobody halts for it. */
let backend: RunningBackend;
beforeAll(async () => {
  backend = await startedBackend();
});
afterAll(() => backend.stop());

const post = async (path: string, body: object): Promise<number> => {
  const { status } = await fetch(backend.address + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', prefer: 'wait=10' },
    body: JSON.stringify(body),
  });
  return status;
};
const place = (channelRef: string): Promise<number> =>
  post('/v1/orders', { channel: 'web', channelRef, currency: 'EUR', lines: [lineOf('A')] });

test('garbage in every partition of every log of events stops no order', async () => {
  expect(await place('before')).toBe(201);
  for (const service of ['orders', 'inventory', 'shipping']) {
    for (const partition of [0, 1]) {
      const { kind } = await backend.log(`oms.${service}.events`).append(partition, [
        { key: null, headers: {}, value: Buffer.from([0xff, 0x00]) },
        { key: 'x', headers: { ce_type: 'oms.order.placed' }, value: Buffer.from('{}') },
        { key: 'x', headers: { ce_type: 'shop.order' }, value: null },
      ]);
      expect(kind).toBe('appended');
    }
  }
  for (let nth = 0; nth < 8; nth += 1) expect(await place(`after-${nth}`)).toBe(201);
  const settled: unknown = await (await fetch(`${backend.address}/v1/settled?wait=10`)).json();
  expect(settled).toMatchObject({ settled: true });
  const health: unknown = await (await fetch(`${backend.address}/health`)).json();
  expect(health).toMatchObject({ status: 'ok', halted: [] });
  const { firstViolations } = await backend.verified();
  expect(firstViolations).toEqual([]);
});
