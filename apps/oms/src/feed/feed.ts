import type { ChannelRow, Phase, Source } from '#channels';
import { CommandError, interrupted } from '../console.js';
import { showing } from '../progress.js';
import type { Passed } from '../progress.js';
import type { Refusals } from './refusals.js';
import type { Refused, Sink } from './sink.js';

const feedLimits = { rowsABatch: 500 } as const;

export interface Fed {
  readonly rows: number;
  readonly refusals: Refusals;
  readonly seconds: number;
}

/**
 * Posts a source phase by phase; each phase settles before the next one begins
 * (ARCHITECTURE.md §10).
 */
export const feed = async (
  source: Source,
  sink: Sink,
  signal: AbortSignal,
  refusals: Refusals,
): Promise<Fed> => {
  const began = performance.now();
  await tellChanged(source, sink, signal, refusals);
  let rows = 0;
  for (const phase of source.phases) {
    rows += await showing(phase.name, (passed) => feedPhase(phase, sink, signal, passed));
    await tell(phase, await sink.settle(signal), refusals);
  }
  return { rows, refusals, seconds: (performance.now() - began) / 1_000 };
};

/**
 * An order that stands with other lines is told of the change before anything else. Where it stays
 * as it is, its new lines must not bring goods into stock: the source leaves the order out.
 */
const tellChanged = async (
  source: Source,
  sink: Sink,
  signal: AbortSignal,
  refusals: Refusals,
): Promise<void> => {
  if (source.orders === undefined) return;
  await sink.settle(signal);
  let changed: ChannelRow[] = [];
  for (const some of batches(source.orders.placings())) {
    changed.push(...(await sink.placedOtherwise(some)));
  }
  if (changed.length === 0) return;
  for (const some of batches(changed)) await sink.post(some);
  await sink.settle(signal);
  changed = [...(await sink.placedOtherwise(changed))];
  for (const row of changed) refusals.add({ id: row.id, ...standsOtherwise }, row);
  source.orders.leaveOut(new Set(changed.map(({ reference }) => reference.channelRef)));
};

const standsOtherwise = {
  code: 'place_conflicted',
  detail:
    'the order of its reference stands with other lines, so that it is left out whole: ' +
    'accept the change that the order shows and import again, or leave it as it is',
} as const;

function* batches<T>(all: Iterable<T>): Generator<readonly T[]> {
  let batch: T[] = [];
  for (const each of all) {
    batch.push(each);
    if (batch.length < feedLimits.rowsABatch) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/** A phase gives the same rows again: those that were refused are told with what they say. */
const tell = async (
  { rows }: Phase,
  refused: readonly Refused[],
  refusals: Refusals,
): Promise<void> => {
  const byId = new Map(refused.map((each) => [each.id, each]));
  if (byId.size === 0) return;
  for await (const row of rows) {
    const why = byId.get(row.id);
    if (why !== undefined) refusals.add(why, row);
  }
};

const feedPhase = async (
  phase: Phase,
  sink: Sink,
  signal: AbortSignal,
  passed: Passed,
): Promise<number> => {
  const underWay: Promise<void>[] = [];
  let batch: Parameters<Sink['post']>[0][number][] = [];
  let rows = 0;
  passed(rows, phase.total);
  const send = async (): Promise<void> => {
    underWay.push(sink.post(batch));
    batch = [];
    if (underWay.length >= sink.batchesAtOnce) await underWay.shift();
    passed(rows, phase.total);
  };
  try {
    for await (const row of phase.rows) {
      if (signal.aborted) throw new CommandError(interrupted);
      batch.push(row);
      rows += 1;
      if (batch.length >= feedLimits.rowsABatch) await send();
    }
    if (batch.length > 0) await send();
    await Promise.all(underWay);
  } finally {
    await Promise.allSettled(underWay);
  }
  return rows;
};
