import type { Phase, Source } from '#channels';
import { CommandError, interrupted } from '../console.js';
import { showing } from '../progress.js';
import type { Passed } from '../progress.js';
import type { Sink } from './sink.js';

const feedLimits = { rowsABatch: 500 } as const;

export interface Fed {
  readonly rows: number;
  readonly seconds: number;
}

/**
 * Posts a source phase by phase; each phase settles before the next one begins
 * (ARCHITECTURE.md §10).
 */
export const feed = async (
  source: Source, sink: Sink, signal: AbortSignal,
): Promise<Fed> => {
  const began = performance.now();
  let rows = 0;
  for (const phase of source.phases) {
    rows += await showing(phase.name, (passed) => feedPhase(phase, sink, signal, passed));
    await sink.settle(signal);
  }
  return { rows, seconds: (performance.now() - began) / 1_000 };
};

const feedPhase = async (
  phase: Phase, sink: Sink, signal: AbortSignal, passed: Passed,
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
