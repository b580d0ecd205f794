// Runs every check of the project, one stage after another, and goes on after a stage that failed.
//   node tools/test.mjs                  everything
//   node tools/test.mjs --short          house rules and unit tests
//   node tools/test.mjs --with NAME      also a stage that is off by default (unused, documents)
//   node tools/test.mjs --only NAME      these stages alone; may be given several times
// Last line: `N passed, N failed`; before it what could not run here, each by name, and how
// many those are (`N not run`). A stage such as types or lint counts as one, each jest test as one.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from './build.mjs';
import { sum, tallyOf } from './tally.mjs';

const script = (name) => ({ command: ['npm', 'run', '--silent', name], minutesMax: 10 });
const jest = [process.execPath, 'node_modules/jest/bin/jest.js'];
const specs = (pattern, minutesMax, ...more) => ({
  command: [...jest, '--testPathPatterns', pattern, ...more],
  minutesMax,
  jest: true,
});
/** The specs share one Kafka and one Redis, unless they start their own. */
const onServers = ({ command, ...stage }) => ({
  command: [process.execPath, 'tools/built.mjs', 'tools/with-servers.js', ...command],
  ...stage,
});
/** Two storms; how fast it recovers is recorded where nothing else runs. */
const chaos = (...wanted) => [process.execPath, 'tools/built.mjs', 'tools/chaos.js', ...wanted];
const bothCores = '--maxWorkers=2';
/** Specs that mostly wait for answers: one more than there are cores. */
const waiting = '--maxWorkers=3';
const oneAtATime = '--maxWorkers=1';
const except = (pattern) => `--testPathIgnorePatterns=${pattern}`;

/** The minutes are for a stage that hangs, also on a machine that others keep busy. */
const stages = {
  build: script('build:stale'),
  types: script('typecheck'),
  lint: script('lint'),
  unused: { ...script('unused'), optional: true },
  documents: { ...script('docs:check'), optional: true },
  house: { ...specs('test/house/.*\\.unit\\.spec\\.ts$', 30, bothCores), short: true },
  unit: { ...specs('\\.unit\\.spec\\.ts$', 15, except('test/house/'), bothCores), short: true },
  nodes: { command: [process.execPath, 'tools/nodes.mjs'], minutesMax: 10 },
  contract: specs('\\.contract\\.spec\\.ts$', 15, bothCores),
  sim: specs('\\.sim\\.spec\\.ts$', 18, bothCores),
  http: specs('\\.int\\.spec\\.ts$', 18, except('test/(house|acceptance)/'), waiting),
  acceptance: specs('test/acceptance/.*\\.int\\.spec\\.ts$', 27, bothCores),
  kafka: onServers(specs('(libs|test/foreign)/.*\\.kafka\\.spec\\.ts$', 24, bothCores)),
  servers: specs('(tools|test/(servers|services))/.*\\.kafka\\.spec\\.ts$', 45, bothCores),
  chaos: { command: chaos('--minutes', '1.25', '--recovery-seconds', '60'), minutesMax: 10 },
  bench: {
    command: [process.execPath, 'tools/built.mjs', 'bench/main.js', '--quick'],
    minutesMax: 15,
  },
  readme: specs('test/house/.*\\.int\\.spec\\.ts$', 15, oneAtATime),
};

const { values: asked } = parseArgs({
  options: {
    short: { type: 'boolean', default: false },
    with: { type: 'string', multiple: true, default: [] },
    only: { type: 'string', multiple: true, default: [] },
  },
});
const unknown = [...asked.with, ...asked.only].filter((name) => !Object.hasOwn(stages, name));
if (unknown.length > 0) {
  const known = Object.keys(stages).join(', ');
  process.stderr.write(`no stage ${unknown.join(', ')}; there are ${known}\n`);
  process.exit(2);
}

function wanted(name) {
  if (asked.only.length > 0) return asked.only.includes(name);
  const stage = stages[name];
  return (!asked.short || stage.short) && (!stage.optional || asked.with.includes(name));
}

/** Far above what the whole takes: only what hangs is ended. */
const wholeMsMax = 85 * 60_000;

const scratch = mkdtempSync(join(tmpdir(), 'throughline-test-'));
const notRunFile = join(scratch, 'not-run.txt');
let running;

/** Ends the stage with everything that it started. */
function endStage(signal) {
  try {
    if (running?.pid !== undefined) process.kill(-running.pid, signal);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}
for (const [signal, exitCode] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
]) {
  process.once(signal, () => {
    endStage(signal);
    rmSync(scratch, { recursive: true, force: true });
    process.exit(exitCode);
  });
}

function run(name, { command: [program, ...given], minutesMax, jest: isJest }, report) {
  const more = isJest ? ['--ci', '--json', `--outputFile=${report}`] : [];
  return new Promise((done) => {
    running = spawn(program, [...given, ...more], {
      cwd: root,
      detached: true,
      env: { ...process.env, OMS_NOT_RUN_FILE: notRunFile },
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    const msMax = Math.min(minutesMax * 60_000, Math.max(0, wholeMsMax - performance.now()));
    const limit = setTimeout(() => {
      process.stdout.write(`${name}: ended after ${Math.round(msMax / 1000)} seconds\n`);
      endStage('SIGKILL');
    }, msMax);
    running.once('error', (error) => process.stdout.write(`${name}: ${error.message}\n`));
    running.once('close', (code) => {
      clearTimeout(limit);
      done(code ?? 1);
    });
  });
}

/** A program that could not run here has said so by name. */
const notRunCode = 77;
const asOne = (exitCode) => ({
  passed: exitCode === 0 ? 1 : 0,
  failed: [0, notRunCode].includes(exitCode) ? 0 : 1,
});

async function tallied(name) {
  const stage = stages[name];
  const report = join(scratch, `${name}.json`);
  process.stdout.write(`\n── ${name}\n`);
  const began = performance.now();
  const exitCode = await run(name, stage, report);
  const tally = stage.jest ? tallyOf(report, exitCode) : asOne(exitCode);
  const line = { name, seconds: (performance.now() - began) / 1000, ...tally };
  process.stdout.write(`${describe(line)}\n`);
  return line;
}

const describe = ({ name, seconds, passed, failed }) =>
  `${name.padEnd(10)}${seconds.toFixed(1).padStart(7)} s  ${passed} passed, ${failed} failed`;

const lines = [];
for (const name of Object.keys(stages).filter(wanted)) lines.push(await tallied(name));

const notRun = existsSync(notRunFile)
  ? [...new Set(readFileSync(notRunFile, 'utf8').split('\n').filter(Boolean))]
  : [];
rmSync(scratch, { recursive: true, force: true });

const { passed, failed } = lines.reduce(sum, { passed: 0, failed: 0 });
if (notRun.length > 0) notRun.push(`${notRun.length} not run`);
process.stdout.write(`\n${[...lines.map(describe), ...notRun].join('\n')}\n`);
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
