import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { SetupRefused } from '#ports';
import type { Log, LogRecord, StateCursor } from '#ports';
import { open } from 'lmdb';
import { DirectoryInUse, isInUse, lockDirectory } from './directory/directory-lock.js';
import { thisProcess } from './directory/lock-holder.js';
import { keptNumberKey, numberKey } from './lmdb/number-key.js';
import { openEmbedded } from './open-embedded.js';
import type { Embedded } from './open-embedded.js';

let directory = '';
const opened: Embedded[] = [];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'embedded-'));
});
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
  rmSync(directory, { recursive: true });
});

const openHere = async (more: { partitions?: number; readOnly?: boolean } = {}) => {
  const embedded = await openEmbedded(directory, { partitions: 2, ...more });
  opened.push(embedded);
  return embedded;
};
const closeAll = async () => {
  for (const one of opened.splice(0)) await one.close();
};
const record = (name: string, bytes = 10): LogRecord => ({
  key: name,
  headers: {},
  value: new Uint8Array(bytes),
});
const position = (offset: number) => ({
  offset,
  term: 0,
  chain: 0,
  inbox: 0,
  digest: '0'.repeat(32),
  logId: 'b',
});
const cursor: StateCursor = { position: position(1), fold: '1', memory: {} };
const readFrom = async (log: Log, from: number) => {
  const outcome = await log.read(0, from, { records: 1_000, bytes: 2 ** 26 });
  return outcome.kind === 'read' ? outcome.slice.records : [];
};

describe('the log', () => {
  test('gives readers in the same process the same object each time', async () => {
    const log = (await openHere()).log('oms.orders.events');
    const value = new Uint8Array([1, 2]);
    await log.append(0, [{ key: 'a', headers: {}, value }, record('b')]);
    await log.append(0, [record('c')]);
    const [first, again] = [await readFrom(log, 0), await readFrom(log, 1)];
    expect(first).toHaveLength(3);
    expect(again[0]).toBe(first[1]);
    expect(again[1]).toBe(first[2]);
    expect(first[0]?.value).toBe(value);
  });

  test('reads across what it still holds and what is only stored', async () => {
    const log = (await openHere()).log('oms.orders.events');
    const large = 2 ** 20;
    for (let i = 0; i < 10; i += 1) await log.append(0, [record(`${i}`, large), record('small')]);
    const [oldest, newest] = [await readFrom(log, 0), await readFrom(log, 18)];
    expect(oldest.map(({ offset }) => offset)).toEqual(Array.from({ length: 20 }, (_, i) => i));
    expect((await readFrom(log, 18))[0]).toBe(newest[0]);
    expect((await readFrom(log, 0))[0]).not.toBe(oldest[0]);
  });

  test('an append where another process has written stands nowhere and says so', async () => {
    const log = (await openHere()).log('oms.orders.events');
    await log.append(0, [record('a')]);
    const store = open({ path: join(directory, 'log'), overlappingSync: false });
    const [mine] = store.openDB({ name: 'oms.orders.events/0', encoding: 'binary' }).getRange();
    await store.openDB({ name: 'oms.orders.events/0', encoding: 'binary' }).put(1, mine?.value);
    expect(await log.append(0, [record('b')])).toEqual({
      kind: 'unknown',
      reason: 'another process has appended to this log',
    });
    expect((await readFrom(log, 0)).map(({ key }) => key)).toEqual(['a', 'a']);
    expect(await log.append(0, [record('c')])).toEqual({ kind: 'appended', first: 2 });
    await store.close();
  });

  test('a partition that there is not is a bug of the caller', async () => {
    const log = (await openHere()).log('oms.orders.events');
    await expect(log.append(2, [record('a')])).rejects.toThrow('has no partition 2');
  });

  test('events take 8 MiB at once, inboxes 1 MiB, a closed log nothing', async () => {
    const embedded = await openHere();
    const inbox = embedded.log('oms.orders.inbox');
    expect(embedded.log('oms.orders.events').appendBytesMax).toBe(8 * 2 ** 20);
    expect(await inbox.append(0, [record('a', 2 ** 20)])).toEqual({
      kind: 'too-large',
      limitBytes: 2 ** 20,
    });
    await closeAll();
    expect(await inbox.append(0, [record('a')])).toMatchObject({ kind: 'unavailable' });
  });
});

