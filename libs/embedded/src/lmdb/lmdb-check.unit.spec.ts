import {
  chmodSync,
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LogRecord } from '#ports';
import { flawOf } from './lmdb-check.js';
import { openEmbedded } from '../open-embedded.js';

const pageBytes = 4_096;
let directory = '';
const file = (part: string): string => join(directory, part, 'data.mdb');
const openHere = (readOnly = false) => openEmbedded(directory, { partitions: 2, readOnly });
const record = (name: string, bytes: number): LogRecord => ({
  key: name,
  headers: { a: 'b' },
  value: new Uint8Array(bytes),
});

/** Small and large appends, states and views, closed. */
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'broken-'));
  const embedded = await openHere();
  const events = embedded.log('oms.orders.events');
  for (let i = 0; i < 400; i += 20) {
    await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        events.append(n % 2, [record(`${i}`, ((i + n) * 97) % 9_000)]),
      ),
    );
  }
  const documents = Array.from(
    { length: 500 },
    (_, i) => [`${i}`, { i, text: 'x'.repeat(i) }] as const,
  );
  await (
    await embedded.states('orders', 0)
  ).commit(new Map(documents), {
    position: { offset: 1, term: 0, chain: 0, inbox: 0, digest: '', logId: 'b' },
    fold: '1',
    memory: {},
  });
  await embedded.generations.open('orders', 1, 2);
  await embedded.close();
});
afterEach(() => rmSync(directory, { recursive: true }));

const pages = (): number => statSync(file('log')).size / pageBytes;
const overwrite = (path: string, page: number, bytes: Buffer): void => {
  const opened = openSync(path, 'r+');
  writeSync(opened, bytes, 0, bytes.length, page * pageBytes);
  closeSync(opened);
};

test('whole stores have no flaw, nor have those that are missing or empty', () => {
  for (const part of ['log', 'states', 'views']) expect(flawOf(file(part), false)).toBeUndefined();
  expect(flawOf(join(directory, 'nothing'), false)).toBeUndefined();
  writeFileSync(join(directory, 'empty'), '');
  expect(flawOf(join(directory, 'empty'), false)).toBeUndefined();
});

test('another file in the place of the store', async () => {
  writeFileSync(file('log'), 'x'.repeat(10_000));
  for (const readOnly of [true, false]) {
    await expect(openHere(readOnly)).rejects.toThrow(
      `${file('log')} is no whole store: it was overwritten or is another program's`,
    );
  }
});

test('a file that is cut short anywhere', () => {
  const whole = pages();
  let reported = 0;
  for (let to = whole - 1; to > 0; to -= Math.ceil(whole / 50)) {
    truncateSync(file('log'), to * pageBytes - 100);
    if (flawOf(file('log'), false) !== undefined) reported += 1;
  }
  // Behind its last page there is room that was taken before.
  expect(reported).toBeGreaterThanOrEqual(25);
  expect(flawOf(file('log'), false)).toMatch('cut short');
});

test('a page of the tree that was overwritten, and each of the first two', () => {
  const bytes = readFileSync(file('log'));
  const flaws: (string | undefined)[] = [];
  for (let page = 0; page < pages(); page += 1) {
    overwrite(file('log'), page, Buffer.alloc(pageBytes, 0xa5));
    flaws.push(flawOf(file('log'), false));
    overwrite(file('log'), page, bytes.subarray(page * pageBytes, (page + 1) * pageBytes));
  }
  const foreign = "it was overwritten or is another program's";
  expect(flaws.slice(0, 2)).toEqual([foreign, foreign]);
  expect(flaws.filter((flaw) => flaw !== undefined).length).toBeGreaterThan(100);
  expect(flawOf(file('log'), false)).toBeUndefined();
});

test('a tree without an end', () => {
  const bytes = readFileSync(file('log'));
  // The newer head says that the tree is deeper than it is.
  for (const at of [0, 1]) overwrite(file('log'), at, deeper(bytes.subarray(at * pageBytes)));
  expect(flawOf(file('log'), false)).toMatch(/overwritten|no tree/);
});
const deeper = (page: Buffer): Buffer => {
  const changed = Buffer.from(page.subarray(0, pageBytes));
  changed.writeUInt16LE(40_000, 48 + 48 + 6);
  return changed;
};

test('states and views that are broken are made again; a reader sees none', async () => {
  const reported: string[] = [];
  for (const part of ['states', 'views']) truncateSync(file(part), 3 * pageBytes);
  const reader = await openHere(true);
  expect((await reader.states('orders', 0)).cursor()).toBeUndefined();
  expect(await reader.generations.list('orders')).toEqual([]);
  await reader.close();
  const writer = await openEmbedded(directory, {
    partitions: 2,
    tell: (text) => reported.push(text),
  });
  expect((await writer.states('orders', 0)).cursor()).toBeUndefined();
  expect(await writer.generations.list('orders')).toEqual([]);
  await writer.close();
  expect(reported).toEqual(
    ['states', 'views'].map((part) =>
      expect.stringMatching(`${part}/data.mdb is no whole store: .*; it is made again from the`),
    ),
  );
  expect(existsSync(file('states'))).toBe(true);
});

test('a log that is broken is left as it is, and named', async () => {
  truncateSync(file('log'), Math.floor(pages() / 2) * pageBytes);
  const before = readFileSync(file('log'));
  await expect(openHere()).rejects.toThrow(`${file('log')} is no whole store: it has`);
  expect(readFileSync(file('log')).equals(before)).toBe(true);
});

test('files and folders are for their owner alone, also those of an older build', async () => {
  const older = [join(directory, 'log'), file('log'), join(directory, 'number.key')] as const;
  writeFileSync(older[2], '00'.repeat(32), { mode: 0o644 });
  chmodSync(older[0], 0o755);
  chmodSync(older[1], 0o664);
  await (await openHere()).close();
  const mode = (path: string): string => (statSync(path).mode & 0o777).toString(8);
  expect(older.map(mode)).toEqual(['700', '600', '600']);
  expect(['states', 'views'].map((part) => mode(join(directory, part)))).toEqual(['700', '700']);
  mkdirSync(join(directory, 'new'), { mode: 0o755 });
  const inside = await openEmbedded(join(directory, 'new'), { partitions: 1 });
  await inside.close();
  const made = ['log/data.mdb', 'log/lock.mdb', 'states/data.mdb', 'writer.lock'];
  expect(made.map((each) => mode(join(directory, 'new', each)))).toEqual(Array(4).fill('600'));
  expect(mode(join(directory, 'new'))).toBe('700');
});
