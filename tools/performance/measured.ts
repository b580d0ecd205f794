import { medianOf } from '../../bench/record/result.js';
import { readRuns, resultsFolder } from '../../bench/record/results.js';
import type { Runs } from '../../bench/record/runs.js';
import type { Figure } from '../../bench/runs/outcome.js';
import { sideNames, sides } from '../../bench/sides/register.js';

export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** Of a figure of one side over the repetitions that count; undefined where there is none. */
export const spreadOf = (
  { repetitions }: Runs,
  side: string,
  figure: Figure,
): Spread | undefined => {
  const values = repetitions.flatMap(({ outcomes }) => outcomes[side]?.figures[figure] ?? []);
  if (values.length === 0) return undefined;
  return { median: medianOf(values), min: Math.min(...values), max: Math.max(...values) };
};

export const runsOf = (group: string): Runs | undefined =>
  readRuns(resultsFolder).find((runs) => runs.group === group);

/** What the plots and the table of sides need at least. */
export const onOneBroker = (): Runs => {
  const runs = runsOf('kafka-1');
  if (runs === undefined) {
    throw new Error('bench/results has nothing of one broker: npm run bench -- --only kafka-1');
  }
  return runs;
};

/** Sides of which anything counts, in the order of the register. */
export const measuredSides = (runs: Runs) =>
  sideNames
    .filter((name) => spreadOf(runs, name, 'rate') !== undefined)
    .map((name) => ({ name, title: sides[name].title }));
