import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { open } from 'lmdb';
import type { RootDatabase } from 'lmdb';
import type { ListQuery } from '#ports';
import { ownDocuments } from './documents.js';
import { EmbeddedProjections } from './embedded-projections.js';
import { WriteBehind } from './write-behind.js';

let directory = '';
let store: RootDatabase;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'embedded-projections-'));
  store = open({ path: directory, noSync: true, maxDbs: 2 });
});
afterEach(async () => {
  await store.close();
  rmSync(directory, { recursive: true });
});

const sortOf = (nth: number): string => String(nth).padStart(6, '0');

/** Two indexes of so many entries, all of them stored, and what reading them takes of the store. */
const filled = async (entries: number) => {
  const documents = ownDocuments(store, `of ${entries}`);
  const behind = new WriteBehind(() => documents);
  const views = new EmbeddedProjections(
    'orders',
    1,
    1,
    'this',
    () => behind,
    false,
    () => true,
  );
  await views.apply(0, {
    from: undefined,
    to: { offset: 1, term: 0, chain: 0, inbox: 0, digest: '', logId: '' },
    documents: [],
    remove: [],
    counters: new Map(),
    insert: Array.from({ length: entries }, (_, nth) =>
      ['a', 'b'].map((index) => ({ index, sort: sortOf(nth), key: `k${nth}` })),
    ).flat(),
  });
  await behind.flush();
  let keys = 0;
  const getKeys = documents.getKeys.bind(documents);
  documents.getKeys = (range) =>
    getKeys(range).map((key) => {
      keys += 1;
      return key;
    });
  return async (query: Omit<ListQuery, 'index' | 'limit'>) => {
    keys = 0;
    const page = await views.list(0, { index: 'a', limit: 50, ...query });
    return { rows: page.length, keys };
  };
};

test('a page reads its own entries, of 1,000 as of 30,000, wherever it begins', async () => {
  for (const entries of [1_000, 30_000]) {
    const read = await filled(entries);
    const places = [0, entries / 2, entries - 51].map((nth) => ({
      sort: sortOf(nth),
      key: `k${nth}`,
    }));
    for (const after of [undefined, ...places]) {
      expect(await read({ descending: false, ...(after && { after }) })).toEqual({
        rows: 50,
        keys: 50,
      });
    }
    const descendingPlaces = [entries - 1, entries / 2, 50].map((nth) => ({
      sort: sortOf(nth),
      key: `k${nth}`,
    }));
    for (const after of [undefined, ...descendingPlaces]) {
      const { rows, keys } = await read({ descending: true, ...(after && { after }) });
      expect(rows).toBe(50);
      // One more where the first key looked at is the one before which the page begins.
      expect(keys).toBeLessThanOrEqual(51);
    }
    const times = { sortFrom: sortOf(400), sortTo: sortOf(600) };
    for (const descending of [true, false]) {
      const { rows, keys } = await read({ ...times, descending });
      expect([rows, keys <= 51]).toEqual([50, true]);
    }
  }
});
