import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Result } from '../../bench/record/result.js';
import { readResults, readRuns, resultsFolder } from '../../bench/record/results.js';
import { rows } from '../../bench/record/rows.js';
import type { Runs } from '../../bench/record/runs.js';
import type { Figure } from '../../bench/runs/outcome.js';
import { markdownTable, withParts } from '../generated-parts.js';
import { measuredSides, onOneBroker, runsOf, spreadOf } from './measured.js';
import type { Spread } from './measured.js';

const digits = 3;
const asText = (value: number): string =>
  Number(value.toPrecision(digits)).toLocaleString('en-US', { maximumFractionDigits: digits });

const words = { goal: '**goal**', must: 'must', missed: '**missed**' } as const;
const bound = (text: string | undefined): string =>
  text === undefined ? '' : text.replace('>=', '≥').replace('<=', '≤');

const measuredText = ({ unit, behind: { median, min, max, values } }: Result): string =>
  values.length === 1
    ? `${asText(median)} ${unit}, once`
    : `${asText(median)} ${unit} (${asText(min)} to ${asText(max)} in ${values.length})`;

const boundOf = (wanted: (typeof rows)[number]['must'] | undefined): string => {
  if (wanted === undefined) return '';
  return 'atLeast' in wanted ? `≥ ${wanted.atLeast}` : `≤ ${wanted.atMost}`;
};

const marks = (): string => {
  const results = new Map(readResults(resultsFolder).map((result) => [result.row, result]));
  return markdownTable(
    ['mark', 'must', 'goal', 'measured: median (lowest to highest)', 'met'],
    rows.map(({ row, title, must, goal }) => {
      const result = results.get(row);
      return result === undefined
        ? [title, boundOf(must), boundOf(goal), 'not measured', '']
        : [title, bound(result.must), bound(result.goal), measuredText(result), words[result.met]];
    }),
  );
};

const spread = (found: Spread | undefined): string =>
  found === undefined
    ? ''
    : `${asText(found.median)} (${asText(found.min)} to ${asText(found.max)})`;

const shown: readonly (readonly [string, Figure])[] = [
  ['orders/s', 'rate'],
  ['CPU s for 1,000 orders: own', 'cpuOwn'],
  ['Kafka, Redis', 'cpuServers'],
  ['driver', 'cpuDriver'],
  ['p50 ms', 'p50'],
  ['p99 ms', 'p99'],
  ['cores busy', 'cores'],
  ['at rest', 'restCores'],
];

const notMeasured = 'Not measured.';

const sidesOf = (runs: Runs | undefined): string =>
  runs === undefined
    ? notMeasured
    : markdownTable(
        ['', ...shown.map(([title]) => title)],
        measuredSides(runs).map(({ name, title }) => [
          title,
          ...shown.map(([, figure]) => spread(spreadOf(runs, name, figure))),
        ]),
      );

const promises = (runs: Runs | undefined): string =>
  runs === undefined
    ? notMeasured
    : markdownTable(
        ['', 'what is safe where', 'versions'],
        measuredSides(runs).map(({ name, title }) => {
          const outcome = runs.repetitions.find(({ outcomes }) => name in outcomes)?.outcomes[name];
          const versions = Object.entries(outcome?.versions ?? {}).map((each) => each.join(' '));
          return [title, outcome?.durability ?? '', versions.join(', ')];
        }),
      );

const manner = ({ group, measuredAt, commit, machine, settings, ...runs }: Runs): string[] => {
  const loads = runs.repetitions.flatMap(({ loadBefore }) => Object.values(loadBefore));
  const failed = runs.repetitions.flatMap(({ failures }) => Object.keys(failures));
  const notRun = Object.entries(runs.notRun).map((each) => each.join(': '));
  return [
    `\`${group}\``,
    measuredAt.slice(0, 16).replace('T', ' '),
    `\`${commit}\``,
    `${machine.cores} cores (${machine.cpu}), ${machine.memoryGiB} GiB, Node ${machine.node}`,
    `${runs.repetitions.length} × ${settings.seconds} s, scale ${settings.scale}`,
    `${asText(Math.min(...loads))} to ${asText(Math.max(...loads))}`,
    failed.length === 0 ? 'none' : failed.join(', '),
    notRun.length === 0 ? 'none' : notRun.join('; '),
  ];
};

const how = (): string => {
  const all = readRuns(resultsFolder);
  if (all.length === 0) return notMeasured;
  return markdownTable(
    ['runs', 'when (UTC)', 'commit', 'machine', 'length', 'load before', 'failed', 'not run'],
    all.map(manner),
  );
};

/** docs/performance.md with every generated part as bench/results have it. */
export const performanceText = (): string => {
  const file = 'docs/performance.md';
  const runs = onOneBroker();
  return withParts(
    file,
    readFileSync(join(process.cwd(), file), 'utf8'),
    new Map([
      ['marks', marks()],
      ['one broker', sidesOf(runs)],
      ['three brokers', sidesOf(runsOf('kafka-3'))],
      ['promises', promises(runs)],
      ['how', how()],
    ]),
  );
};
