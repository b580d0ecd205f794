import { hasUnanswered } from './expected.mjs';
import { must, sourceNames } from './shape.mjs';

/**
 * Asks again and again whether all is settled: first what the writers say they have read, then the
 * ends of the logs, one after the other. Where each has read its inputs up to their ends, all that
 * was posted before the first question, and all that follows from it, must be answered.
 */
export function* observer(world) {
  for (;;) {
    yield;
    const asked = world.now;
    const ends = new Map();
    const isTooSoon = world.fault === 'ends before what was read';
    if (isTooSoon) yield* ask(world, ends);
    const said = new Map(world.published);
    if (!isTooSoon) yield* ask(world, ends);
    if (!world.partitions.every((each) => hasReadAll(world, each, said.get(each), ends))) continue;
    world.settledCount += 1;
    const isOpen = world.partitions.some((each) => hasUnanswered(world, each, asked));
    must(!isOpen, 'called settled before it was');
  }
}

function* ask(world, ends) {
  for (const partition of world.partitions) {
    yield;
    const { inbox, bulk, log } = partition;
    ends.set(partition, { inbox: inbox.length, bulk: bulk.length, log: log.length });
  }
}

function hasReadAll(world, partition, read, ends) {
  const { inbox, bulk } = ends.get(partition);
  if (!read || read.inbox < inbox || read.bulk < bulk) return false;
  return sourceNames.every((name, at) => read[name] >= ends.get(world.sourceOf(partition, at)).log);
}
