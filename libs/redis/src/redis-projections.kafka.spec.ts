import type { ListQuery, Projections } from '#ports';
import { at, batch, orderDocument, orders } from '../test/batches.js';
import { startServer } from '../test/server.js';
import type { Server } from '../test/server.js';
import { batchArguments } from './batch-arguments.js';
import { openRedis } from './open-redis.js';
import type { RedisFamily } from './open-redis.js';
import { partitionKeys } from './keys.js';
import { defineScripts } from './scripts.js';

let server: Server;
let family: RedisFamily;
let views: Projections;
let generation = 0;
beforeAll(async () => {
  server = await startServer();
  family = await openRedis({ url: server.url });
});
afterAll(async () => {
  await family.close();
  await server.stop();
});
beforeEach(async () => {
  views = await family.generations.open('orders', (generation += 1), 2);
});

const everything = { index: 'default|all', limit: 10_000, descending: false };

describe('a batch is one act', () => {
  test('of a thousand orders', async () => {
    expect(await views.apply(0, batch(undefined, 1_000, orders(0, 1_000)))).toEqual({
      kind: 'applied',
    });
    expect(await views.list(0, everything)).toHaveLength(1_000);
    expect(await views.count(0, 'orders')).toBe(1_000);
    expect(await views.get(0, 'order', 'OMS-999')).toEqual(orderDocument('OMS-999', 2));
    const keys = Array.from({ length: 1_000 }, (_, nth) => `OMS-${nth}`);
    expect(await views.getMany(0, 'order', keys)).toEqual(keys.map((key) => orderDocument(key, 2)));
  });

  test('of fifty orders of 700 lines, with more places than Lua takes at once', async () => {
    const big = orders(0, 50, 700);
    const insert = Array.from({ length: 35_000 }, (_, nth) => ({
      index: `default|sku:${nth % 700}`,
      sort: '',
      key: `OMS-${Math.floor(nth / 700)}`,
    }));
    expect(await views.apply(0, batch(undefined, 100, { ...big, insert }))).toEqual({
      kind: 'applied',
    });
    expect(await views.get(0, 'order', 'OMS-49')).toEqual(orderDocument('OMS-49', 700));
    expect(await views.list(0, { ...everything, index: 'default|sku:699' })).toHaveLength(50);
    const documents = Array.from({ length: 5_000 }, (_, nth) => ({
      view: 'order',
      key: `OMS-${nth}`,
      doc: null,
    }));
    expect(await views.apply(0, batch(100, 101, { documents, remove: insert }))).toEqual({
      kind: 'applied',
    });
    expect(await views.get(0, 'order', 'OMS-49')).toBeUndefined();
    expect(await views.list(0, { ...everything, index: 'default|sku:699' })).toEqual([]);
  });

  test('that fails changes nothing', async () => {
    await views.apply(0, batch(undefined, 1, orders(0, 10)));
    const client = server.client();
    const keys = partitionKeys('', 'orders', generation, 0);
    await client.hset(keys.counters, 'orders', 'many');
    const before = await client.hgetall(keys.documents('order'));
    expect(await views.apply(0, batch(1, 2, orders(5, 10)))).toEqual({
      kind: 'refused',
      reason: expect.stringContaining('no number'),
    });
    await client.hset(keys.counters, 'orders', 10);
    await client.set(keys.documents('spoiled'), 'another type');
    const spoiled = [{ view: 'spoiled', key: 'a', doc: {} }];
    const { documents = [], ...more } = orders(5, 10);
    expect(
      await views.apply(0, batch(1, 2, { ...more, documents: [...documents, ...spoiled] })),
    ).toEqual({ kind: 'refused', reason: expect.stringContaining('WRONGTYPE') });
    await client.config('SET', 'maxmemory', '1');
    // A server that is full passes; so does one that only reads.
    const full = await views.apply(0, batch(1, 2, orders(5, 10)));
    await client.config('SET', 'maxmemory', '0');
    expect(full).toEqual({ kind: 'unavailable', reason: expect.stringContaining('OOM') });
    expect(await client.hgetall(keys.documents('order'))).toEqual(before);
    expect(await views.list(0, everything)).toHaveLength(10);
    expect(await views.cursor(0)).toEqual(at(1));
  });

  test('run twice, as a client that resends would, is done once', async () => {
    const client = server.client();
    defineScripts(client);
    const keys = partitionKeys('', 'orders', generation, 0);
    const id = (await client.hget(keys.cursor, 'id')) ?? '';
    const given = batchArguments(keys, id, batch(undefined, 10, orders(0, 10)));
    const replies = await Promise.all([client.viewApply(...given), client.viewApply(...given)]);
    expect(replies.map(([outcome]) => outcome)).toEqual(['applied', 'elsewhere']);
    expect(await views.count(0, 'orders')).toBe(10);
    expect(await views.cursor(0)).toEqual(at(10));
  });

  test('is given to a server that has forgotten the script', async () => {
    const client = server.client();
    await views.apply(0, batch(undefined, 1, orders(0, 1)));
    await client.script('FLUSH');
    expect(await views.apply(0, batch(1, 2, orders(1, 1)))).toEqual({ kind: 'applied' });
    await client.script('FLUSH');
    expect(await views.counters(0, 'or')).toEqual(new Map([['orders', 2]]));
  });
});

