import fc from 'fast-check';
import { partitionOf } from '#kernel';
import type { ListQuery, Position, Projections } from '#ports';
import { memoryGenerations, virtualClock } from '#simulation';
import { began } from '../../test/history.js';
import { beginning } from '../log/acceptance.js';
import { queryLimits, ViewQueries } from './queries.js';
import type { Place } from './queries.js';

const partitions = 3;
const never = new AbortController().signal;

/** A store of one service that a spec writes by itself. */
const shop = async () => {
  const clock = virtualClock(began);
  const generations = memoryGenerations();
  await generations.flip('shop', 1, 'fold');
  const queries = new ViewQueries('shop', partitions, generations, clock);
  const at = (generation: number): Promise<Projections> =>
    generations.open('shop', generation, partitions);
  const write = async (
    changes: Partial<Parameters<Projections['apply']>[1]>,
    partition = 0,
    generation = 1,
    cause?: number,
  ): Promise<void> => {
    const views = await at(generation);
    const from = await views.cursor(partition);
    const before = from ?? beginning;
    const to: Position = { ...before, offset: before.offset + 1, cause: cause ?? before.cause + 1 };
    await views.apply(partition, {
      from,
      to,
      documents: [],
      remove: [],
      insert: [],
      counters: new Map(),
      ...changes,
    });
  };
  return { clock, generations, queries, write, at };
};

const placeText = ({ sort, key }: Place): string => `${sort} ${key}`;

describe('pages over all partitions', () => {
  const entry = fc.record({
    partition: fc.nat(partitions - 1),
    sort: fc.constantFrom('', '1', '2', '3', '4'),
    key: fc.stringMatching(/^[a-f]{1,3}$/),
  });
  const entries = fc.uniqueArray(entry, {
    maxLength: 40,
    selector: ({ sort, key }) => `${sort} ${key}`,
  });

  test('neither repeat nor skip what did not move, in both directions, while writes go on', () =>
    fc.assert(
      fc.asyncProperty(
        entries,
        entries,
        fc.integer({ min: 1, max: 7 }),
        fc.boolean(),
        async (standing, others, limit, descending) => {
          const { queries, write } = await shop();
          const put = async (some: typeof standing, gone = false): Promise<void> => {
            for (const { partition, sort, key } of some) {
              const place = { index: 'all', sort, key };
              await write(gone ? { remove: [place] } : { insert: [place] }, partition);
            }
          };
          await put(standing);
          const moving = others.filter(
            (each) => !standing.map(placeText).includes(placeText(each)),
          );
          const seen: Place[] = [];
          for (let round = 0; round < 100; round += 1) {
            const after = seen.at(-1);
            const query: ListQuery = { index: 'all', limit, descending, ...(after && { after }) };
            const page = await queries.list(query);
            seen.push(...page);
            await put(
              moving.filter((_, at) => at % 3 === round % 3),
              round % 2 === 1,
            );
            if (page.length < limit) break;
          }
          const texts = seen.map(placeText);
          expect(new Set(texts).size).toBe(texts.length);
          expect(texts).toEqual(expect.arrayContaining(standing.map(placeText)));
          const order = seen.toSorted((a, b) =>
            `${a.sort}\0${a.key}` < `${b.sort}\0${b.key}` ? -1 : 1,
          );
          expect(seen).toEqual(descending ? order.toReversed() : order);
        },
      ),
      { numRuns: 60 },
    ));

  test('keep to the bounds of the sort, both inclusive', async () => {
    const { queries, write } = await shop();
    for (const [at, sort] of ['1', '2', '2', '3', '4'].entries()) {
      await write({ insert: [{ index: 'all', sort, key: `k${at}` }] }, at % partitions);
    }
    const bounds = { index: 'all', sortFrom: '2', sortTo: '3', limit: 9 };
    const keys = ['k1', 'k2', 'k3'];
    const listed = await queries.list({ ...bounds, descending: false });
    expect(listed.map(({ key }) => key)).toEqual(keys);
    expect((await queries.list({ ...bounds, descending: true })).map(({ key }) => key)).toEqual(
      keys.toReversed(),
    );
  });
});

