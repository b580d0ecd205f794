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
  runs: Runs | undefined,
  side: string,
  figure: Figure,
): Spread | undefined => {
  const values = (runs?.repetitions ?? []).flatMap(
    ({ outcomes }) => outcomes[side]?.figures[figure] ?? [],
  );
  if (values.length === 0) return undefined;
  return { median: medianOf(values), min: Math.min(...values), max: Math.max(...values) };
};

export const runsOf = (group: string): Runs | undefined =>
  readRuns(resultsFolder).find((runs) => runs.group === group);

export const onOneBroker = (): Runs | undefined => runsOf('kafka-1');

/** Sides of which anything counts, in the order of the register. */
export const measuredSides = (runs: Runs | undefined) =>
  runs === undefined
    ? []
    : sideNames
        .filter((name) => spreadOf(runs, name, 'rate') !== undefined)
        .map((name) => ({ name, title: sides[name].title }));
