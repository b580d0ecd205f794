import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { openEmbedded } from '#embedded';
import type { Recorded } from '#kernel';
import type { Generations, Projections } from '#ports';
import { memoryGenerations } from '#simulation';
import { accounts, accountsView, letters, rejection } from '../../../test/history.js';
import type { Shown } from '../../../test/history.js';
import type { AccountEvent } from '../../../test/ledger.js';
import { Projecting } from '../../../test/projecting.js';
import { documentsNeeded, foldBatch } from './fold-batch.js';
import { EventReader } from '../../log/reading.js';
import { beginning } from '../../log/acceptance.js';
import type { Cause } from '../../log/acceptance.js';
import { Backoff } from '../../work/backoff.js';
import { isLogEvent } from '../../log/accepted-event.js';
import type { StoredDocument } from '../view.js';
import { recordedOf } from '../../log/recorded.js';

const keys = ['aa', 'ab', 'ba', 'bb', 'c'] as const;
const step = fc.record({
  key: fc.constantFrom(...keys),
  kind: fc.constantFrom('deposit', 'withdraw', 'reject', 'stray', 'many'),
  amount: fc.integer({ min: 1, max: 4 }),
});
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

const play = async (world: Projecting, { key, kind, amount }: Step): Promise<void> => {
  const { history } = world;
  const withdrawn: AccountEvent = { type: 'account.withdrawn', data: { amount } };
  switch (kind) {
    case 'deposit':
      return void (await history.deposit(key, amount, { command: 'x' }));
    case 'withdraw':
      return void (await history.record(key, [withdrawn]));
    case 'reject':
      return void (await history.record(key, [rejection(history.next)]));
    case 'stray':
      return void (await history.record(key, [{ type: 'account.strayed', data: {} }]));
    default:
      return void (await history.record(key, [withdrawn, withdrawn]));
  }
};

const causesOf = async (world: Projecting): Promise<readonly Cause<AccountEvent>[]> => {
  const { log, clock, random, view } = world;
  const backoff = new Backoff(clock, random);
  const reader = new EventReader(log, 0, view.codec, beginning, backoff);
  const { causes } = await reader.read(
    { records: Infinity, bytes: Infinity },
    new AbortController().signal,
  );
  return causes;
};

interface Whole {
  readonly documents: Readonly<Record<string, StoredDocument>>;
  readonly places: readonly string[];
  readonly counters: Readonly<Record<string, number>>;
}

/** The same view from nothing, without any of the library's own ways: all at the end. */
const fromScratch = (causes: readonly Cause<AccountEvent>[]): Whole => {
  const found = new Map<string, { version: number; doc: Shown | undefined }>();
  let rejected = 0;
  for (const { events } of causes) {
    for (const envelope of events) {
      if (isLogEvent<AccountEvent>(envelope.event)) {
        rejected += envelope.event.type === 'log.rejected' ? 1 : 0;
        continue;
      }
      const recorded: Recorded<AccountEvent> = recordedOf(envelope, envelope.event);
      const { key, version } = recorded;
      for (const [own, projection] of [
        [key, accounts],
        [key.slice(0, 1), letters],
      ] as const) {
        const id = `${projection.name} ${own}`;
        const before = found.get(id);
        const doc = projection.evolve(before?.doc, recorded);
        const kept = before?.doc === undefined ? 0 : before.version;
        found.set(id, { version: version === 0 ? kept : version, doc });
      }
    }
  }
  const documents: Record<string, StoredDocument> = {};
  const places: string[] = [];
  const counters: Record<string, number> = rejected === 0 ? {} : { rejected };
  for (const [id, { version, doc }] of found) {
    if (doc === undefined) continue;
    const [view = '', key = ''] = id.split(' ');
    documents[id] = { version, doc };
    const projection = view === 'account' ? accounts : letters;
    for (const { index, sort } of projection.indexes?.(doc, key) ?? []) {
      places.push(`${index} ${sort} ${key}`);
    }
    for (const name of projection.counters?.(doc) ?? []) counters[name] = (counters[name] ?? 0) + 1;
  }
  return { documents, places: places.toSorted(), counters };
};