test('many documents come in the order asked for, counters as sums of all partitions', async () => {
  const { queries, write } = await shop();
  const keys = ['a', 'b', 'c', 'd', 'e'];
  for (const key of keys) {
    await write(
      {
        documents: [{ view: 'v', key, doc: { version: 1, doc: { key } } }],
        counters: new Map([
          ['x|n', 1],
          ['y|n', 1],
        ]),
      },
      partitionOf(key, partitions),
    );
  }
  const many = await queries.getMany('v', ['e', 'zz', 'a']);
  expect(many).toEqual([{ key: 'e' }, undefined, { key: 'a' }]);
  expect(await queries.counters('x|')).toEqual(new Map([['x|n', 5]]));
});

describe('who waits for his write', () => {
  const token = { service: 'shop', partition: 1, offset: 5 };

  test('hears at once where the view has passed it, never where no such partition is', async () => {
    const { queries, write } = await shop();
    await write({}, 1, 1, 5);
    expect(await queries.reached(token, 0, never)).toBe(true);
    expect(await queries.reached({ ...token, offset: 6 }, 0, never)).toBe(false);
    expect(await queries.reached({ ...token, partition: 3 }, 60_000, never)).toBe(false);
  });

  test('shares one look with all who wait, and each hears his own', async () => {
    const { clock, queries, write, generations } = await shop();
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
    const { clock, queries } = await shop();
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
    const { clock, queries } = await shop();
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
    const { clock, generations, write } = await shop();
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
    const { clock, queries, write, generations } = await shop();
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

describe('a flip', () => {
  const doc = (n: number) => ({
    documents: [{ view: 'v', key: 'k', doc: { version: n, doc: { n } } }],
  });
  const partition = partitionOf('k', partitions);

  test('is followed within a second, and nobody is led back', async () => {
    const { clock, queries, write, generations } = await shop();
    await write(doc(1), partition, 1);
    await write(doc(2), partition, 2);
    expect(await queries.get('v', 'k')).toEqual({ n: 1 });
    await generations.flip('shop', 2, 'fold');
    await clock.advance(queryLimits.generationCheckMs);
    expect(await queries.get('v', 'k')).toEqual({ n: 2 });
  });

  test('waits until the next one shows all that the old one has shown', async () => {
    const { clock, queries, write, generations } = await shop();
    await write(doc(1), partition, 1);
    await write(doc(2), partition, 1);
    await write(doc(1), partition, 2);
    expect(await queries.get('v', 'k')).toEqual({ n: 2 });
    await generations.flip('shop', 2, 'fold');
    await clock.advance(queryLimits.generationCheckMs);
    expect(await queries.get('v', 'k')).toEqual({ n: 2 });
    await write(doc(2), partition, 2);
    await write(doc(3), partition, 2);
    await clock.advance(queryLimits.behindCheckMs);
    expect(await queries.get('v', 'k')).toEqual({ n: 3 });
  });

  test('between two looks at once leads both to the newer one', async () => {
    const { clock, write, generations } = await shop();
    await write(doc(1), partition, 1);
    await write(doc(2), partition, 2);
    let letGo = (): void => undefined;
    const slow = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    const queries = new ViewQueries(
      'shop',
      partitions,
      {
        ...generations,
        open: async (service, generation, count) => {
          if (generation === 1) await slow;
          return generations.open(service, generation, count);
        },
      },
      clock,
    );
    const first = queries.get('v', 'k');
    await clock.advance(1);
    await generations.flip('shop', 2, 'fold');
    const second = queries.get('v', 'k');
    await clock.advance(1);
    letGo();
    await Promise.all([first, second]);
    await clock.advance(queryLimits.generationCheckMs);
    expect(await queries.get('v', 'k')).toEqual({ n: 2 });
    expect(await queries.get('v', 'k')).toEqual({ n: 2 });
  });
});
