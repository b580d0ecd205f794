import { setMaxListeners } from 'node:events';
import { bounded } from '#embedded';
import { runRush } from './rush.js';
import type { RushRun } from './rush.js';

// One signal ends dozens of workers, each with a listener of its own: no leak to warn of.
setMaxListeners(1_000);

await bounded(async (run: RushRun) => {
  const outcome = await runRush(run);
  process.stdout.write(`${JSON.stringify(outcome)}\n`);
  return outcome.faults.length > 0 ? 1 : 0;
});
