import { setMaxListeners } from 'node:events';
import type { NumberKeys } from '#kernel';
import type { Generations } from '#ports';
import type { Ports, RunningService, Settling } from '#runtime';
import type { Gateway, Operations, Rebuilding } from './gateway.js';
import { openGateway } from './open-gateway.js';
import { operationsOf } from './operations.js';
import { serviceModules } from './register.js';
import { settlingOf } from './status/settling.js';
import { statusOf } from './status/status.js';
import { rebuildingOf, startViews } from './workers.js';

export interface BackendPorts extends Ports {
  readonly generations: Generations;
}

/** Everything in one process, over whatever ports it was given. */
export interface Backend extends Gateway {
  readonly operations: Operations;
  readonly rebuilding: Rebuilding;
  readonly settling: Settling;
  /** Orderly end: nothing new is begun, what was begun is finished. */
  stop(): Promise<void>;
}

export const startBackend = (ports: BackendPorts, keys: NumberKeys): Backend => {
  const controller = new AbortController();
  const { signal } = controller;
  // It ends dozens of workers, each with a listener of its own: no leak to warn of.
  setMaxListeners(0, signal);
  const logs = memoised(ports.logs);
  const own: BackendPorts = { ...ports, logs };
  const gateway = openGateway(own, keys, signal, async () => statusOf(own, running, viewed));
  const running: readonly RunningService[] = serviceModules.map((each) =>
    each.start(own, keys, signal),
  );
  // Alone: all partitions of the views are followed here, whoever writes them.
  const { ownership: _shared, ...alone } = own;
  const viewed = startViews(alone, signal);
  return {
    ...gateway,
    settling: settlingOf(own),
    rebuilding: rebuildingOf(viewed),
    operations: operationsOf(own, running),
    async stop() {
      controller.abort();
      await Promise.all([...running, ...viewed].map(({ ended }) => ended));
    },
  };
};

const memoised = <V>(make: (name: string) => V): ((name: string) => V) => {
  const made = new Map<string, V>();
  return (name) => {
    const known = made.get(name);
    if (known !== undefined) return known;
    const value = make(name);
    made.set(name, value);
    return value;
  };
};
