/** The text of docs/reliability.md: prose by hand, and what recorded runs of the chaos found. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checks } from './checker/violation.js';
import type { ChaosReport, RecoveryReport } from './report.js';
import { withParts } from '../generated-parts.js';

const recorded = 'test/chaos/results';

/** Every recorded run, the oldest first. */
const runsIn = (root: string): readonly ChaosReport[] =>
  (existsSync(join(root, recorded)) ? readdirSync(join(root, recorded)) : [])
    .filter((name) => name.endsWith('.json'))
    .map((name) => JSON.parse(readFileSync(join(root, recorded, name), 'utf8')) as ChaosReport)
    .toSorted((a, b) => a.date.localeCompare(b.date) || a.seed - b.seed);

const table = (head: readonly string[], rows: readonly (readonly (string | number)[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;

const recoveryRow = (name: string, each: RecoveryReport): readonly (string | number)[] => [
  name,
  each.samples,
  seconds(each.p50Ms),
  seconds(each.p99Ms),
  seconds(each.mostMs),
];

const outcome = ({ failures, verify }: ChaosReport): string => {
  const proved = `\`oms verify\` ${verify.code === 0 ? 'found nothing' : 'found violations'}`;
  if (failures.length === 0) return `It passed; ${proved}.`;
  const told = failures.map((failure) => `- ${failure.split('\n')[0]}`).join('\n');
  return `It failed; ${proved}:\n\n${told}`;
};

/** One run: what was done, what was found, how long partitions took to answer again. */
export const chaosRun = (run: ChaosReport): string => {
  const { seed, minutes, commit, date, faults, load, logs, found, recovery } = run;
  const asked = load.orders + load.probes + load.cancels + load.receipts + load.published;
  return `\`npm run chaos -- --minutes ${minutes} --seed ${seed}\` on \`${commit}\`, ${date}. \
Acknowledged: ${asked} requests, ${load.poison} pieces of poison. Read: ${logs.inboxRecords} inbox \
records, ${logs.answers} answers, ${logs.terms} terms, ${logs.superseded} superseded records. \
${outcome(run)}

${table(
  ['fault', 'times'],
  Object.entries(faults).toSorted(([a], [b]) => a.localeCompare(b)),
)}

${table(
  ['check', 'it means', 'found'],
  Object.entries(checks).map(([name, means]) => [name, means, found[name as keyof typeof found]]),
)}

${table(
  ['recovery after', 'samples', 'p50', 'p99', 'longest'],
  [
    ...Object.entries(recovery.byFault).map(([kind, each]) => recoveryRow(kind, each)),
    recoveryRow('any fault', recovery),
  ],
)}`;
};

export const reliabilityText = (root: string): string => {
  const runs = runsIn(root);
  return withParts(
    'docs/reliability.md',
    readFileSync(join(root, 'docs/reliability.md'), 'utf8'),
    new Map([['chaos', runs.map(chaosRun).join('\n\n') || 'No run is recorded yet.']]),
  );
};
