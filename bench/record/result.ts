import type { Bound, Row } from './rows.js';
import type { Runs } from './runs.js';

/** One row as it stands in bench/results. */
export interface Result {
  readonly row: string;
  readonly title: string;
  readonly unit: Row['unit'];
  /** `>= 0.45`, `<= 60` */
  readonly must: string;
  readonly goal?: string;
  /** The median. */
  readonly measured: number;
  readonly met: 'goal' | 'must' | 'missed';
  readonly behind: {
    readonly median: number;
    readonly min: number;
    readonly max: number;
    /** A value for each repetition that counts. */
    readonly values: readonly number[];
    readonly repetitions: number;
    /** What failed, and counts for nothing. */
    readonly failures: readonly string[];
    readonly versions: Readonly<Record<string, Readonly<Record<string, string>>>>;
    readonly durability: Readonly<Record<string, string>>;
    readonly machine: Runs['machine'];
    readonly commit: string;
    readonly measuredAt: string;
    /** The lowest and the highest load of the system's last minute before a side began. */
    readonly loadBefore: readonly [number, number];
    /** Where each figure of each side stands. */
    readonly runs: string;
  };
}

const textOf = (bound: Bound): string =>
  'atLeast' in bound ? `>= ${bound.atLeast}` : `<= ${bound.atMost}`;

const holds = (bound: Bound, value: number): boolean =>
  'atLeast' in bound ? value >= bound.atLeast : value <= bound.atMost;

export const medianOf = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? upper)) / 2;
};

const digits = 4;
const rounded = (value: number): number => Number(value.toPrecision(digits));

const metBy = ({ must, goal }: Row, value: number): Result['met'] => {
  if (!holds(must, value)) return 'missed';
  return goal === undefined || holds(goal, value) ? 'goal' : 'must';
};

/** The row by what was measured for it; undefined where no repetition has a number for it. */
export const resultOf = (row: Row, runs: Runs): Result | undefined => {
  const { repetitions, machine, commit, measuredAt } = runs;
  const values = repetitions.flatMap(({ outcomes }) => row.value(outcomes) ?? []);
  if (values.length === 0) return undefined;
  const measured = rounded(medianOf(values));
  const loads = repetitions.flatMap(({ loadBefore }) => Object.values(loadBefore));
  const outcomes = Object.assign(
    {},
    ...repetitions.map((one) => one.outcomes),
  ) as Runs['repetitions'][number]['outcomes'];
  const named = Object.entries(outcomes);
  return {
    row: row.row,
    title: row.title,
    unit: row.unit,
    must: textOf(row.must),
    ...(row.goal !== undefined && { goal: textOf(row.goal) }),
    measured,
    met: metBy(row, measured),
    behind: {
      median: measured,
      min: rounded(Math.min(...values)),
      max: rounded(Math.max(...values)),
      values: values.map(rounded),
      repetitions: repetitions.length,
      failures: repetitions.flatMap(({ failures }) =>
        Object.entries(failures).map(([side, why]) => `${side}: ${why}`),
      ),
      versions: Object.fromEntries(named.map(([name, { versions }]) => [name, versions])),
      durability: Object.fromEntries(named.map(([name, { durability }]) => [name, durability])),
      machine,
      commit,
      measuredAt,
      loadBefore: [Math.min(...loads), Math.max(...loads)],
      runs: `runs/${runs.group}.json`,
    },
  };
};
