import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { resultOf } from './result.js';
import type { Result } from './result.js';
import { rows } from './rows.js';
import type { Runs } from './runs.js';

/** Where results stand: a file a row, and in `runs` a file for what was measured in one go. */
export const resultsFolder = join(process.cwd(), 'bench/results');

const write = (file: string, document: object): void =>
  writeFileSync(file, `${JSON.stringify(document, undefined, 2)}\n`);

const read = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'));

/** Puts what was measured in the place of what was there of it before. */
export const writeResults = (folder: string, runs: Runs): readonly Result[] => {
  mkdirSync(join(folder, 'runs'), { recursive: true });
  write(join(folder, 'runs', `${runs.group}.json`), runs);
  const results: Result[] = [];
  for (const row of rows.filter(({ group }) => group === runs.group)) {
    const file = join(folder, `${row.row}.json`);
    const result = resultOf(row, runs);
    if (result === undefined) rmSync(file, { force: true });
    else {
      write(file, result);
      results.push(result);
    }
  }
  return results;
};

/** Of the rows, in their order, those that were measured. */
export const readResults = (folder: string): readonly Result[] =>
  rows.flatMap(({ row }) => {
    const file = join(folder, `${row}.json`);
    return existsSync(file) ? [read(file) as Result] : [];
  });

export const readRuns = (folder: string): readonly Runs[] => {
  const inside = join(folder, 'runs');
  if (!existsSync(inside)) return [];
  return readdirSync(inside)
    .toSorted()
    .map((name) => read(join(inside, name)) as Runs);
};
