/** A service over the ports of a world, until it is stopped. */
import { startService } from '../src/work/host.js';
import type { LedgerService } from './ledger.js';
import type { World } from './world.js';

export const started = (world: World, service: LedgerService) => {
  const stopping = new AbortController();
  const running = startService(service, world.ports(), stopping.signal);
  return {
    running,
    stop: async () => {
      stopping.abort();
      await running.ended;
    },
  };
};
