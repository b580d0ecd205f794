/**
 * A real backend in this process, on the embedded ports, with the API in front of it: for specs.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmbedded, soleOwnership, systemClock, systemRandom } from '#embedded';
import type { NumberKeys } from '#kernel';
import type { Log } from '#ports';
import { standstill } from '#runtime';
import { settlingOf, startBackend, verify } from '#services';
import type { Backend, Gateway, Verification } from '#services';
import { startApi } from './index.js';

export interface RunningBackend {
  readonly gateway: Backend;
  readonly address: string;
  /** What the services read and write, for what no client would post. */
  readonly log: (topic: string) => Log;
  /** The logs proved from offset 0, and every view held against them. */
  verified(): Promise<Verification>;
  stop(): Promise<void>;
}

export interface FixtureOptions {
  readonly token?: string;
  readonly bits?: number;
  /** What the API is given instead of the backend itself. */
  readonly gatewayOver?: (backend: Backend) => Gateway;
}

const partitions = 2;
/** A deadline may come while the books are read: they are read again behind it. */
const readsMax = 5;
const standsMsMax = 5_000;

export const keysOf = (bits?: number): NumberKeys => {
  const key = Uint8Array.from({ length: 32 }, (_, at) => at);
  const epochs = [{ from: Number.NEGATIVE_INFINITY, key }];
  return bits === undefined ? { epochs } : { epochs, bits };
};

export const startedBackend = async (options: FixtureOptions = {}): Promise<RunningBackend> => {
  const directory = mkdtempSync(join(tmpdir(), 'throughline-api-'));
  const embedded = await openEmbedded(directory, { partitions });
  const ports = {
    logs: (topic: string) => embedded.log(topic),
    states: embedded.states,
    positions: embedded.positions,
    generations: embedded.generations,
    clock: systemClock,
    random: systemRandom,
    ownership: soleOwnership,
    log: () => undefined,
  };
  const gateway = startBackend(ports, keysOf(options.bits));
  const { logs, generations } = ports;
  const settling = settlingOf(ports);
  const ending = new AbortController();
  const waitingFor = async (): Promise<readonly string[]> =>
    (await standstill(settling, systemClock, standsMsMax, ending.signal)).waitingFor;
  const { token, gatewayOver } = options;
  const api = await startApi({
    gateway: gatewayOver?.(gateway) ?? gateway,
    host: '127.0.0.1',
    port: 0,
    ...(token === undefined ? {} : { token }),
  });
  return {
    gateway,
    address: api.address,
    log: logs,
    async verified() {
      for (let tries = 1; ; tries += 1) {
        const verification = await verify({ logs, generations, waitingFor });
        if (verification.settled || tries === readsMax) return verification;
      }
    },
    async stop() {
      ending.abort();
      await api.close();
      await gateway.stop();
      await embedded.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
};
