import { setTimeout as sleep } from 'node:timers/promises';
import type { LogRecord } from '#ports';
import { makeTopics, ownOptions, removeAll, shareBroker, withAdmin } from '../../test/cluster.js';
import { Client } from './client.js';
import { openKafka } from '../open-kafka.js';

shareBroker();

const [kept, gone] = ['oms.kept.events', 'oms.gone.events'];
const record: LogRecord = { key: 'a', headers: {}, value: Buffer.from('a') };

const deleteTopic = (topic: string): Promise<void> =>
  withAdmin((admin) => admin.deleteTopics({ topics: [topic] }));

test('a topic that is gone does not hide who leads the others', async () => {
  const options = ownOptions();
  await makeTopics(options, [kept, gone]);
  const client = new Client(options);
  const [topic, lost] = [`${options.prefix}${kept}`, `${options.prefix}${gone}`];
  try {
    await client.leaderOf({ topic: lost, partition: 0 });
    await client.leaderOf({ topic, partition: 1 });
    await deleteTopic(lost);
    await client.refresh();
    expect(client.knownLeaderOf({ topic, partition: 1 })).toBe(1);
    await expect(client.partitionsOf(lost)).rejects.toThrow('does not host');
    await expect(client.bounds({ topic, partition: 1 })).resolves.toEqual({ start: 0, end: 0 });
  } finally {
    await client.close();
    await removeAll(options);
  }
});

test('a topic that is gone stops nobody who follows another', async () => {
  const options = ownOptions();
  await makeTopics(options, [kept, gone]);
  const [family, writer] = [await openKafka(options), await openKafka(options)];
  const end = new AbortController();
  try {
    const waiting = family.log(gone).grown(0, 0, 60_000, end.signal);
    const log = family.log(kept);
    await log.grown(0, 0, 500, end.signal);
    await deleteTopic(`${options.prefix}${gone}`);
    await sleep(1_000);
    const grown = log.grown(0, 0, 20_000, end.signal);
    const began = performance.now();
    await expect(writer.log(kept).append(0, [record])).resolves.toMatchObject({ kind: 'appended' });
    await grown;
    expect(performance.now() - began).toBeLessThan(19_000);
    end.abort();
    await waiting;
  } finally {
    end.abort();
    await family.close();
    await writer.close();
    await removeAll(options);
  }
});

test('who still asks a closed client is refused', async () => {
  const client = new Client(ownOptions());
  await client.refresh();
  await client.close();
  await expect(client.coordinatorOf('some-group')).rejects.toThrow('closed');
  await expect(client.leaderOf({ topic: kept, partition: 0 })).rejects.toThrow('closed');
});
