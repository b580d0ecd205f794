import { setMaxListeners } from 'node:events';
import { bounded } from '#embedded';
import { runGrowth } from './growth.js';
import type { GrowthRun } from './growth.js';

// One signal ends dozens of workers, each with a listener of its own: no leak to warn of.
setMaxListeners(1_000);

await bounded(async (run: GrowthRun) => {
  const growth = await runGrowth(run);
  process.stdout.write(`${JSON.stringify(growth)}\n`);
  return growth.late.faults.length > 0 ? 1 : 0;
});
