import { StoreUnavailable } from '#ports';
import { batch, orders } from '../test/batches.js';
import { freePort, startServer } from '../test/server.js';
import type { Server } from '../test/server.js';
import { openRedis } from './open-redis.js';
import type { RedisFamily } from './open-redis.js';

const secondMs = 1_000;
let server: Server;
let family: RedisFamily;
const entries: string[] = [];
beforeEach(async () => {
  server = await startServer();
  entries.length = 0;
  family = await openRedis({
    url: server.url,
    log: ({ level, text }) => {
      entries.push(`${level} ${text}`);
    },
  });
});
afterEach(async () => {
  await family.close();
  await server.stop();
});

const took = async (work: Promise<unknown>): Promise<number> => {
  const began = performance.now();
  await work.catch(() => undefined);
  return performance.now() - began;
};

const eventually = async (holds: () => Promise<boolean>, msMax = 60_000): Promise<void> => {
  const until = performance.now() + msMax;
  while (!(await holds().catch(() => false))) {
    if (performance.now() > until) throw new Error(`not within ${msMax} ms`);
    await new Promise((resolve) => {
      setTimeout(resolve, 20);
    });
  }
};

test('a server that is down is said at once, and found again', async () => {
  const views = await family.generations.open('orders', 1, 1);
  await views.apply(0, batch(undefined, 1, orders(0, 1)));
  const underWay = Promise.allSettled(
    Array.from({ length: 50 }, (_, nth) => views.get(0, 'order', `OMS-${nth}`)),
  );
  await server.kill('SIGKILL');
  await underWay;
  for (const read of [
    () => views.get(0, 'order', 'OMS-0'),
    () => views.cursor(0),
    () => views.counters(0, ''),
    () => views.list(0, { index: 'all', limit: 1, descending: false }),
    () => family.generations.current('orders'),
    () => family.generations.open('orders', 1, 1),
    () => family.board.all(),
  ]) {
    await expect(read()).rejects.toThrow(StoreUnavailable);
    expect(await took(read())).toBeLessThan(secondMs);
  }
  const more = batch(1, 2, orders(1, 1));
  expect(await views.apply(0, more)).toMatchObject({ kind: 'unavailable' });
  expect(await took(views.apply(0, more))).toBeLessThan(secondMs);
  await server.start();
  // It kept nothing: what was opened is gone, and begins anew.
  await eventually(async () => (await views.apply(0, more)).kind === 'gone');
  // Reads have a connection of their own, which finds it again by itself.
  await eventually(async () => (await family.generations.current('orders')) === undefined);
  const anew = await family.generations.open('orders', 1, 1);
  expect(await anew.cursor(0)).toBeUndefined();
  // Each of the two connections says it once, where it tried while nobody was there.
  const reported = entries.filter((entry) => entry.includes('does not answer')).length;
  expect([0, 1, 2]).toContain(reported);
  await eventually(async () => entries.length === 2 * reported);
  expect(entries.filter((entry) => entry.includes('answers again'))).toHaveLength(reported);
});

test('a server that hangs is left after a second, a batch after five', async () => {
  const views = await family.generations.open('orders', 1, 1);
  await views.apply(0, batch(undefined, 1, orders(0, 1)));
  process.kill(server.pid(), 'SIGSTOP');
  const batchTook = took(views.apply(0, batch(1, 2, orders(1, 1))));
  const reads = await Promise.all(Array.from({ length: 100 }, () => took(views.cursor(0))));
  expect(Math.max(...reads)).toBeLessThan(2 * secondMs);
  expect(await batchTook).toBeLessThan(7 * secondMs);
  process.kill(server.pid(), 'SIGCONT');
  await eventually(async () => (await views.cursor(0)) !== undefined);
  // It may have been applied or not; the cursor says which, and both end alike.
  const again = await views.apply(0, batch(1, 2, orders(1, 1)));
  expect(['applied', 'duplicate']).toContain(again.kind);
  expect(await views.count(0, 'orders')).toBe(2);
});

test('no server at the start is refused, and names the address without its password', async () => {
  const port = await freePort();
  const refused = openRedis({ url: `redis://user:secret@127.0.0.1:${port}/2` });
  await expect(refused).rejects.toThrow(`no Redis answers at redis://127.0.0.1:${port}/2`);
  await expect(refused).rejects.not.toThrow('secret');
  await expect(openRedis({ url: 'localhost:6379' })).rejects.toThrow('expected redis://host:port');
  await expect(openRedis({ url: server.url, prefix: '{a}' })).rejects.toThrow('expected none of {');
});