test('counters of great numbers stay whole, and go when they are nothing', async () => {
  const great = 2 ** 52;
  await views.apply(0, batch(undefined, 1, { counters: new Map([['é|units 🧵', great]]) }));
  await views.apply(0, batch(1, 2, { counters: new Map([['é|units 🧵', 1]]) }));
  expect(await views.counters(0, 'é|')).toEqual(new Map([['é|units 🧵', great + 1]]));
  await views.apply(0, batch(2, 3, { counters: new Map([['é|units 🧵', -great - 1]]) }));
  expect(await views.counters(0, '')).toEqual(new Map());
});

test('texts that no UTF-8 can hold are told apart', async () => {
  const texts = ['\ud83e', '\udd15', '\ufffd', '🤕'];
  await views.apply(
    0,
    batch(undefined, 1, {
      documents: texts.map((key) => ({ view: 'order', key, doc: { key } })),
      insert: texts.map((key) => ({ index: 'default|all', sort: key, key })),
    }),
  );
  expect(await views.getMany(0, 'order', texts)).toEqual(texts.map((key) => ({ key })));
  expect(await views.list(0, everything)).toEqual(
    ['\ud83e', '🤕', '\udd15', '\ufffd'].map((key) => ({ sort: key, key })),
  );
});

test('all keys of a partition share one slot, and a dropped generation leaves none', async () => {
  const client = server.client();
  await views.apply(0, batch(undefined, 1, orders(0, 50)));
  await views.apply(1, batch(undefined, 1, orders(50, 50)));
  const keys = await client.keys(`{orders.g${generation}.*`);
  expect(keys).toHaveLength(14);
  const tags = new Set(keys.map((key) => key.slice(0, key.indexOf('}') + 1)));
  expect([...tags].toSorted()).toEqual([
    `{orders.g${generation}.00}`,
    `{orders.g${generation}.01}`,
  ]);
  // Killed in the middle of dropping it: its first partition is gone, the second half so.
  const [first, second] = [0, 1].map((each) => partitionKeys('', 'orders', generation, each));
  await client.unlink(keys.filter((key) => key.startsWith(first?.cursor.slice(0, -6) ?? '')));
  await client.unlink(second?.cursor ?? '', second?.places ?? '');
  expect(await family.generations.list('orders')).toContain(generation);
  await family.generations.drop('orders', generation);
  expect(await family.generations.list('orders')).not.toContain(generation);
  expect(await views.apply(0, batch(undefined, 1, orders(0, 50)))).toEqual({ kind: 'gone' });
  expect(await client.keys(`{orders.g${generation}.*`)).toEqual([]);
});

test('a page takes four commands and its own rows, of 1,000 orders as of 30,000', async () => {
  const client = server.client();
  /** What the server did for one page: its commands, and the bytes that it gave. */
  const work = async (own: Projections, query: ListQuery) => {
    await client.config('RESETSTAT');
    const page = await own.list(0, query);
    await own.getMany(
      0,
      'order',
      page.map(({ key }) => key),
    );
    const bytes = /total_net_output_bytes:(\d+)/.exec(await client.info('stats'))?.[1];
    const calls = (await client.info('commandstats')).matchAll(/cmdstat_(h\w+|z\w+):calls=(\d+)/g);
    return {
      rows: page.length,
      bytes: Number(bytes),
      calls: Array.from(calls, ([, name, count]) => `${name} ${count}`).toSorted(),
    };
  };
  const [index, sort] = ['default|channel:web', '2026-01-05T10:00:00Z'];
  for (const count of [1_000, 30_000]) {
    const own = await family.generations.open('orders', (generation += 1), 1);
    for (let from = 0; from < count; from += 1_000) {
      await own.apply(0, batch(from === 0 ? undefined : from, from + 1_000, orders(from, 1_000)));
    }
    for (const more of [{}, { after: { sort, key: 'OMS-5' } }, { sortFrom: sort, sortTo: sort }]) {
      const query = { index, limit: 50, descending: true, ...more };
      const { rows, bytes, calls } = await work(own, query);
      expect(calls).toEqual(['hget 2', 'hmget 1', 'zrevrangebylex 1']);
      expect([rows, bytes < rows * 2_000]).toEqual([50, true]);
    }
  }
});

test('a prefix stands before every key', async () => {
  const own = await openRedis({ url: server.url, prefix: 'run-7:' });
  const client = server.client();
  const before = await client.dbsize();
  const prefixed = await own.generations.open('orders', 1, 1);
  await prefixed.apply(0, batch(undefined, 1, orders(0, 1)));
  await own.generations.flip('orders', 1, 'fold');
  await own.board.publish('a', [{}], 1_000);
  expect(await client.keys('run-7:*')).toHaveLength((await client.dbsize()) - before);
  await own.close();
});

test('another number of partitions is refused', async () => {
  await expect(family.generations.open('orders', generation, 3)).rejects.toThrow(
    `generation ${generation} of orders has 2 partitions, not 3`,
  );
});
