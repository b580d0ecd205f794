/** What LMDB never takes is told at once, with its key, and nothing of its batch is taken. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { StoreRefused } from '#ports';
import type { Position, States } from '#ports';
import { refusalOf } from './lmdb/commit-error.js';
import { openEmbedded } from './open-embedded.js';
import type { Embedded } from './open-embedded.js';

let directory = '';
let embedded: Embedded;
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'refusing-'));
  embedded = await openEmbedded(directory, { partitions: 1 });
});
afterEach(async () => {
  await embedded.close();
  rmSync(directory, { recursive: true });
});

const at = (offset: number): Position => ({
  offset,
  term: 0,
  chain: offset,
  inbox: offset,
  digest: '0'.repeat(32),
  logId: 'b',
});
const cursor = (offset: number) => ({ position: at(offset), fold: 'f', memory: {} });
const place = 'a'.repeat(1_970);
// Three bytes each: 1,978 are taken.
const [fits, tooLong] = ['語'.repeat(659), '語'.repeat(660)];

const isUnreported = (states: States): boolean => {
  try {
    states.cursor();
    return true;
  } catch {
    return false;
  }
};

/** Of no form that the encoder has. */
const unstorable = { n: 2n ** 70n };

test('states take keys up to the bound, and name the one beyond', async () => {
  const states = await embedded.states('orders', 0);
  await states.commit(
    new Map([
      [fits, { n: 1 }],
      [place, { n: 2 }],
    ]),
    cursor(1),
  );
  const refused = states.commit(
    new Map([
      ['a', { n: 1 }],
      [tooLong, {}],
    ]),
    cursor(2),
  );
  await expect(refused).rejects.toThrow(StoreRefused);
  await expect(refused).rejects.toThrow(/the key of the document "d語+" has 1981 bytes/);
  expect([states.get(fits), states.get('a'), states.cursor()?.position.offset]).toEqual([
    { n: 1 },
    undefined,
    1,
  ]);
});

test('views answer refused, and stand as they stood', async () => {
  const views = await embedded.generations.open('orders', 1, 1);
  const batch = (key: string, from: Position | undefined, to: number) => ({
    from,
    to: at(to),
    documents: [{ view: 'order', key, doc: { key } }],
    remove: [],
    insert: [{ index: 'all', sort: key, key: 'k' }],
    counters: new Map<string, number>(),
  });
  expect(await views.apply(0, batch('a', undefined, 1))).toEqual({ kind: 'applied' });
  expect(await views.apply(0, batch(tooLong, at(1), 2))).toMatchObject({
    kind: 'refused',
    reason: expect.stringContaining('the store takes 1978'),
  });
  expect(await views.cursor(0)).toEqual(at(1));
});

test('whoever writes nothing is told as well, once what waited could not be stored', async () => {
  const states = await embedded.states('orders', 0);
  await states.commit(new Map([['large', unstorable]]), cursor(1));
  for (let looks = 0; looks < 600 && isUnreported(states); looks += 1) await sleep(100);
  expect(() => states.cursor()).toThrow('the document "dlarge" cannot be stored');
  await expect(states.commit(new Map(), cursor(2))).rejects.toThrow(StoreRefused);
  await states.clear();
});

test.each([
  ['MDB_BAD_VALSIZE: Unsupported size of key/DB name/data, or wrong DUPFIXED size', true],
  ['MDB_CORRUPTED: Located page was wrong type', true],
  ['MDB_MAP_FULL: Environment mapsize limit reached', true],
  ['there is no room on the disk of /data/data.mdb', false],
  ['No space left on device', false],
  ['MDB_READERS_FULL: Environment maxreaders limit reached', false],
])('%s: for good is %s', (message, forGood) => {
  expect(refusalOf(new Error(message)) !== undefined).toBe(forGood);
});
