import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { open } from 'lmdb';
import type { RootDatabase } from 'lmdb';
import { ownDocuments } from './documents.js';
import type { Documents } from './documents.js';
import { beginningWith, WriteBehind } from './write-behind.js';

let directory = '';
let store: RootDatabase;
let documents: Documents;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'write-behind-'));
  store = open({ path: directory, noSync: true, maxDbs: 2 });
  documents = ownDocuments(store, 'documents');
});
afterEach(async () => {
  await store.close();
  rmSync(directory, { recursive: true });
});

const changed = (...entries: readonly (readonly [string, object | null])[]) => entries;
const every = (prefix: string, limit: number, descending: boolean) => ({
  ...beginningWith(prefix),
  limit,
  descending,
});

test('what is changed is seen at once, and stored a while later', async () => {
  const behind = new WriteBehind(() => documents);
  await behind.write(changed(['a', { n: 1 }], ['b', { n: 1 }]));
  await behind.write(changed(['a', { n: 2 }], ['b', null]));
  expect([behind.get('a'), behind.get('b')]).toEqual([{ n: 2 }, undefined]);
  expect(documents.get('a')).toBeUndefined();
  while (documents.get('a') === undefined) await setTimeout(20);
  expect([documents.get('a'), documents.get('b')]).toEqual([{ n: 2 }, undefined]);
});

test('keys stand in one order, whether stored, under way or waiting', async () => {
  const behind = new WriteBehind(() => documents);
  await behind.write(changed(['k1', {}], ['k3', {}], ['k5', {}], ['k7', {}], ['l', {}]));
  await behind.flush();
  await behind.write(changed(['k2', {}], ['k3', null], ['j', {}]));
  const flushed = behind.flush();
  await behind.write(changed(['k4', {}], ['k5', null], ['k7', { n: 1 }]));
  const look = () => ({
    all: behind.keys(every('k', 9, false)),
    first: behind.keys(every('k', 2, false)),
    last: behind.keys(every('k', 2, true)),
    before: behind.keys({ low: 'k', high: 'k4', limit: 9, descending: true }),
  });
  const expected = {
    all: ['k1', 'k2', 'k4', 'k7'],
    first: ['k1', 'k2'],
    last: ['k7', 'k4'],
    before: ['k2', 'k1'],
  };
  expect(look()).toEqual(expected);
  await flushed;
  expect(look()).toEqual(expected);
  await behind.flush();
  expect(look()).toEqual(expected);
});

test('what the store does not take waits on, and the next one who writes is told', async () => {
  let full = true;
  const behind = new WriteBehind(() => {
    if (full) throw new Error('the disk is full');
    return documents;
  });
  await behind.write(changed(['a', { n: 1 }]));
  await expect(behind.flush()).rejects.toThrow('full');
  await expect(behind.write(changed(['b', { n: 1 }]))).rejects.toThrow('full');
  expect(behind.get('a')).toEqual({ n: 1 });
  full = false;
  await behind.write(changed(['c', { n: 1 }]));
  await behind.flush();
  expect([...documents.getKeys({ start: 'a', end: 'd' })]).toEqual(['a', 'c']);
});

test('what is discarded is never stored', async () => {
  const behind = new WriteBehind(() => documents);
  await behind.write(changed(['a', { n: 1 }]));
  await behind.discard();
  await behind.flush();
  expect(behind.get('a')).toBeUndefined();
});
