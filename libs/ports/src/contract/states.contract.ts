import type { Position, Positions, StateCursor, States, StatesOf } from '../states.js';

/** Fresh, empty stores of the family under test. */
export interface StatesUnderTest {
  readonly states: StatesOf;
  /** Closes them and opens what was stored again. */
  readonly reopen?: () => Promise<StatesOf>;
  readonly close: () => Promise<void>;
}

export interface PositionsUnderTest {
  readonly positions: Positions;
  readonly reopen?: () => Promise<Positions>;
  readonly close: () => Promise<void>;
}

const position = (offset: number): Position => ({
  offset,
  term: 0,
  chain: offset - 2,
  inbox: offset - 3,
  digest: `${offset}`.padStart(32, '0'),
  logId: 'b',
});
const cursor = (offset: number): StateCursor => ({
  position: position(offset),
  fold: 'v1',
  memory: { clamped: 1_700_000_000_000 + offset, level: 'x' },
});
const changes = (entries: Readonly<Record<string, object | null>>) =>
  new Map(Object.entries(entries));
const keysOf = (found: readonly (readonly [string, object])[]) => found.map(([key]) => key);

/** What every `States` promises. */
export const statesContract = (family: string, open: () => Promise<StatesUnderTest>): void => {
  const withStates: WithStates = async (run) => {
    const under = await open();
    try {
      await run(await under.states('orders', 0), under);
    } finally {
      await under.close();
    }
  };
  describe(`states contract: ${family}`, () => {
    documents(withStates);
    scans(withStates);
    commits(withStates);
  });
};

type WithStates = (run: (states: States, under: StatesUnderTest) => Promise<void>) => Promise<void>;

const documents = (withStates: WithStates): void => {
  test('a fresh store has no cursor and no documents', () =>
    withStates(async (states) => {
      expect(states.cursor()).toBeUndefined();
      expect(states.get('a')).toBeUndefined();
      expect(states.first('', 10)).toEqual([]);
    }));

  test('documents come back as they were, every kind of value in them', () =>
    withStates(async (states) => {
      const doc = {
        text: 'ß 値 🧵 "\u0000',
        none: null,
        yes: true,
        no: false,
        zero: 0,
        minus: -1.5,
        large: Number.MAX_SAFE_INTEGER,
        small: 1e-9,
        list: [1, [2, { three: 3 }], []],
        empty: {},
        nested: { deep: { deeper: ['x'.repeat(5_000)] } },
        many: Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`field ${i}`, { i }])),
      };
      await states.commit(changes({ doc, list: [1, 2, 3], none: {} }), cursor(1));
      expect(states.get('doc')).toEqual(doc);
      expect(states.get('list')).toEqual([1, 2, 3]);
      expect(states.get('none')).toEqual({});
    }));

  test('a document is replaced whole, and null deletes it', () =>
    withStates(async (states) => {
      await states.commit(changes({ a: { x: 1, y: 1 }, b: { x: 2 } }), cursor(1));
      await states.commit(changes({ a: { y: 2 }, b: null, gone: null }), cursor(2));
      expect(states.get('a')).toEqual({ y: 2 });
      expect(states.get('b')).toBeUndefined();
      expect(keysOf(states.first('', 9))).toEqual(['a']);
    }));

  test('stores of other names and partitions stay apart', () =>
    withStates(async (states, under) => {
      const others = [
        await under.states('orders', 1),
        await under.states('orders', 10),
        await under.states('order', 0),
        await under.states('inventory', 0),
      ];
      await states.commit(changes({ a: { mine: true } }), cursor(1));
      for (const [i, other] of others.entries()) {
        expect(other.get('a')).toBeUndefined();
        expect(other.cursor()).toBeUndefined();
        await other.commit(changes({ a: { other: i } }), cursor(10 + i));
      }
      expect(states.get('a')).toEqual({ mine: true });
      expect(states.first('', 9)).toHaveLength(1);
      expect(others.map((other) => other.cursor())).toEqual([10, 11, 12, 13].map(cursor));
      await others[0]?.clear();
      expect(states.get('a')).toEqual({ mine: true });
      expect(others[1]?.get('a')).toEqual({ other: 1 });
    }));
};

const long = (end: string): string => `sku/${'長'.repeat(120)}${end}`;

