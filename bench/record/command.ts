import type { Command } from 'commander';
import { whole } from '../whole.js';
import { groupNames, record } from './record.js';
import { forTheRecord, quick } from './settings.js';
import type { Settings } from './settings.js';

interface Options {
  readonly quick?: true;
  readonly only?: string;
  readonly repetitions?: string;
  readonly seconds?: string;
  readonly window?: string;
  readonly seed?: string;
  readonly scale?: string;
}

const namesOf = (only: string | undefined): readonly string[] => {
  if (only === undefined) return groupNames;
  const names = only.split(',');
  const unknown = names.filter((name) => !groupNames.includes(name));
  if (unknown.length > 0) {
    throw new TypeError(
      `--only takes some of ${groupNames.join(', ')}, not '${unknown.join(', ')}'`,
    );
  }
  return names;
};

const scaleOf = (text: string): number => {
  const scale = Number(text);
  if (scale > 0 && scale <= 1) return scale;
  throw new TypeError(`--scale takes a number above 0, and 1 at most, not '${text}'`);
};

const settingsOf = (options: Options): Settings => {
  const base = options.quick === true ? quick : forTheRecord;
  const { repetitions, seconds, window, seed, scale } = options;
  return {
    ...base,
    ...(repetitions !== undefined && { repetitions: whole('repetitions', repetitions, 1) }),
    ...(seconds !== undefined && { seconds: whole('seconds', seconds, 1) }),
    ...(window !== undefined && { window: whole('window', window, 1) }),
    ...(seed !== undefined && { seed: whole('seed', seed, 0) }),
    ...(scale !== undefined && { scale: scaleOf(scale) }),
  };
};

/** `bench` by itself: everything, or some of it, for bench/results. */
export const addRecording = (bench: Command): Command =>
  bench
    .option('--quick', 'for its checks, not its times: 3 minutes, writes no results')
    .option('--only <names>', `some of ${groupNames.join(',')}`)
    .option('--repetitions <n>', `of each side, in turns (${forTheRecord.repetitions})`)
    .option('--seconds <n>', `at the full rate, each time (${forTheRecord.seconds})`)
    .option('--window <n>', `orders open at once at the full rate (${forTheRecord.window})`)
    .option('--seed <n>', `of the orders (${forTheRecord.seed})`)
    .option('--scale <n>', 'of the flash sale and the growth: 0.1 is a tenth of them (1)')
    .addHelpText(
      'after',
      `
Without a command it measures every row of docs/performance.md against its peers, in turns, checks
the books of each after every run, and writes bench/results; then: npm run docs.
  npm run bench -- --only kafka-1 --repetitions 3     a part of it
  npm run bench -- side streams-10                    one peer alone
  npm run bench -- flow --kafka                       our own flow, in detail`,
    )
    .action(async (options: Options) => {
      const names = namesOf(options.only);
      const isQuick = options.quick === true;
      process.exitCode = await record({ names, settings: settingsOf(options), isQuick });
    });
