import { setMaxListeners } from 'node:events';
import { Command } from 'commander';
import { sideNamed, sideNames } from '../sides/register.js';
import { whole } from '../whole.js';
import { runSide } from './side-run.js';

interface Options {
  readonly brokers: string;
  readonly seed: string;
  readonly warmUpSeconds: string;
  readonly seconds: string;
  readonly window: string;
  readonly rate: string;
  readonly latencySeconds: string;
  readonly restSeconds: string;
}

const brokersOf = (text: string): 1 | 3 => {
  if (text !== '1' && text !== '3') throw new TypeError(`--brokers takes 1 or 3, not '${text}'`);
  return text === '1' ? 1 : 3;
};

/** `bench side NAME`: one side once, its outcome as JSON; exit code 1 where its books are wrong. */
export const sideCommand = (): Command =>
  new Command('side')
    .description(`one side once, as JSON, its books checked: ${sideNames.join(', ')}`)
    .argument('<name>', 'which side')
    .option('--brokers <n>', '1 or 3', '1')
    .option('--seed <n>', 'of the orders', '1')
    .option('--warm-up-seconds <n>', 'before anything is measured', '10')
    .option('--seconds <n>', 'at the full rate', '15')
    .option('--window <n>', 'orders open at once at the full rate', '1000')
    .option('--rate <n>', 'orders a second of the latency part; 0: none', '100')
    .option('--latency-seconds <n>', 'how long the latency part lasts', '10')
    .option('--rest-seconds <n>', 'how long it is watched at rest; 0: not at all', '0')
    .action(async (name: string, options: Options) => {
      // One signal ends dozens of followers, each with a listener of its own: no leak to warn of.
      setMaxListeners(1_000);
      const outcome = await runSide({
        side: sideNamed(name),
        brokers: brokersOf(options.brokers),
        seed: whole('seed', options.seed, 0),
        warmUpSeconds: whole('warm-up-seconds', options.warmUpSeconds, 0),
        seconds: whole('seconds', options.seconds, 1),
        window: whole('window', options.window, 1),
        rate: whole('rate', options.rate, 0),
        latencySeconds: whole('latency-seconds', options.latencySeconds, 1),
        restSeconds: whole('rest-seconds', options.restSeconds, 0),
      });
      process.stdout.write(`${JSON.stringify(outcome)}\n`);
      process.exitCode = outcome.faults.length > 0 ? 1 : 0;
    });