const fill = async ({ log, states, positions }: Embedded) => {
  await log('oms.orders.events').append(0, [record('a')]);
  await (await states('orders', 0)).commit(new Map([['a', { n: 1 }]]), cursor);
  await positions.save('intake', 0, position(1));
};
const found = async ({ log, states, positions }: Embedded) => ({
  records: (await readFrom(log('oms.orders.events'), 0)).length,
  doc: (await states('orders', 0)).get('a'),
  place: (await positions.load('intake', 0))?.offset,
});

describe('the data directory', () => {
  test('belongs to one writer, and is free when that closes it', async () => {
    expect(await isInUse(directory)).toBe(false);
    await openHere();
    await expect(openHere()).rejects.toThrow(
      `${directory} is in use by process ${process.pid}; stop it or use --api`,
    );
    expect(await isInUse(directory)).toBe(true);
    await closeAll();
    expect(await isInUse(directory)).toBe(false);
    await lockDirectory(directory).release();
    expect((await openHere()).log('a.events').topic).toBe('a.events');
  });

  test.each([
    ['a process that is gone', JSON.stringify({ ...thisProcess(), pid: 2 ** 22 + 1 })],
    ['a process before the machine started anew', JSON.stringify({ ...thisProcess(), boot: '1' })],
    ['this number, in a process before this one', JSON.stringify(thisProcess())],
    ['nobody who can be read', '{"pid":'],
  ])('what names %s as its holder is taken over: the lock alone counts', async (_, text) => {
    writeFileSync(join(directory, 'writer.lock'), text);
    expect(await isInUse(directory)).toBe(false);
    const lock = lockDirectory(directory);
    expect(() => lockDirectory(directory)).toThrow(DirectoryInUse);
    expect(readFileSync(join(directory, 'writer.lock'), 'utf8')).toContain(`"pid":${process.pid},`);
    await lock.release();
    await lock.release();
    expect(readFileSync(join(directory, 'writer.lock'), 'utf8')).toBe('');
    await lockDirectory(directory).release();
  });

  test('is refused with other settings than it was made with, which are named', async () => {
    const embedded = await openHere();
    await embedded.checkSetup({ numberKey: 'abc' });
    await embedded.checkSetup({ numberKey: 'abc' });
    await expect(embedded.checkSetup({ numberKey: 'def' })).rejects.toThrow(SetupRefused);
    await closeAll();
    await expect(openHere({ partitions: 4 })).rejects.toThrow(
      'OMS_PARTITIONS is 4, expected 2: the data was made with 2',
    );
    const again = await openHere();
    await expect(again.checkSetup({ numberKey: 'def' })).rejects.toThrow(
      'numberKey is def, expected abc',
    );
    await again.checkSetup({ numberKey: 'abc' });
    await again.meta.put('note', { text: 'kept' });
    expect(again.meta.get('note')).toEqual({ text: 'kept' });
  });

  test('can be read where it exists, and nothing is made or written', async () => {
    await expect(openHere({ readOnly: true })).rejects.toThrow('there is no data in');
    const log = (await openHere()).log('oms.orders.events');
    await log.append(0, [record('a')]);
    await closeAll();
    const reader = await openHere({ readOnly: true });
    expect(await reader.positions.load('intake', 0)).toBeUndefined();
    expect((await reader.states('orders', 0)).cursor()).toBeUndefined();
    const records = await readFrom(reader.log('oms.orders.events'), 0);
    expect(records.map(({ key }) => key)).toEqual(['a']);
    expect(await readFrom(reader.log('oms.other.events'), 0)).toEqual([]);
    expect(await reader.log('oms.orders.events').append(0, [record('b')])).toMatchObject({
      kind: 'unavailable',
    });
    const states = await reader.states('orders', 0);
    await expect(states.commit(new Map([['a', { n: 1 }]]), cursor)).rejects.toThrow('read only');
    await expect(reader.positions.save('intake', 0, position(1))).rejects.toThrow('read only');
    expect(await reader.generations.list('orders')).toEqual([]);
  });

  test('shows a reader what its writer commits, also what is made after it looked', async () => {
    const writer = await openHere();
    const reader = await openHere({ readOnly: true });
    expect(await reader.positions.load('intake', 0)).toBeUndefined();
    await fill(writer);
    while ((await found(reader)).doc === undefined) await setTimeout(20);
    expect(await found(reader)).toEqual({ records: 1, doc: { n: 1 }, place: 1 });
  });

  test('loses states and views, and no log, where the machine went down under it', async () => {
    await fill(await openHere());
    await closeAll();
    expect(await found(await openHere())).toEqual({ records: 1, doc: { n: 1 }, place: 1 });
    await closeAll();
    expect(readFileSync(join(directory, 'states/boot'), 'utf8')).toBe('closed');
    writeFileSync(join(directory, 'states/boot'), 'another start of the machine');
    expect(await found(await openHere())).toEqual({ records: 1, doc: undefined, place: undefined });
  });
});

