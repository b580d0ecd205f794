import { memoryGenerations } from '#simulation';
import { accounts, accountsView, letters } from '../../test/history.js';
import { Projecting, watched } from '../../test/projecting.js';
import { pointerLimits } from './pointer-watch.js';
import { ViewQueries } from './reading/queries.js';
import { settledNow } from '../posting/settled.js';
import { startView } from './view-host.js';
import { foldOf } from './view.js';
import { ViewsUnavailable } from './reading/current-views.js';
import { queryLimits } from './reading/query-limits.js';

const never = new AbortController().signal;

/** Two partitions of some accounts, on a store that can lose everything. */
class Shop extends Projecting {
  readonly store = memoryGenerations();
  readonly queries: ViewQueries;
  away = false;

  constructor() {
    super(2);
    this.generations = watched(this.store, (batch) =>
      this.away && batch.documents.some(({ view }) => view === 'account')
        ? { kind: 'unavailable', reason: 'away' }
        : undefined,
    );
    this.queries = new ViewQueries('ledger', 2, this.generations, this.clock);
  }

  async trade(): Promise<this> {
    for (const [partition, history] of this.histories.entries()) {
      for (let each = 0; each < 6; each += 1) {
        await history.deposit(`a${each % 3}`, each + partition);
      }
    }
    return this;
  }

  /** One more instance that keeps the views. */
  host(view = this.view) {
    const stopping = new AbortController();
    const { log, generations, clock, random } = this;
    const running = startView(view, { log, generations, clock, random }, stopping.signal);
    return {
      running,
      stop: async (): Promise<void> => {
        stopping.abort();
        await this.clock.advance(1_000);
        await running.ended;
      },
    };
  }

  get pointer() {
    return this.store.current('ledger');
  }

  async whole(): Promise<boolean> {
    const { generation = 0 } = (await this.pointer) ?? {};
    const views = await this.store.open('ledger', generation, 2);
    const cursors = await Promise.all([views.cursor(0), views.cursor(1)]);
    return cursors.every((cursor, partition) => cursor?.offset === this.log.end(partition));
  }

  async settles(): Promise<boolean> {
    const inbox = {
      ...this.log,
      topic: 'inbox',
      read: async (partition: number) =>
        ({
          kind: 'read',
          slice: { records: [], start: 0, end: this.histories[partition]?.next ?? 0 },
        }) as const,
    };
    const settling = {
      positions: { load: async () => undefined, save: async () => undefined },
      generations: this.generations,
      services: [{ service: 'ledger', inbox, events: this.log, inputs: [], intakes: [] }],
    };
    await settledNow(settling);
    return (await settledNow(settling)).settled;
  }
}

const newer = { ...accountsView, projections: [{ ...accounts, version: 2 }, letters] };

describe('a store that lost everything', () => {
  test('is filled before it answers, whatever comes in meanwhile', async () => {
    const shop = await new Shop().trade();
    const { running, stop } = shop.host();
    await shop.clock.advance(2_000);
    expect(await shop.queries.get('account', 'a0', 0)).toMatchObject({ moves: 2 });
    shop.away = true;
    shop.store.lose();
    const token = { service: 'ledger', partition: 0, offset: 5 };
    for (let second = 0; second < 20; second += 1) {
      await shop.clock.advance(1_000);
      await shop.history.deposit('a0', 1);
      await expect(shop.queries.get('account', 'a0', 0)).rejects.toThrow(ViewsUnavailable);
      await expect(
        shop.queries.list({ index: 'all', limit: 9, descending: false }),
      ).rejects.toThrow(ViewsUnavailable);
      await expect(shop.queries.getMany('account', ['a0'])).rejects.toThrow(ViewsUnavailable);
      await expect(shop.queries.counters('')).rejects.toThrow(ViewsUnavailable);
      expect(await shop.queries.reached(token, 0, never)).toBe(false);
      expect(await shop.pointer).toBeUndefined();
      expect(await shop.settles()).toBe(false);
    }
    expect(running.statuses[0]?.trouble).toBe('away');
    const heard = shop.queries.reached(token, 60_000, never);
    shop.away = false;
    await shop.clock.advance(30_000);
    expect(await heard).toBe(true);
    expect(await shop.whole()).toBe(true);
    expect(await shop.settles()).toBe(true);
    expect(await shop.queries.get('account', 'a0', 0)).toMatchObject({ moves: 22 });
    expect(running.statuses.map(({ trouble, stale }) => trouble ?? stale)).toEqual([
      undefined,
      undefined,
    ]);
    await stop();
  });

  test('is filled by all instances together, and once', async () => {
    const shop = await new Shop().trade();
    const hosts = [shop.host(), shop.host(), shop.host()];
    await shop.clock.advance(5_000);
    for (let round = 0; round < 3; round += 1) {
      shop.store.lose();
      await shop.history.deposit('a1', 1);
      await shop.clock.advance(20_000);
      expect(await shop.whole()).toBe(true);
      expect(await shop.store.list('ledger')).toHaveLength(1);
      expect(await shop.queries.get('account', 'a1', 0)).toMatchObject({ moves: 3 + round });
    }
    for (const { stop } of hosts) await stop();
  });

  test('and does so again while it is being filled is filled all the same', async () => {
    const shop = await new Shop().trade();
    const { stop } = shop.host();
    await shop.clock.advance(2_000);
    shop.away = true;
    for (let round = 0; round < 5; round += 1) {
      shop.store.lose();
      await shop.clock.advance(700);
    }
    shop.away = false;
    await shop.clock.advance(30_000);
    expect(await shop.whole()).toBe(true);
    await stop();
  });

  test('does not wait for a partition that a bug has stopped', async () => {
    const shop = await new Shop().trade();
    await shop.history.record('a', [{ type: 'account.tripped', data: {} }]);
    const { running, stop } = shop.host();
    await shop.clock.advance(10_000);
    expect(running.statuses[0]?.stale?.reason).toMatch('tripped in the view');
    expect(await shop.queries.get('account', 'a0', 1)).toMatchObject({ moves: 2 });
    await stop();
  });

  test('has nothing to fill at the first start, and answers at once', async () => {
    const shop = new Shop();
    const { stop } = shop.host();
    await shop.clock.advance(1);
    expect(await shop.pointer).toEqual({ generation: 1, fold: foldOf(shop.view) });
    expect(await shop.queries.get('account', 'a0', 0)).toBeUndefined();
    await stop();
  });
});