const scans = (withStates: WithStates): void => {
  const keys = [
    'order/1',
    'order/10',
    'order/2',
    'order',
    'ordinary',
    'due/00017/a',
    'due/00002/b',
    'due/00017',
    'ünder',
    'zz 値',
    '\uffee',
    '🧵',
    'sku/a b',
    'sku/a\u0001',
    'sku/aa',
    '-',
    'A',
    '~',
  ];
  const inOrder = keys.toSorted((a, b) => (a < b ? -1 : 1));

  test('a prefix gives its entries in key order, up to the limit', () =>
    withStates(async (states) => {
      await states.commit(new Map(keys.map((key) => [key, { key }])), cursor(1));
      const prefixes = ['', 'order', 'order/', 'due/', 'due/00017', 'ü', '🧵', 'sku/a', 'none'];
      for (const prefix of prefixes) {
        const all = inOrder.filter((key) => key.startsWith(prefix));
        for (const limit of [1, 2, 5, 100]) {
          const found = states.first(prefix, limit);
          expect(keysOf(found)).toEqual(all.slice(0, limit));
          expect(found.every(([key, doc]) => 'key' in doc && doc.key === key)).toBe(true);
        }
      }
    }));

  test('a long key is a key like any other', () =>
    withStates(async (states) => {
      await states.commit(changes({ [long('a')]: { a: 1 }, [long('b')]: { b: 1 } }), cursor(1));
      expect(states.get(long('b'))).toEqual({ b: 1 });
      expect(keysOf(states.first(long(''), 5))).toEqual([long('a'), long('b')]);
    }));

  test('scans, as reads, see a commit that was begun', () =>
    withStates(async (states) => {
      const stored = changes({ 'due/1': { n: 1 }, 'due/2': { n: 2 }, 'due/4': { n: 4 } });
      await states.commit(stored, cursor(1));
      const begun = changes({ 'due/1': null, 'due/3': { n: 3 }, 'due/4': null });
      const first = states.commit(begun, cursor(2));
      expect(states.first('due/', 2)).toEqual([
        ['due/2', { n: 2 }],
        ['due/3', { n: 3 }],
      ]);
      expect(states.get('due/1')).toBeUndefined();
      const second = states.commit(changes({ 'due/0': { n: 0 }, 'due/3': null }), cursor(3));
      expect(states.first('due/', 9)).toEqual([
        ['due/0', { n: 0 }],
        ['due/2', { n: 2 }],
      ]);
      expect(states.cursor()).toEqual(cursor(3));
      await Promise.all([first, second]);
      expect(states.first('due/', 9)).toEqual([
        ['due/0', { n: 0 }],
        ['due/2', { n: 2 }],
      ]);
      expect(states.cursor()).toEqual(cursor(3));
    }));
};

const commits = (withStates: WithStates): void => {
  test('the cursor moves with the changes', () =>
    withStates(async (states) => {
      const begun = states.commit(changes({ a: { n: 1 } }), cursor(5));
      expect(states.cursor()).toEqual(cursor(5));
      await begun;
      expect(states.cursor()).toEqual(cursor(5));
      await states.commit(new Map(), cursor(6));
      expect(states.cursor()).toEqual(cursor(6));
      expect(states.get('a')).toEqual({ n: 1 });
    }));

  test('a store that was cleared can be filled again', () =>
    withStates(async (states, under) => {
      await states.commit(changes({ a: { n: 1 }, b: { n: 2 } }), cursor(5));
      await states.clear();
      expect(states.cursor()).toBeUndefined();
      expect(states.first('', 9)).toEqual([]);
      await states.commit(changes({ b: { n: 3 } }), cursor(1));
      expect(states.first('', 9)).toEqual([['b', { n: 3 }]]);
      expect(states.cursor()).toEqual(cursor(1));
      const again = await ((await under.reopen?.()) ?? under.states)('orders', 0);
      expect(again.first('', 9)).toEqual([['b', { n: 3 }]]);
    }));

  test('a store that is opened again stands at one commit: cursor and documents agree', () =>
    withStates(async (states, under) => {
      for (let i = 1; i <= 20; i += 1) {
        const next = changes({ n: { i }, [`k${i}`]: { i }, [`k${i - 3}`]: null });
        await states.commit(next, cursor(i));
      }
      const again = (await under.reopen?.()) ?? under.states;
      const store = await again('orders', 0);
      const at = store.cursor()?.position.offset ?? 0;
      expect(store.get('n')).toEqual(at === 0 ? undefined : { i: at });
      expect(store.first('k', 9)).toHaveLength(Math.min(at, 3));
      expect(store.cursor()).toEqual(at === 0 ? undefined : cursor(at));
    }));

  test('500 documents of some kilobytes stand after one commit', () =>
    withStates(async (states) => {
      const many = Array.from(
        { length: 500 },
        (_, i) => [`doc/${`${i}`.padStart(4, '0')}`, { i, text: `${i}`.repeat(500) }] as const,
      );
      await states.commit(new Map(many), cursor(1));
      expect(states.first('doc/', 1_000)).toEqual(many);
    }));
};

/** What every `Positions` promises. */
export const positionsContract = (
  family: string,
  open: () => Promise<PositionsUnderTest>,
): void => {
  describe(`positions contract: ${family}`, () => {
    test('a reader finds the place it saved last, by name and partition', async () => {
      const under = await open();
      const { positions } = under;
      expect(await positions.load('orders.intake.inventory', 0)).toBeUndefined();
      await positions.save('orders.intake.inventory', 0, position(5));
      await positions.save('orders.intake.inventory', 1, position(6));
      await positions.save('orders.intake.shipping', 0, position(7));
      await positions.save('orders.intake.inventory', 0, position(8));
      const again = (await under.reopen?.()) ?? positions;
      expect(await again.load('orders.intake.inventory', 0)).toEqual(position(8));
      expect(await again.load('orders.intake.inventory', 1)).toEqual(position(6));
      expect(await again.load('orders.intake.shipping', 0)).toEqual(position(7));
      expect(await again.load('orders.intake.shipping', 1)).toBeUndefined();
      await under.close();
    });
  });
};
