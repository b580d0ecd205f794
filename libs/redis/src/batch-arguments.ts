import { indexKey, joinedKey } from '#ports';
import type { ViewBatch } from '#ports';
import type { RedisValue } from 'ioredis';
import { codeUnits } from './code-units.js';
import type { PartitionKeys } from './keys.js';

interface ViewChanges {
  readonly written: RedisValue[];
  readonly deleted: RedisValue[];
}

/** By view; of two changes of one document the later one stands. */
const changesOf = ({ documents }: ViewBatch): ReadonlyMap<string, ViewChanges> => {
  const last = new Map(documents.map((change) => [joinedKey(change.view, change.key), change]));
  const views = new Map<string, ViewChanges>();
  for (const { view, key, doc } of last.values()) {
    const changes = views.get(view) ?? { written: [], deleted: [] };
    views.set(view, changes);
    if (doc === null) changes.deleted.push(codeUnits(key));
    else changes.written.push(codeUnits(key), JSON.stringify(doc));
  }
  return views;
};

/** What apply.lua takes: how many keys, the keys, the arguments. */
export const batchArguments = (
  keys: PartitionKeys,
  id: string,
  batch: ViewBatch,
): [number, ...RedisValue[]] => {
  const { from, to, remove, insert, counters } = batch;
  const views = changesOf(batch);
  const all: RedisValue[] = [
    keys.cursor,
    keys.places,
    keys.counters,
    keys.counterNames,
    keys.views,
    ...[...views.keys()].map(keys.documents),
    id,
    from?.offset ?? '',
    from?.digest ?? '',
    to.offset,
    to.term,
    to.chain,
    to.inbox,
    to.digest,
    to.logId,
    remove.length,
    insert.length,
    counters.size,
  ];
  for (const [view, { written, deleted }] of views) {
    all.push(view, written.length / 2, deleted.length);
  }
  // One by one: a call takes some 100,000 arguments at most.
  for (const { written, deleted } of views.values()) {
    for (const each of written) all.push(each);
    for (const each of deleted) all.push(each);
  }
  for (const place of remove) all.push(codeUnits(indexKey(place)));
  for (const place of insert) all.push(codeUnits(indexKey(place)));
  for (const [name, change] of counters) all.push(codeUnits(name), change);
  return [5 + views.size, ...all];
};