describe('the database of the address', () => {
  test('is used', async () => {
    const there = await openRedis({ url: `${server.url}/3` });
    await there.board.publish('orders-1', [{ partition: 0 }], 60_000);
    expect([await there.board.all(), await family.board.all()]).toEqual([[{ partition: 0 }], []]);
    await there.close();
  });

  test('is refused at once where the server has none such, or not for the user', async () => {
    const url = `${server.url.replace('//', '//user:secret@')}/99`;
    await server.client().call('ACL', 'SETUSER', 'user', 'on', '>secret', '~*', '+@all');
    for (const [url99, reason] of [
      [`${server.url}/99`, /range/],
      [url, /range/],
    ] as const) {
      const refused = openRedis({ url: url99 });
      await expect(refused).rejects.toThrow(/^REDIS_URL names redis:\/\/127[^@]*\/99, .* a whole/);
      await expect(refused).rejects.toThrow(reason);
    }
    await server.client().call('ACL', 'SETUSER', 'user', '-select');
    await expect(openRedis({ url: url.replace('99', '3') })).rejects.toThrow(/^REDIS_URL .*NOPERM/);
  });

  test('that is gone when the server comes back is not taken for database 0', async () => {
    const there = await openRedis({ url: `${server.url}/3` });
    await server.kill('SIGKILL');
    await server.start('--databases', '2');
    const publish = () => there.board.publish('orders-1', [{ partition: 0 }], 60_000);
    await expect(publish()).rejects.toThrow(StoreUnavailable);
    await eventually(async () => await family.board.all().then(() => true));
    await expect(publish()).rejects.toThrow(StoreUnavailable);
    expect(await family.board.all()).toEqual([]);
    await there.close();
  });
});

describe('the set-up check', () => {
  test('takes a server that evicts nothing', async () => {
    await family.checkSetup();
    expect(entries).toEqual([]);
  });

  test('refuses one that may evict, by name, with what it is and has to be', async () => {
    await server.client().config('SET', 'maxmemory-policy', 'allkeys-lru');
    await expect(family.checkSetup()).rejects.toMatchObject({
      name: 'SetupRefused',
      setting: 'maxmemory-policy of Redis',
      expected: 'noeviction',
      found: 'allkeys-lru',
      message: expect.stringContaining(
        'maxmemory-policy of Redis is allkeys-lru, expected noeviction',
      ),
    });
  });

  test('says that it could not ask where CONFIG is forbidden', async () => {
    await server.client().call('ACL', 'SETUSER', 'default', '-config');
    await family.checkSetup();
    expect(entries).toEqual([
      expect.stringMatching(
        /^warn maxmemory-policy cannot be asked for \(.+\); it has to be noeviction$/,
      ),
    ]);
  });
});

describe('the status board', () => {
  test('shows what every instance said last, for as long as it was to be kept', async () => {
    const { board } = family;
    expect(await board.all()).toEqual([]);
    await board.publish('orders-1', [{ partition: 0 }], 60_000);
    await board.publish('orders-2', [{ partition: 1 }, { partition: 2 }], 60_000);
    await board.publish('orders-1', [{ partition: 0, halted: true }], 300);
    expect(await board.all()).toHaveLength(3);
    expect(await board.all()).toContainEqual({ partition: 0, halted: true });
    await eventually(async () => (await board.all()).length === 2);
    await board.publish('orders-3', [], 60_000);
    const client = server.client();
    expect(await client.zrange('{board}:instances', '0', '-1')).toEqual(['orders-2', 'orders-3']);
  });

  test('is bounded in what one says and in how many there are', async () => {
    const { board } = family;
    await expect(board.publish('a', [{ text: 'x'.repeat(300_000) }], 1_000)).rejects.toThrow(
      'at most 262144',
    );
    await Promise.all(
      Array.from({ length: 1_050 }, (_, nth) => board.publish(`i-${nth}`, [{ nth }], 60_000 + nth)),
    );
    const all = await board.all();
    expect(all).toHaveLength(1_000);
    expect(all).toContainEqual({ nth: 1_049 });
  });
});
