import { appendFileSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { groups } from './groups/register.js';
import type { Group } from './groups/group.js';
import { commitNow, thisMachine } from './machine.js';
import type { Result } from './result.js';
import { resultsFolder, writeResults } from './results.js';
import type { Runs } from './runs.js';
import type { Settings } from './settings.js';

const print = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

/** Told by name, and counted apart by the test run: neither passed nor failed. */
const tellNotRun = (name: string, why: string): void => {
  const line = `not run: bench ${name} (${why})`;
  print(line);
  const file = process.env['OMS_NOT_RUN_FILE'];
  if (file !== undefined) appendFileSync(file, `${line}\n`);
};

export const groupNames = groups.map(({ name }) => name);

const verdict = ({ title, unit, measured, must, goal, met, behind }: Result): string => {
  const wanted = goal === undefined ? `must ${must}` : `must ${must}, goal ${goal}`;
  const range = `${behind.min} to ${behind.max} in ${behind.values.length}`;
  return `${met.padEnd(6)} ${title}: ${measured} ${unit} (${range}; ${wanted})`;
};

const measure = async (group: Group, settings: Settings): Promise<Runs> => {
  print(`── ${group.name}: ${group.title}`);
  const commit = commitNow();
  const { repetitions, notRun } = await group.measure(settings, print);
  for (const [side, why] of Object.entries(notRun)) tellNotRun(`${group.name} ${side}`, why);
  return {
    group: group.name,
    measuredAt: new Date().toISOString(),
    commit,
    machine: thisMachine(),
    settings,
    repetitions,
    notRun,
  };
};

export interface Recording {
  readonly names: readonly string[];
  readonly settings: Settings;
  /** For its checks alone: its results stand nowhere. */
  readonly isQuick: boolean;
}

/** Measures, writes the results, and answers the exit code: 1 where anything failed its checks. */
export const record = async ({ names, settings, isQuick }: Recording): Promise<number> => {
  const folder = isQuick ? mkdtempSync(join(tmpdir(), 'throughline-results-')) : resultsFolder;
  let failed = 0;
  for (const group of groups.filter(({ name }) => names.includes(name))) {
    if (isQuick && group.notQuick !== undefined) {
      tellNotRun(group.name, group.notQuick);
      continue;
    }
    const runs = await measure(group, settings);
    failed += runs.repetitions.reduce((sum, { failures }) => sum + Object.keys(failures).length, 0);
    for (const result of writeResults(folder, runs)) {
      print(isQuick ? `${result.row}: ${result.measured}, no mark` : verdict(result));
    }
  }
  print(`${failed} failed; results in ${folder}`);
  return failed > 0 ? 1 : 0;
};
