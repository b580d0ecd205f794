import { setMaxListeners } from 'node:events';
import { bounded } from '#embedded';
import { startBackend } from '#services';
import { print } from '../console.js';
import { openData } from '../data-directory.js';
import { serveGateway } from './serve.js';
import type { Serving } from './serve.js';

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });

// One signal ends dozens of workers, each with a listener of its own: no leak to warn of.
setMaxListeners(1_000);

await bounded(async ({ directory, temporary, port, host }: Serving, signal) => {
  const opened = await openData(directory);
  const backend = startBackend(opened.ports, opened.keys);
  try {
    const served = await serveGateway(backend, host, port);
    await print(`api ${served.address}`);
    await print(`data ${directory}${temporary ? ' (temporary: gone at the end)' : ''}`);
    await aborted(signal);
    await served.close();
  } finally {
    await backend.stop();
    await opened.close();
  }
  return 0;
});
