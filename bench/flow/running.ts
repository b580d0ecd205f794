import { setMaxListeners } from 'node:events';
import { bounded } from '#embedded';
import { runFlow } from './flow.js';
import type { FlowOptions } from './flow.js';

// One signal ends dozens of workers, each with a listener of its own: no leak to warn of.
setMaxListeners(1_000);

await bounded((options: FlowOptions) => runFlow(options));
