import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmbedded, soleOwnership, systemClock, systemRandom } from '#embedded';
import type { Embedded } from '#embedded';
import type { NumberKeys } from '#kernel';
import { settledNow } from '#runtime';
import { settlingOf, startBackend, verify } from '#services';
import type { Backend, Verification } from '#services';
import { fuzz } from '#simulation';

const partitions = 2;
const patienceMs = 60_000;
const looksMax = 3;
const never = new AbortController().signal;
const keys: NumberKeys = {
  epochs: [{ from: Number.NEGATIVE_INFINITY, key: Uint8Array.from({ length: 32 }, (_, at) => at) }],
};

export interface Fuzzed {
  readonly posted: number;
  readonly refused: number;
  readonly orders: number;
  readonly rejected: number;
  /** Halts, violations of the books, and views that are not as their log says; none is right. */
  readonly problems: readonly string[];
}

const started = (embedded: Embedded): Backend =>
  startBackend(
    {
      logs: (topic) => embedded.log(topic),
      states: embedded.states,
      positions: embedded.positions,
      generations: embedded.generations,
      clock: systemClock,
      random: systemRandom,
      ownership: soleOwnership,
      log: () => undefined,
    },
    keys,
  );

type Proved = Omit<Fuzzed, 'posted' | 'refused'>;

/** Waits until everything stands still, and reads all of it again from offset 0. */
const proved = async (embedded: Embedded, backend: Backend): Promise<Proved> => {
  const { logs, generations, positions } = {
    logs: (topic: string) => embedded.log(topic),
    ...embedded,
  };
  const settling = settlingOf({ logs, positions, generations });
  let stood = await backend.settled([], patienceMs, never);
  const look = (): Promise<Verification> =>
    verify({ logs, generations, waitingFor: async () => (await settledNow(settling)).waitingFor });
  let verified = await look();
  // A deadline that has just come moves the logs once more.
  for (let again = 0; again < looksMax && !verified.settled; again += 1) {
    stood = await backend.settled([], patienceMs, never);
    verified = await look();
  }
  const { orders, counts, settled, waitingFor, violations, firstViolations } = verified;
  const rejected = Object.values(counts).reduce((sum, each) => sum + each.rejected, 0);
  const halted = (await backend.status())
    .filter(({ state }) => state === 'halted')
    .map(({ name, partition, reason }) => `${name}/${partition} halted: ${reason ?? ''}`);
  const waiting = stood.settled && settled ? [] : [...stood.waitingFor, ...waitingFor];
  const broken = violations === 0 ? [] : [`${violations} violations`, ...firstViolations];
  return { orders, rejected, problems: [...halted, ...waiting, ...broken] };
};

/**
 * Puts `messages` drawn from the catalogue into an embedded backend in a directory of its own;
 * then proves logs and views, once as they stand and once after a new start.
 */
export const fuzzed = async (
  messages: number,
  seed: number,
  onProgress?: (done: number) => void,
): Promise<Fuzzed> => {
  const directory = mkdtempSync(join(tmpdir(), 'throughline-fuzz-'));
  try {
    const first = await openEmbedded(directory, { partitions });
    const backend = started(first);
    const put = await fuzz(backend, {
      seed,
      messages,
      keys,
      ...(onProgress === undefined ? {} : { onProgress }),
    });
    const before =
      put.problems.length > 0
        ? { orders: 0, rejected: 0, problems: put.problems }
        : await proved(first, backend);
    await backend.stop();
    await first.close();
    if (before.problems.length > 0) return { ...put, ...before };
    const again = await openEmbedded(directory, { partitions });
    const restarted = started(again);
    const after = await proved(again, restarted);
    await restarted.stop();
    await again.close();
    return { ...put, ...after };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
};
