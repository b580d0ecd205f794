// The model of direct reading: services answer each other's events where they stand, without copies
// in inboxes. It runs random schedules, each from its seed alone, and checks what must hold.
//   node test/models/direct-reading/main.mjs --schedules 20000 --seed 1     the rules as they are
//   node test/models/direct-reading/main.mjs --faults                       each planted fault
//   node test/models/direct-reading/main.mjs --fault 'no term rule'         one of them
// With --until-found a fault's run ends with the first bad schedule; with --json each line is JSON.
// The exit code is 1 where the rules as they are break an invariant, or a fault stays unseen.
import { parseArgs } from 'node:util';
import { faults, harmless } from './faults.mjs';
import { runSchedule } from './schedule.mjs';
import { Violation } from './shape.mjs';

const { values: asked } = parseArgs({
  options: {
    schedules: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '1' },
    fault: { type: 'string' },
    faults: { type: 'boolean', default: false },
    'until-found': { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});

/** The invariant that this schedule breaks, if any. */
function brokenBy(seed, fault, sums) {
  try {
    const { answers, settled } = runSchedule(seed, fault);
    sums.answers += answers;
    sums.settled += settled;
    return undefined;
  } catch (error) {
    if (error instanceof Violation) return error.message;
    // A planted fault may lead the model's own code astray; the rules as they are may not.
    if (fault !== undefined) return String(error);
    throw new Error(`schedule ${seed} failed`, { cause: error });
  }
}

function tally(fault, schedules, from) {
  const sums = { answers: 0, settled: 0 };
  const broken = {};
  let bad = 0;
  let ran = 0;
  let first = null;
  for (; ran < schedules && !(asked['until-found'] && bad > 0); ran += 1) {
    const invariant = brokenBy(from + ran, fault, sums);
    if (invariant === undefined) continue;
    bad += 1;
    first ??= from + ran;
    broken[invariant] = (broken[invariant] ?? 0) + 1;
  }
  const within = faults[fault] ?? null;
  return { fault: fault ?? 'none', schedules: ran, bad, first, within, broken, ...sums };
}

const textOf = ({ fault, bad, schedules, first, answers, settled, broken }) =>
  [
    `${fault.padEnd(46)} ${bad} bad of ${schedules}`,
    first === null ? '' : `, first ${first}`,
    `; ${answers} answers, ${settled} times settled`,
    ...Object.entries(broken).map(([invariant, times]) => `\n    ${invariant}: ${times}`),
  ].join('');

function wanted() {
  const all = [...Object.keys(faults), ...harmless];
  if (asked.faults) return all;
  if (asked.fault === undefined || all.includes(asked.fault)) return [asked.fault];
  process.stderr.write(`no fault "${asked.fault}"; there are ${all.join(', ')}\n`);
  process.exit(2);
}

for (const fault of wanted()) {
  const line = tally(fault, Number(asked.schedules), Number(asked.seed));
  process.stdout.write(`${asked.json ? JSON.stringify(line) : textOf(line)}\n`);
  const isMeantToFail = Object.hasOwn(faults, fault ?? '');
  if (isMeantToFail !== line.bad > 0) process.exitCode = 1;
}