test('a store that fell back answers once it shows again what it has shown', async () => {
  const shop = await new Shop().trade();
  const first = await shop.store.open('ledger', 1, 2);
  await shop.store.flip('ledger', 1, foldOf(shop.view));
  const { running, stop } = shop.host();
  await shop.clock.advance(2_000);
  await running.rebuild();
  expect(await shop.pointer).toMatchObject({ generation: 2 });
  const before = await first.cursor(0);
  for (let each = 0; each < 5; each += 1) await shop.history.deposit('a0', 1);
  await shop.clock.advance(2_000);
  expect(await shop.queries.get('account', 'a0', 0)).toMatchObject({ moves: 7 });
  // Its image of long ago: the pointer is on the generation before, the next one is not there yet.
  await shop.store.flip('ledger', 1, foldOf(shop.view));
  await shop.store.drop('ledger', 2);
  shop.away = true;
  expect(await first.cursor(0)).toEqual(before);
  await shop.clock.advance(queryLimits.generationCheckMs);
  await expect(shop.queries.get('account', 'a0', 0)).rejects.toThrow(ViewsUnavailable);
  shop.away = false;
  await shop.clock.advance(30_000);
  expect(await shop.queries.get('account', 'a0', 0)).toMatchObject({ moves: 7 });
  await stop();
});

describe('of several instances', () => {
  test('all follow what one has flipped', async () => {
    const shop = await new Shop().trade();
    const [one, other] = [shop.host(), shop.host()];
    await shop.clock.advance(2_000);
    const built = one.running.rebuild();
    await shop.clock.advance(5_000);
    await one.stop();
    expect(await shop.pointer).toMatchObject({ generation: (await built).to });
    await shop.history.deposit('a2', 1);
    await shop.clock.advance(5_000);
    expect(await shop.whole()).toBe(true);
    await other.stop();
  });

  test('of two builds the older leaves the views to the newer, and not the other way', async () => {
    const shop = await new Shop().trade();
    const old = shop.host();
    await shop.clock.advance(2_000);
    const next = [shop.host(newer), shop.host(newer)];
    const folds = new Set<string | undefined>();
    await shop.clock.advance(5_000);
    for (let second = 0; second < 120; second += 1) {
      await shop.history.deposit('a2', 1);
      await shop.clock.advance(1_000);
      folds.add((await shop.pointer)?.fold);
    }
    expect([...folds]).toEqual([foldOf(newer)]);
    expect(old.running.statuses[0]).toMatchObject({ trouble: 'views of another build answer' });
    for (const { stop } of [old, ...next]) await stop();
  });

  test('views that nobody keeps up to date are taken over', async () => {
    const shop = await new Shop().trade();
    const [old, next] = [shop.host(), shop.host(newer)];
    await shop.clock.advance(5_000);
    expect(await shop.pointer).toMatchObject({ fold: foldOf(newer) });
    await next.stop();
    await shop.clock.advance(2 * pointerLimits.unattendedMs);
    // Nothing has come that they do not show.
    expect(await shop.pointer).toMatchObject({ fold: foldOf(newer) });
    await shop.history.deposit('a2', 1);
    await shop.clock.advance(2 * pointerLimits.unattendedMs);
    expect(await shop.pointer).toMatchObject({ fold: foldOf(shop.view) });
    expect(await shop.whole()).toBe(true);
    await old.stop();
  });
});
