#!/usr/bin/env node
import { Command, InvalidArgumentError } from 'commander';
import { runCampaign } from '#simulation';

const wholeFrom = (least: number) => (text: string): number => {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < least) {
    throw new InvalidArgumentError(`expected a whole number from ${least} on`);
  }
  return value;
};

const progressEach = 20;

/** What broke, in one line that repeats it; undefined where every law held. */
const failureOf = async (seed: number): Promise<string | undefined> => {
  const what = await offenceOf(seed);
  return what === undefined
    ? undefined : `seed ${seed} failed: ${what} — npm run simulate -- --seeds 1 --seed ${seed}`;
};

const offenceOf = async (seed: number): Promise<string | undefined> => {
  try {
    const { offences: [offence] } = await runCampaign(seed);
    if (offence === undefined) return undefined;
    return `${offence.law}: ${offence.text.replaceAll('\n', ' ')}`;
  } catch (error) {
    return `threw: ${String(error).replaceAll('\n', ' ')}`;
  }
};

const simulate = async ({ seeds, seed: from }: { seeds: number; seed: number }): Promise<void> => {
  const began = performance.now();
  let failed = 0;
  for (let seed = from; seed < from + seeds; seed += 1) {
    const failure = await failureOf(seed);
    if (failure !== undefined) {
      failed += 1;
      process.stdout.write(`${failure}\n`);
    }
    const done = seed - from + 1;
    if (done % progressEach !== 0) continue;
    const ms = Math.round((performance.now() - began) / done);
    process.stderr.write(`${done} of ${seeds} seeds, ${failed} failed, ${ms} ms a seed\n`);
  }
  process.stdout.write(`${seeds} seeds from ${from}: ${failed} failed\n`);
  if (failed > 0) process.exitCode = 1;
};

await new Command('simulate')
  .description('Runs the services in worlds full of trouble and checks every law after each step.')
  .option('--seeds <n>', 'how many worlds', wholeFrom(1), 300)
  .option('--seed <s>', 'the first one; the same seed is the same history', wholeFrom(0), 1)
  .action(simulate)
  .parseAsync();
