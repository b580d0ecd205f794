import { LogTails } from '#ports';
import type { LogRecord, StoredRecord } from '#ports';
import { FollowedPartition } from './followed-partition.js';

const everything = { records: 1_000, bytes: 1_000_000 };
const given = (count: number): readonly LogRecord[] =>
  Array.from({ length: count }, (_, at) => ({ key: `k${at}`, headers: {}, value: null }));
const stored = (first: number, count: number): readonly StoredRecord[] =>
  given(count).map((record, at) => ({ ...record, offset: first + at, time: 7 }));

const followed = (topic = 'oms.orders.events', bytesMax = 1_000_000): FollowedPartition => {
  const partition = new FollowedPartition(topic, 0, new LogTails(bytesMax));
  partition.follow({ start: 0, end: 10 });
  return partition;
};
const offsetsFrom = (partition: FollowedPartition, from: number) =>
  partition.read(from, everything)?.records.map(({ offset }) => offset);

describe('what a reader is told without asking a broker', () => {
  test('is nothing before the partition is followed, and nothing after a poll has failed', () => {
    const partition = new FollowedPartition('oms.orders.events', 0, new LogTails(1_000));
    expect(partition.read(0, everything)).toBeUndefined();
    const broken = followed();
    broken.take({ records: stored(10, 1), next: 11, start: 0, end: 11 });
    broken.forget('broken');
    expect(broken.read(10, everything)).toBeUndefined();
    expect(broken.isComing(11)).toBe(false);
  });

  test('is the end, and what the polls brought from where they began, nothing before', () => {
    const partition = followed();
    expect(partition.read(10, everything)).toEqual({ records: [], start: 0, end: 10 });
    partition.take({ records: stored(10, 2), next: 12, start: 0, end: 12 });
    expect(offsetsFrom(partition, 10)).toEqual([10, 11]);
    expect(offsetsFrom(partition, 11)).toEqual([11]);
    expect(partition.read(9, everything)).toBeUndefined();
    expect(partition.read(13, everything)).toBeUndefined();
  });

  test('waits for the next poll where the log is known to go on', () => {
    const partition = followed();
    partition.take({ records: stored(10, 1), next: 11, start: 0, end: 13 });
    expect(partition.read(11, everything)).toBeUndefined();
    expect(partition.isComing(11)).toBe(true);
  });

  test('leads behind what is for no reader', () => {
    const partition = followed('oms.channels.orders');
    partition.take({ records: stored(10, 1), next: 14, start: 0, end: 14 });
    expect(partition.read(11, everything)).toEqual({ records: [], start: 0, end: 14, next: 14 });
  });

  test('is no older end than this process was told when it appended', () => {
    const partition = followed();
    partition.acknowledge(given(2), 12, 7);
    expect(partition.read(10, everything)).toBeUndefined();
    partition.take({ records: stored(10, 2), next: 12, start: 0, end: 12 });
    expect(partition.read(11, everything)).toMatchObject({ end: 14 });
  });

  test('is not what has been dropped for want of memory', () => {
    const partition = followed('oms.orders.events', 60);
    partition.take({ records: stored(10, 2), next: 12, start: 0, end: 12 });
    partition.take({ records: stored(12, 2), next: 14, start: 0, end: 14 });
    expect(partition.read(10, everything)).toBeUndefined();
    expect(offsetsFrom(partition, 12)).toEqual([12, 13]);
  });
});

describe('what this process has appended', () => {
  test('is read as the objects that they are', () => {
    const partition = followed();
    const records = given(2);
    partition.acknowledge(records, 10, 7);
    const slice = partition.read(10, everything);
    expect(slice).toMatchObject({ end: 12, records: [{ offset: 10, time: 7 }, { offset: 11 }] });
    expect(slice?.records[0]?.headers).toBe(records[0]?.headers);
  });

  test('comes by the poll where others wrote before, or where the poll was faster', () => {
    const partition = followed();
    partition.acknowledge(given(1), 11, 7);
    expect(partition.next).toBe(10);
    partition.take({ records: stored(10, 2), next: 12, start: 0, end: 12 });
    partition.acknowledge(given(1), 11, 7);
    expect(offsetsFrom(partition, 10)).toEqual([10, 11]);
  });

  test('needs no poll for a while in a log of events, and always one in an inbox', () => {
    const [events, inbox] = [followed(), followed('oms.orders.inbox')];
    for (const partition of [events, inbox]) partition.acknowledge(given(1), 10, 7);
    expect([events.isOwnOfLate(), inbox.isOwnOfLate()]).toEqual([true, false]);
    events.take({ records: stored(11, 1), next: 12, start: 0, end: 12 });
    expect(events.isOwnOfLate()).toBe(false);
  });
});

describe('who waits for a partition to grow', () => {
  test('is woken by what comes above his offset, not by what comes below', async () => {
    const partition = followed();
    let isWoken = false;
    const waits = partition.grown(11, 60_000).then(() => {
      isWoken = true;
    });
    partition.take({ records: stored(10, 1), next: 11, start: 0, end: 11 });
    await Promise.resolve();
    expect([isWoken, partition.isWaitedFor]).toEqual([false, true]);
    partition.take({ records: stored(11, 1), next: 12, start: 0, end: 12 });
    await waits;
    expect(partition.isWaitedFor).toBe(false);
  });

  test('waits no longer than he said, nor after he was stopped', async () => {
    const partition = followed();
    await partition.grown(10, 1);
    const stop = new AbortController();
    const waits = partition.grown(10, 60_000, stop.signal);
    stop.abort();
    await waits;
    await partition.grown(10, 60_000, stop.signal);
    expect(partition.isWaitedFor).toBe(false);
  });
});
