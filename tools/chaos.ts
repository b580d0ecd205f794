#!/usr/bin/env node
import { execFileSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { appendFileSync, writeFileSync } from 'node:fs';
import { Command, InvalidArgumentError } from 'commander';
import { minutesMin } from './chaos/nemesis/schedule.js';
import type { ChaosReport } from './chaos/report.js';
import { runChaos } from './chaos/run.js';
import { whyNoSite } from './chaos/site/site.js';

interface Options {
  readonly minutes: number;
  readonly seed: number;
  readonly recoverySeconds: number;
  readonly report?: string;
}

/** Neither passed nor failed, for who counts: as make's test runners know it. */
const notRunCode = 77;

const minutesOf = (text: string): number => {
  const minutes = Number(text);
  if (!(minutes >= minutesMin && minutes < Infinity)) {
    throw new InvalidArgumentError(`expected a number from ${minutesMin} on`);
  }
  return minutes;
};

const secondsOf = (text: string): number => {
  const seconds = Number(text);
  if (!(seconds > 0 && seconds < Infinity))
    throw new InvalidArgumentError('expected a number above 0');
  return seconds;
};

const seedOf = (text: string): number => {
  const seed = Number(text);
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw new InvalidArgumentError('expected a whole number from 0 on');
  }
  return seed;
};

/** Where the project is not a checkout, nobody knows. */
const commitOf = (): string => {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
  } catch {
    return 'unknown';
  }
};

const say = (line: string): void => {
  process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${line}\n`);
};

const print = ({ faults, load, logs, found, recovery, endings, failures }: ChaosReport): void => {
  const listed = (counts: object): string =>
    Object.entries(counts)
      .map(([name, count]) => `${name} ${count}`)
      .join(', ');
  const { samples, p50Ms, p99Ms, mostMs, mostAllowedMs } = recovery;
  process.stdout.write(`faults: ${listed(faults)}
load: ${listed({ ...load, again: Object.values(load.again).reduce((a, b) => a + b, 0) })}
logs: ${listed(logs)}
found: ${listed(found)}
recovery: ${samples} samples, p50 ${p50Ms} ms, p99 ${p99Ms} ms (at most ${mostAllowedMs}), \
longest ${mostMs} ms
ended by themselves: ${endings.length}
${failures.map((failure) => `FAILED ${failure}\n`).join('')}`);
};

const chaos = async ({ minutes, seed, recoverySeconds, report: file }: Options): Promise<void> => {
  const why = await whyNoSite();
  if (why !== undefined) {
    const line = `not run: chaos (${why})\n`;
    process.stdout.write(line);
    const notRunFile = process.env['OMS_NOT_RUN_FILE'];
    if (notRunFile !== undefined) appendFileSync(notRunFile, line);
    process.exitCode = notRunCode;
    return;
  }
  const again = `npm run chaos -- --minutes ${minutes} --seed ${seed}`;
  process.stdout.write(`seed ${seed}: ${again}\n`);
  const recoveryMsMax = recoverySeconds * 1_000;
  const report = await runChaos({ minutes, seed, commit: commitOf(), recoveryMsMax, say });
  if (file !== undefined) writeFileSync(file, `${JSON.stringify(report, undefined, 2)}\n`);
  print(report);
  process.stdout.write(
    report.failures.length === 0 ? 'passed\n' : `failed; the same faults again by ${again}\n`,
  );
  if (report.failures.length > 0) process.exitCode = 1;
};

await new Command('chaos')
  .description(
    'Three brokers, Redis and two processes with all roles under load, while all of them are ' +
      'killed, stopped, cut off, delayed and fed poison; then the logs are checked.',
  )
  .option('--minutes <n>', 'how long there are load and faults', minutesOf, 3)
  .option(
    '--seed <n>',
    'of what is done and when; another one each time',
    seedOf,
    randomInt(2 ** 31),
  )
  .option(
    '--recovery-seconds <n>',
    'p99 of what a partition may take to answer again',
    secondsOf,
    15,
  )
  .option('--report <file>', 'write all that was counted and found, as JSON')
  .action(chaos)
  .parseAsync();
process.exit();
