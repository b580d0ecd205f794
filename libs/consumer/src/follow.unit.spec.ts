import { Market, partitions } from '../test/market.js';
import type { OrderBatch } from '../test/market.js';
import { eventsOf, followOrders } from './index.js';

const references = (from: number, count: number): string[] =>
  Array.from({ length: count }, (_, at) => `R-${from + at}`);
const partitionsOf = Array.from({ length: partitions }, (_, partition) => partition);

/** Three terms, with a late batch of a deposed writer behind the second and the third. */
const traded = async (): Promise<Market> => {
  const market = new Market();
  await market.trade(references(0, 6));
  for (const from of [6, 12]) {
    const late = await Promise.all(
      partitionsOf.map(async (at) => (await market.records(at)).slice(-2)),
    );
    await market.trade(references(from, 6));
    for (const at of partitionsOf) await market.append(at, late[at] ?? []);
  }
  await market.trade(references(18, 2));
  return market;
};

let market: Market;
beforeAll(async () => {
  market = await traded();
});

describe('a follower', () => {
  test.each(['accepted', 'by-number'] as const)(
    'gets what counts, once, in order, and nothing superseded: %s',
    async (rule) => {
      const seen = await market.followed({ group: rule, rule });
      for (const partition of partitionsOf) {
        const accepted = await market.accepted(partition);
        expect(accepted.length).toBeGreaterThan(10);
        expect(seen.lines(partition)).toEqual(accepted);
        expect(seen.statuses[partition]).toMatchObject({
          phase: 'following',
          lag: 0,
          handled: accepted.length,
          superseded: 4,
          unknown: 0,
        });
      }
    },
  );

  test('gets decoded events of one partition a batch, answers never cut', async () => {
    const seen = await market.followed({ group: 'small', batchRecordsMax: 3 });
    expect(seen.batches.length).toBeGreaterThan(10);
    for (const { events, partition, from, to } of seen.batches) {
      expect(events.every((event) => event.partition === partition)).toBe(true);
      expect(events.at(-1)?.link).toMatchObject({ chain: to.chain });
      expect(events.at(-1)?.link.index).toBe((events.at(-1)?.link.count ?? 0) - 1);
      expect(from?.offset ?? 0).toBeLessThan(to.offset);
    }
    const placed = seen.batches
      .flatMap(({ events }) => events)
      .flatMap(({ event }) => (event.type === 'order.placed' ? [event.data.claim.channelRef] : []));
    expect(new Set(placed)).toEqual(new Set(references(0, 20)));
  });

  test('of a group goes on where the group stopped', async () => {
    const own = await traded();
    const before = await own.followed({});
    const numbers = await own.trade(references(30, 5));
    const after = await own.followed({});
    const fresh = after.batches.flatMap(({ events }) => events);
    expect(new Set(fresh.map(({ number }) => number))).toEqual(new Set(numbers));
    for (const partition of partitionsOf) {
      expect([...before.lines(partition), ...after.lines(partition)]).toEqual(
        await own.accepted(partition),
      );
    }
  });

  test('sees the same events again where the handler threw, and loses none', async () => {
    let calls = 0;
    const seen = await market.followed({
      group: 'shaky',
      batchRecordsMax: 4,
      on: () => {
        calls += 1;
        if (calls % 3 === 0) throw new Error('the database is away');
      },
    });
    for (const at of partitionsOf) expect(seen.lines(at)).toEqual(await market.accepted(at));
    expect(calls).toBeGreaterThan(seen.batches.length);
  });

  test('says why it tries again', async () => {
    const on = () => Promise.reject(new Error('the database is away'));
    const { statuses } = await market.followed({ group: 'down', on });
    expect(statuses[0]).toMatchObject({
      phase: 'stepped-down',
      reason: 'Error: the database is away',
      handled: 0,
      offset: 0,
    });
  });

  test('awaits its handler, a partition at a time, and stops when it has ended', async () => {
    const working = new Set<number>();
    let ended = 0;
    const following = followOrders(market.ports, {
      group: 'slow',
      batchRecordsMax: 2,
      on: async ({ partition, signal }) => {
        expect(working.has(partition)).toBe(false);
        working.add(partition);
        await market.clock.wakeAt(market.clock.now() + 5_000, new AbortController().signal);
        working.delete(partition);
        if (signal.aborted) ended += 1;
      },
    });
    await market.clock.advance(12_000);
    expect(working.size).toBe(partitions);
    await market.until(following.stop());
    expect([working.size, ended]).toEqual([0, partitions]);
    const rest = await market.followed({ group: 'slow' });
    const [first] = rest.lines(0);
    // Two batches and the one at work when it was stopped: all kept.
    const accepted = await market.accepted(0);
    expect(accepted.indexOf(first ?? '')).toBeGreaterThanOrEqual(3);
    expect(rest.lines(0)).toEqual(accepted.slice(accepted.indexOf(first ?? '')));
  });

  test('refuses limits and names that cannot be, before it begins', () => {
    const on = () => undefined;
    expect(() => followOrders(market.ports, { group: 'g', on, batchRecordsMax: 0 })).toThrow(
      'batchRecordsMax is 0: expected a whole number above 0',
    );
    expect(() => followOrders(market.ports, { group: '', on })).toThrow("group is ''");
    expect(() => followOrders(market.ports, { group: 'a.b', on })).toThrow(
      "group is 'a.b': expected letters, digits, '-' or '_'",
    );
  });
});