describe('what others may reach', () => {
  const mode = (name = ''): string => (statSync(join(directory, name)).mode & 0o777).toString(8);
  const opened = async (): Promise<readonly string[]> => {
    const reported: string[] = [];
    const tell = (text: string): void => {
      reported.push(text);
    };
    await (await openEmbedded(directory, { partitions: 1, tell })).close();
    return reported;
  };
  const open = (...names: readonly string[]): void => {
    for (const name of names) chmodSync(join(directory, name), 0o777);
  };

  test('is closed: the directory, its folders and its files', async () => {
    await opened();
    open('', 'log', 'writer.lock');
    expect(await opened()).toEqual([]);
    expect([mode(), mode('log'), mode('writer.lock')]).toEqual(['700', '700', '600']);
  });

  test('is told where other things stand there too, which are not ours to close', async () => {
    await opened();
    writeFileSync(join(directory, 'notes.txt'), '');
    open('', 'notes.txt');
    expect(await opened()).toEqual([expect.stringContaining('name a directory of its own')]);
    expect([mode(), mode('notes.txt')]).toEqual(['777', '777']);
  });
});

describe('the number key', () => {
  const given = 'ab'.repeat(32);

  test('is what was given, before what stands in the directory', () => {
    expect(numberKey(directory, given)).toEqual(new Uint8Array(32).fill(0xab));
    expect(() => statSync(join(directory, 'number.key'))).toThrow('ENOENT');
  });

  test('is looked for without making one', () => {
    expect(keptNumberKey(directory, ' ')).toBeUndefined();
    expect(() => statSync(join(directory, 'number.key'))).toThrow('ENOENT');
    expect(keptNumberKey(directory, given)).toEqual(new Uint8Array(32).fill(0xab));
    expect(numberKey(directory)).toEqual(keptNumberKey(directory));
  });

  test('is made once where there is none, for the eyes of its owner alone', () => {
    const made = numberKey(join(directory, 'new'));
    expect(made).toHaveLength(32);
    expect(numberKey(join(directory, 'new'))).toEqual(made);
    expect(numberKey(directory)).not.toEqual(made);
    expect(statSync(join(directory, 'new/number.key')).mode & 0o777).toBe(0o600);
  });

  test('that is no key is refused and not shown', () => {
    writeFileSync(join(directory, 'number.key'), 'secret but short');
    expect(() => numberKey(directory)).toThrow(/64 hexadecimal digits/);
    expect(() => numberKey(directory)).not.toThrow(/secret/);
  });
});
