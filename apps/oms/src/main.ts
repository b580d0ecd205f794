#!/usr/bin/env node
import { setMaxListeners } from 'node:events';
import { endWithReader } from './console.js';
import { program } from './program.js';

// One signal ends dozens of workers, each with a listener of its own: no leak to warn of.
setMaxListeners(1_000);

endWithReader();
await program().parseAsync(process.argv);