describe('a store of its own', () => {
  /** Effects and position in one transaction that a crash may come before or behind. */
  class Store {
    readonly effects: string[] = [];
    readonly positions = new Map<number, OrderBatch['to']>();
    calls = 0;

    async load(partition: number): Promise<OrderBatch['to'] | undefined> {
      return this.positions.get(partition);
    }

    handle({ partition, events, from, to }: OrderBatch): void {
      this.calls += 1;
      if (this.calls % 5 === 1) throw new Error('died before the commit');
      if (this.positions.get(partition)?.offset !== from?.offset) throw new Error('not mine');
      this.positions.set(partition, to);
      this.effects.push(...events.map(({ offset, id }) => `${offset} ${id}`));
      if (this.calls % 5 === 3) throw new Error('died behind the commit');
    }
  }

  test('that keeps the position with the effects has each effect once', async () => {
    const store = new Store();
    await market.followed({
      group: 'exact',
      batchRecordsMax: 3,
      store,
      on: (batch) => store.handle(batch),
    });
    const all = (await Promise.all(partitionsOf.map((at) => market.accepted(at)))).flat();
    expect(store.calls).toBeGreaterThan(10);
    expect(store.effects.toSorted()).toEqual(all.toSorted());
    expect(await market.positions.load('exact.intake.orders', 0)).toBeUndefined();
  });

  test('is given the start to keep, so that a crash does not choose another', async () => {
    const own = await traded();
    const store = new Store();
    store.calls = 1;
    const on = (batch: OrderBatch): void => store.handle(batch);
    await own.followed({ store, from: 'now', on });
    expect([store.effects, store.positions.size]).toEqual([[], partitions]);
    const numbers = await own.trade(references(40, 4));
    const seen = await own.followed({ store, from: 'now', on });
    const fresh = seen.batches.flatMap(({ events }) => events.map(({ number }) => number));
    expect(new Set(fresh)).toEqual(new Set(numbers));
  });
});

describe('a start', () => {
  test.each(['accepted', 'by-number'] as const)(
    'at any offset gives what counts from there on: %s',
    async (rule) => {
      for (const partition of partitionsOf) {
        const accepted = await market.accepted(partition);
        const { length } = await market.records(partition);
        for (let offset = 0; offset <= length; offset += 1) {
          const group = `${rule}-${partition}-${offset}`;
          const from = { offsets: { [partition]: offset } };
          const seen = await market.followed({ group, rule, from });
          const lines = seen.lines(partition);
          const first = accepted.length - lines.length;
          expect(lines).toEqual(accepted.slice(first));
          const offsetOf = (line: string | undefined) => Number.parseInt(line ?? 'Infinity', 10);
          // An answer that has a record there is shown whole.
          const firstBehind = accepted.findIndex((line) => offsetOf(line) >= offset);
          const behind = firstBehind < 0 ? accepted.length : firstBehind;
          expect([0, 1, 2]).toContain(behind - first);
        }
      }
    },
  );

  test('at a time gives what was recorded from then on', async () => {
    const own = new Market();
    await own.trade(references(0, 5));
    await own.clock.advance(3_600_000);
    const time = own.clock.now();
    const numbers = await own.trade(references(5, 5));
    const seen = await own.followed({ from: { time } });
    const events = seen.batches.flatMap((batch) => batch.events);
    expect(new Set(events.map(({ number }) => number))).toEqual(new Set(numbers));
    expect(Math.min(...events.map(({ at }) => at))).toBeGreaterThanOrEqual(time);
  });

  test('behind the end halts with both numbers', async () => {
    const { statuses } = await market.followed({ group: 'far', from: { offsets: { 1: 9_999 } } });
    expect(statuses[0]?.phase).toBe('following');
    expect(statuses[1]).toMatchObject({ phase: 'halted' });
    expect(statuses[1]?.reason).toMatch(/ends at \d+: 'from' asks for offset 9999/);
  });
});

describe('one order', () => {
  test('is told whole by its number', async () => {
    const own = new Market();
    const [number = ''] = await own.trade(references(0, 3));
    const types = (await eventsOf(own.ports, number)).map(({ event }) => event.type);
    expect(types).toEqual(['order.placed', 'line.backordered', 'order.accepted']);
    await expect(eventsOf(own.ports, 'order 1')).rejects.toThrow("'order 1' is no OMS number");
  });
});
