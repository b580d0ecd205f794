import { Command } from 'commander';
import { runBounded } from '#embedded';
import { whole } from '../whole.js';
import type { RushRun } from './rush.js';

interface Options {
  readonly requests: string;
  readonly units: string;
  readonly window: string;
  readonly seed: string;
  readonly evenly?: true;
  readonly kafka?: true;
}

/** `bench rush`: a flash sale as JSON; exit code 1 where anything is over- or undersold. */
export const rushCommand = (): Command =>
  new Command('rush')
    .description('a flash sale: many requests for few units of one SKU, as JSON')
    .option('--requests <n>', 'how many want one unit each', '200000')
    .option('--units <n>', 'how many there are', '10000')
    .option('--window <n>', 'requests open at once', '1500')
    .option('--seed <n>', 'of the orders', '1')
    .option('--evenly', 'for comparison: over all SKUs, with enough of each')
    .option('--kafka', 'on Kafka and Redis, in one process')
    .action(async (options: Options) => {
      const units = whole('units', options.units, 1);
      const run: RushRun = {
        requests: whole('requests', options.requests, 1),
        units: options.evenly === true ? undefined : units,
        window: whole('window', options.window, 1),
        seed: whole('seed', options.seed, 0),
        kafka: options.kafka === true,
      };
      process.exitCode = await runBounded(new URL('./running.js', import.meta.url), run);
    });
