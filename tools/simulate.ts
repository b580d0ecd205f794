#!/usr/bin/env node
import { Command, InvalidArgumentError } from 'commander';
import { runCampaign } from '#simulation';
import { fuzzed } from './fuzz.js';

const wholeFrom =
  (least: number) =>
  (text: string): number => {
    const value = Number(text);
    if (!Number.isSafeInteger(value) || value < least) {
      throw new InvalidArgumentError(`expected a whole number from ${least} on`);
    }
    return value;
  };

const progressEach = 20;
const problemsShownMax = 20;

/** What broke, in one line that repeats it; undefined where every invariant held. */
const failureOf = async (seed: number): Promise<string | undefined> => {
  const what = await violationOf(seed);
  return what === undefined
    ? undefined
    : `seed ${seed} failed: ${what} — npm run simulate -- --seeds 1 --seed ${seed}`;
};

const violationOf = async (seed: number): Promise<string | undefined> => {
  try {
    const {
      violations: [violation],
    } = await runCampaign(seed);
    if (violation === undefined) return undefined;
    return `${violation.invariant}: ${violation.text.replaceAll('\n', ' ')}`;
  } catch (error) {
    return `threw: ${String(error).replaceAll('\n', ' ')}`;
  }
};

const fuzzEach = 5_000;

/** Messages at the edges of their schemas, in backends of so many each. */
const fuzz = async (messages: number, from: number): Promise<void> => {
  let failed = 0;
  for (let [seed, done] = [from, 0]; done < messages; seed += 1) {
    const some = Math.min(fuzzEach, messages - done);
    const { posted, refused, orders, rejected, problems } = await fuzzed(some, seed);
    done += some;
    process.stdout.write(
      `seed ${seed}: ${posted} taken, ${refused} refused at the edge, ` +
        `${rejected} rejected, ${orders} orders, ${problems.length === 0 ? 'right' : 'WRONG'}\n`,
    );
    if (problems.length === 0) continue;
    failed += 1;
    for (const each of problems.slice(0, problemsShownMax)) process.stdout.write(`  ${each}\n`);
    process.stdout.write(`  npm run simulate -- --fuzz ${some} --seed ${seed}\n`);
  }
  process.stdout.write(`${messages} messages from seed ${from}: ${failed} backends failed\n`);
  if (failed > 0) process.exitCode = 1;
};

interface Options {
  readonly seeds: number;
  readonly seed: number;
  readonly fuzz?: number;
}

const simulate = async ({ seeds, seed: from, fuzz: messages }: Options): Promise<void> => {
  if (messages !== undefined) return fuzz(messages, from);
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
  .description(
    'Runs the services in worlds full of trouble and checks every invariant after each step.',
  )
  .option('--seeds <n>', 'how many worlds', wholeFrom(1), 300)
  .option('--seed <s>', 'the first one; the same seed is the same history', wholeFrom(0), 1)
  .option('--fuzz <n>', 'instead: so many messages with each field at an edge', wholeFrom(1))
  .action(simulate)
  .parseAsync();
