/** What the whole backend does when its views' server loses what it had. */
import { setTimeout as wait } from 'node:timers/promises';
import { startServer } from '../test/server.js';
import type { Server } from '../test/server.js';
import { Trade } from '../test/trade.js';
import { openRedis } from './open-redis.js';
import type { RedisFamily } from './open-redis.js';

let server: Server;
let family: RedisFamily;
let trade: Trade;
beforeEach(async () => {
  server = await startServer();
  family = await openRedis({ url: server.url });
  trade = new Trade(family.generations);
  trade.begin(8);
  await wait(3_000);
});
afterEach(async () => {
  await trade.stop();
  await family.close();
  await server.stop();
});

test('FLUSHALL under load: nobody is told less than there is, and all comes back', async () => {
  expect(trade.numbers.length).toBeGreaterThan(20);
  const client = server.client();
  // A loss is mended so soon that not every one is met by a reader.
  for (let round = 0; round < 3 || (trade.unavailable === 0 && round < 15); round += 1) {
    const replies = await client.multi().flushall().dbsize().exec();
    expect(replies?.at(-1)).toEqual([null, 0]);
    if (round === 1) await client.script('FLUSH');
    await wait(2_000);
    expect(await family.generations.current('orders')).toBeDefined();
  }
  expect(await trade.end()).toEqual([]);
  expect(trade.lies).toEqual([]);
  expect(trade.unavailable).toBeGreaterThan(0);
});

test('restarted with older data: the same', async () => {
  const client = server.client();
  await client.save();
  await wait(1_000);
  await server.kill('SIGKILL');
  await wait(500);
  await server.start();
  await wait(3_000);
  expect(await trade.end()).toEqual([]);
  expect(trade.lies).toEqual([]);
});

test('killed and empty when it comes back: the same', async () => {
  await server.kill('SIGKILL');
  await wait(1_000);
  await server.start();
  await wait(3_000);
  expect(await trade.end()).toEqual([]);
  expect(trade.lies).toEqual([]);
});
