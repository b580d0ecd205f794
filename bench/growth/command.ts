import { Command } from 'commander';
import { runBounded } from '#embedded';
import { whole } from '../whole.js';
import type { GrowthRun } from './growth.js';

interface Options {
  readonly orders: string;
  readonly window: string;
  readonly seed: string;
}

/** `bench growth`: rate, memory and lists as orders pile up, as JSON. */
export const growthCommand = (): Command =>
  new Command('growth')
    .description('rate, memory and lists at a hundredth of the orders and at all, as JSON')
    .option('--orders <n>', 'at the end', '1000000')
    .option('--window <n>', 'orders open at once', '1500')
    .option('--seed <n>', 'of the orders', '1')
    .action(async (options: Options) => {
      const run: GrowthRun = {
        orders: whole('orders', options.orders, 400),
        window: whole('window', options.window, 1),
        seed: whole('seed', options.seed, 0),
      };
      process.exitCode = await runBounded(new URL('./running.js', import.meta.url), run);
    });
