import { memoryGenerations } from '#simulation';
import { eventsTopic, inboxTopic } from '#runtime';
import type { PartitionStatus } from '../gateway.js';
import { inferredStatus, withInferred } from './inferred-status.js';
import { partitions, Shop } from '../../test/shop.js';

/** Orders of several references, all settled, and one message that nobody can read. */
const busyShop = async () => {
  const shop = new Shop();
  await shop.receive('A', '5');
  for (const reference of ['R-1', 'R-2', 'R-3']) await shop.place(reference);
  await shop.log(inboxTopic('orders')).append(1, [{ key: 'x', headers: {}, value: null }]);
  expect(await shop.settle()).toEqual([]);
  const reported = await shop.backend.status();
  await shop.stop();
  return { shop, reported };
};

const traces = ({
  role,
  name,
  partition,
  lag,
  term,
  chain,
  answered,
  rejected,
}: PartitionStatus) => ({ role, name, partition, lag, term, chain, answered, rejected });
const byPlace = (rows: readonly PartitionStatus[]) =>
  rows.map(traces).toSorted((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1));
const writer = (rows: readonly PartitionStatus[], service: string, partition: number) =>
  rows.find(
    (row) => row.role === 'writer' && row.service === service && row.partition === partition,
  );

test('says by the traces alone what the workers said of themselves', async () => {
  const { shop, reported } = await busyShop();
  const inferred = await inferredStatus(shop.ports);
  expect(byPlace(inferred)).toEqual(byPlace(reported));
  expect(new Set(inferred.map(({ state }) => state))).toEqual(new Set(['unreported']));
  expect(writer(inferred, 'orders', 1)?.rejected).toBe(1);
  expect(shop.clock.next()).toBeUndefined();
});

test('counts what waits for each worker', async () => {
  const { shop } = await busyShop();
  const record = { key: 'x', headers: {}, value: null };
  const before = await inferredStatus(shop.ports);
  await shop.log(inboxTopic('shipping')).append(0, [record, record]);
  const after = await inferredStatus(shop.ports);
  const { answered = 0, inboxEnd = 0 } = writer(before, 'shipping', 0) ?? {};
  expect(inboxEnd).toBe(answered + 1);
  expect(writer(after, 'shipping', 0)).toMatchObject({ lag: 2, answered, inboxEnd: inboxEnd + 2 });
  expect(after.filter(({ lag }) => lag > 0)).toHaveLength(1);
});

test('without views reads the logs from their start', async () => {
  const { shop, reported } = await busyShop();
  const inferred = await inferredStatus({ ...shop.ports, generations: memoryGenerations() });
  for (let partition = 0; partition < partitions; partition += 1) {
    const { term, answered, rejected } = writer(reported, 'orders', partition) ?? {};
    expect(writer(inferred, 'orders', partition)).toMatchObject({
      term,
      answered,
      rejected,
      lag: 0,
    });
  }
  const projector = inferred.find(
    ({ role, service }) => role === 'projector' && service === 'orders',
  );
  expect(projector?.lag).toBe((await shop.all(eventsTopic('orders'), 0)).length);
});

test('a log that lost its tail halts whoever has read it, with the two numbers', async () => {
  const { shop } = await busyShop();
  const { length } = await shop.all(eventsTopic('orders'), 1);
  await shop.rewrite(eventsTopic('orders'), (records, partition) =>
    partition === 1 ? records.slice(0, -1) : records,
  );
  const halted = (await inferredStatus(shop.ports)).filter(({ state }) => state === 'halted');
  expect(halted.map(({ name }) => name)).toEqual([
    'order, timeline',
    'orders ← orders',
    'inventory ← orders',
    'inventory ← orders',
    'shipping ← orders',
  ]);
  const reason = `oms.orders.events/1 ends at ${length - 1}, before the next offset ${length}`;
  for (const each of halted) expect(each).toMatchObject({ reason });
});

test('a log that cannot be asked is told, and hides nothing else', async () => {
  const { shop } = await busyShop();
  const logs: typeof shop.ports.logs = (topic) => {
    const log = shop.log(topic);
    if (topic !== eventsTopic('orders')) return log;
    return { ...log, read: async () => ({ kind: 'unavailable', reason: 'away' }) };
  };
  const inferred = await inferredStatus({ ...shop.ports, logs });
  expect(writer(inferred, 'orders', 0)?.reason).toBe('oms.orders.events/0: away');
  expect(writer(inferred, 'inventory', 0)).toMatchObject({ state: 'unreported', lag: 0 });
});

test('stands in for whatever no process reports', async () => {
  const { shop, reported } = await busyShop();
  const inferred = await inferredStatus(shop.ports);
  const some = reported.filter(({ service }) => service === 'shipping');
  const all = withInferred(some, inferred);
  expect(byPlace(all)).toEqual(byPlace(reported));
  expect(all.filter(({ state }) => state === 'running')).toEqual(some);
});
