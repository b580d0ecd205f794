import type { Log, LogRecord, StoredRecord } from '#ports';
import { Market, Seen } from '../test/market.js';
import { followOrders, Sequence } from './index.js';

const typeOf = ({ headers }: LogRecord): string => headers['ce_type'] ?? '';
const headed = (record: StoredRecord, changed: Record<string, string>): LogRecord => ({
  ...record,
  headers: { ...record.headers, ...changed },
});

const traded = async (): Promise<Market> => {
  const market = new Market();
  await market.trade(['R-1', 'R-2', 'R-3', 'R-4']);
  return market;
};

/** Digests of what follows depend on each header: the number rule goes without them. */
const plainly = { rule: 'by-number' } as const;

describe('a log written by a later build', () => {
  test('of new types is followed; they are passed over and counted', async () => {
    const market = await traded();
    const all = (await market.followed({ group: 'before' })).batches.flatMap((each) => each.events);
    await market.rewrite((records) =>
      records.map((record) =>
        typeOf(record) === 'oms.order.accepted'
          ? headed(record, {
              ce_type: 'oms.order.blessed',
              ce_dataschema: 'oms:/schemas/order.blessed/1',
            })
          : record,
      ),
    );
    const seen = await market.followed({ group: 'after', ...plainly });
    const rest = all.filter(({ event }) => event.type !== 'order.accepted');
    expect(rest.length).toBeLessThan(all.length);
    expect(
      seen.batches
        .flatMap(({ events }) => events.map(({ id, partition }) => `${partition} ${id}`))
        .toSorted(),
    ).toEqual(rest.map(({ id, partition }) => `${partition} ${id}`).toSorted());
    expect(seen.statuses.reduce((sum, { unknown }) => sum + unknown, 0)).toBe(
      all.length - rest.length,
    );
  });

  test('of a new version of a known type halts, by name, until a build that reads it', async () => {
    const market = await traded();
    await market.rewrite((records) =>
      records.map((record) =>
        typeOf(record) === 'oms.order.accepted'
          ? headed(record, { ce_dataschema: 'oms:/schemas/order.accepted/7' })
          : record,
      ),
    );
    const { statuses } = await market.followed({ group: 'g', ...plainly });
    for (const { phase, reason } of statuses) {
      expect(phase).toBe('halted');
      expect(reason).toContain('does not read oms.order.accepted as oms:/schemas/order.accepted/7');
    }
  });
});

describe('a log that lost records', () => {
  const holed = async (): Promise<Market> => {
    const market = await traded();
    await market.rewrite((records) =>
      records.filter((record) => typeOf(record) !== 'oms.line.backordered'),
    );
    return market;
  };

  test('halts a follower, by the rule as by versions', async () => {
    const market = await holed();
    const accepted = await market.followed({ group: 'a' });
    expect(accepted.statuses.map(({ phase }) => phase)).toEqual(['halted', 'halted']);
    expect(accepted.statuses[0]?.reason).toMatch(/history|stand apart/);
  });

  test('halts by its versions too, or tells of them who wants to go on', async () => {
    const market = await traded();
    await market.rewrite((records) =>
      records.map((record) =>
        typeOf(record) === 'oms.order.accepted' ? headed(record, { ce_omsversion: '9' }) : record,
      ),
    );
    const halted = await market.followed({ group: 'h', ...plainly });
    expect(halted.statuses[0]).toMatchObject({ phase: 'halted', handled: 0 });
    expect(halted.statuses[0]?.reason).toMatch(/^\S+ has version 9 at offset \d+, expected 3$/);
    const gaps: object[] = [];
    const told = await market.followed({
      group: 'g',
      ...plainly,
      onGap: (gap) => {
        gaps.push(gap);
      },
    });
    expect(told.statuses.every(({ phase }) => phase === 'following')).toBe(true);
    expect(gaps).toHaveLength(4);
    expect(gaps[0]).toMatchObject({ expected: 3, found: 9 });
  });

  test('and was mended is followed on when a person says so', async () => {
    const market = await traded();
    const whole = await market.followed({ group: 'whole' });
    const first = await market.records(0);
    await market.rewrite((records) => records.filter((_, at) => at !== 2));
    const logs = (topic: string) => ({
      ...market.log(topic),
      read: (...asked: Parameters<Log['read']>) => market.log(topic).read(...asked),
      grown: (...asked: Parameters<Log['grown']>) => market.log(topic).grown(...asked),
    });
    const seen = new Seen();
    const following = followOrders(
      { ...market.ports, logs },
      { group: 'r', on: (batch) => seen.add(batch) },
    );
    await market.clock.advance(5_000);
    expect(following.status()[0]?.phase).toBe('halted');
    await market.rewrite((records) =>
      records[0]?.headers['ce_source'] === '/oms/orders/0' ? first : records,
    );
    following.resume(0);
    await market.clock.advance(5_000);
    expect(following.status()[0]).toMatchObject({ phase: 'following', lag: 0 });
    expect(following.status()[0]?.reason).toBeUndefined();
    expect(seen.lines(0)).toEqual(whole.lines(0));
    await market.until(following.stop());
  });
});

describe('versions of an order', () => {
  test('follow each other, come twice, or leave a gap', () => {
    const sequence = new Sequence();
    expect(
      ['next', 'next', 'repeat', 'repeat', 'gap', 'next'].map((kind, at) => [
        kind,
        sequence.offer('N', [1, 2, 2, 1, 5, 6][at] ?? 0),
      ]),
    ).toEqual([
      ['next', { kind: 'next' }],
      ['next', { kind: 'next' }],
      ['repeat', { kind: 'repeat' }],
      ['repeat', { kind: 'repeat' }],
      ['gap', { kind: 'gap', expected: 3 }],
      ['next', { kind: 'next' }],
    ]);
  });

  test('of what stands outside of every order are none', () => {
    const sequence = new Sequence();
    for (const [key, version] of [
      ['N', 0],
      [null, 3],
      ['N', 0],
      [null, 3],
    ] as const) {
      expect(sequence.offer(key, version)).toEqual({ kind: 'next' });
    }
  });
});
