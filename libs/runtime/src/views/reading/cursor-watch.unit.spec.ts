import { began, never } from '../../../test/history.js';
import { viewStore, partitions } from '../../../test/view-store.js';
import { ViewQueries } from './queries.js';
import { queryLimits } from './query-limits.js';

describe('who waits for his write', () => {
  const token = { service: 'shop', partition: 1, offset: 5 };

  test('hears at once where the view has passed it, never where no such partition is', async () => {
    const { queries, write } = await viewStore();
    await write({}, 1, 1, 5);
    expect(await queries.reached(token, 0, never)).toBe(true);
    expect(await queries.reached({ ...token, offset: 6 }, 0, never)).toBe(false);
    expect(await queries.reached({ ...token, partition: 3 }, 60_000, never)).toBe(false);
  });

  test('shares one look with all who wait, and each hears his own', async () => {
    const { clock, queries, write, generations } = await viewStore();
    let looks = 0;
    const views = await generations.open('shop', 1, partitions);
    const counted = {
      ...views,
      cursor: async (partition: number) => {
        looks += 1;
        return views.cursor(partition);
      },
    };
    const watching = new ViewQueries(
      'shop',
      partitions,
      { ...generations, open: async () => counted },
      clock,
    );
    const heard: number[] = [];
    const waits = Array.from({ length: 500 }, (_, offset) =>
      watching.reached({ ...token, offset }, 10_000, never).then((found) => {
        if (found) heard.push(offset);
      }),
    );
    await clock.advance(queryLimits.pollMs);
    const before = looks;
    await write({}, 1, 1, 249);
    await clock.advance(queryLimits.pollMs * 10);
    expect(heard).toHaveLength(250);
    expect(looks - before).toBeLessThan(15);
    await write({}, 1, 1, 999);
    await clock.advance(queryLimits.pollMs * 2);
    expect(heard).toHaveLength(500);
    await Promise.all(waits);
    await clock.advance(100);
    expect(clock.next()).toBeUndefined();
    expect(await queries.reached({ ...token, offset: 999 }, 0, never)).toBe(true);
  });

  test('hears no after his patience, to the millisecond, also where others wait on', async () => {
    const { clock, queries } = await viewStore();
    const heard: [number, boolean][] = [];
    for (const ms of [50, 200]) {
      void queries
        .reached(token, ms, never)
        .then((found) => heard.push([clock.now() - began, found]));
    }
    await clock.advance(300);
    expect(heard).toEqual([
      [50, false],
      [200, false],
    ]);
    expect(clock.next()).toBeUndefined();
  });

  test('is let go when he hangs up, before or during the wait', async () => {
    const { clock, queries } = await viewStore();
    const gone = new AbortController();
    gone.abort();
    expect(await queries.reached(token, 60_000, gone.signal)).toBe(false);
    const going = new AbortController();
    let heard: boolean | undefined;
    void queries.reached(token, 60_000, going.signal).then((found) => {
      heard = found;
    });
    await clock.advance(10);
    going.abort();
    await clock.advance(10);
    expect(heard).toBe(false);
    expect(clock.next()).toBeUndefined();
  });

  test('waits through trouble of the store', async () => {
    const { clock, generations, write } = await viewStore();
    let away = false;
    const queries = new ViewQueries(
      'shop',
      partitions,
      {
        ...generations,
        current: async (service) => {
          if (away) throw new Error('away');
          return generations.current(service);
        },
      },
      clock,
    );
    let heard: boolean | undefined;
    void queries.reached(token, 60_000, never).then((found) => {
      heard = found;
    });
    await clock.advance(10);
    away = true;
    await clock.advance(5_000);
    away = false;
    await write({}, 1, 1, 5);
    await clock.advance(queryLimits.generationCheckMs + 10);
    expect(heard).toBe(true);
  });

  test('hears it from the next generation too', async () => {
    const { clock, queries, write, generations } = await viewStore();
    let heard: boolean | undefined;
    void queries.reached(token, 60_000, never).then((found) => {
      heard = found;
    });
    await clock.advance(10);
    await write({}, 1, 2, 5);
    await generations.flip('shop', 2, 'fold');
    await clock.advance(queryLimits.generationCheckMs + 10);
    expect(heard).toBe(true);
  });
});