const stored = async (views: Projections): Promise<Whole> => {
  const documents: Record<string, StoredDocument> = {};
  for (const [view, names] of [
    ['account', keys],
    ['letter', ['a', 'b', 'c']],
  ] as const) {
    for (const key of names) {
      const doc = await views.get(0, view, key);
      if (doc !== undefined) documents[`${view} ${key}`] = doc as StoredDocument;
    }
  }
  const places: string[] = [];
  for (const index of ['all', 'even', 'letters']) {
    const found = await views.list(0, { index, limit: 1_000, descending: false });
    places.push(...found.map(({ sort, key }) => `${index} ${sort} ${key}`));
  }
  return {
    documents,
    places: places.toSorted(),
    counters: Object.fromEntries(await views.counters(0, '')),
  };
};

/** Applies the causes in batches of the sizes given, over and over. */
const apply = async (
  views: Projections,
  causes: readonly Cause<AccountEvent>[],
  sizes: readonly number[],
): Promise<void> => {
  let turn = 0;
  for (let at = 0; at < causes.length;) {
    const batch = causes.slice(at, (at += sizes[turn++ % sizes.length] ?? 1));
    const documents = new Map<string, StoredDocument | undefined>();
    for (const [view, needed] of documentsNeeded(accountsView, batch)) {
      for (const key of needed) {
        const stored = await views.get(0, view, key);
        documents.set(`${view} ${key}`, stored as StoredDocument | undefined);
      }
    }
    const from = await views.cursor(0);
    const to = { ...beginning, offset: at, cause: at - 1, digest: `${at}`.padStart(32, '0') };
    const folded = foldBatch(accountsView, batch, documents);
    expect(await views.apply(0, { from, to, ...folded })).toEqual({ kind: 'applied' });
  }
};

const neverDrifts = (generations: () => Promise<Generations>, runs: number) =>
  fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 1, maxLength: 40 }),
      fc.array(fc.integer({ min: 1, max: 15 }), { minLength: 1, maxLength: 5 }),
      async (steps, sizes) => {
        const world = new Projecting();
        for (const each of steps) await play(world, each);
        const causes = await causesOf(world);
        const views = await (await generations()).open('ledger', 1, 1);
        await apply(views, causes, sizes);
        expect(await stored(views)).toEqual(fromScratch(causes));
      },
    ),
    { numRuns: runs },
  );

describe('documents, lists and counters equal a fold from scratch, however batches are cut', () => {
  test('in memory', async () => {
    const runs = neverDrifts(async () => memoryGenerations(), 150);
    await expect(runs).resolves.toBeUndefined();
  });

  test('on disk', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'throughline-fold-'));
    const embedded = await openEmbedded(directory, { partitions: 1 });
    let generation = 0;
    try {
      await expect(
        neverDrifts(
          async () => ({
            ...embedded.generations,
            open: (service, _first, partitions) =>
              embedded.generations.open(service, (generation += 1), partitions),
          }),
          25,
        ),
      ).resolves.toBeUndefined();
    } finally {
      await embedded.close();
      rmSync(directory, { recursive: true, force: true });
    }
  });
});

test('a document is written once a batch, however many of its events are in it', async () => {
  const world = new Projecting();
  for (let each = 0; each < 10; each += 1) await world.history.deposit('a', 1);
  const folded = foldBatch(accountsView, await causesOf(world), new Map());
  const touched = folded.documents.map(({ view, key }) => `${view} ${key}`);
  expect(touched).toEqual(['account a', 'letter a']);
  expect(folded.remove).toEqual([]);
  expect(folded.insert).toHaveLength(3);
});

test('refused input is listed and counted by its place', async () => {
  const world = new Projecting();
  await world.history.record('a', [rejection(0)], { number: 'N' });
  const folded = foldBatch(accountsView, await causesOf(world), new Map());
  expect(folded.documents).toEqual([
    expect.objectContaining({
      view: 'rejected',
      key: 'ledger:0:0',
      doc: { version: 0, doc: expect.objectContaining({ code: 'balance_too_low', number: 'N' }) },
    }),
  ]);
  expect(folded.counters).toEqual(new Map([['rejected', 1]]));
});
