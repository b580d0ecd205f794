import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';

export interface BrokerPorts {
  readonly client: number;
  readonly controller: number;
}

export interface Ports {
  readonly brokers: readonly BrokerPorts[];
  readonly redis: number;
}

/**
 * Below what systems hand out to outgoing connections: else a client that knocks at the port of a
 * killed server may be given that very port, and the server could not start again.
 */
const from = 20_000;
const to = 30_000;
const triesMax = 100;

/** Ports on loopback that are free now, all different. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const ports = new Set<number>();
  for (let tries = 0; ports.size < count; tries += 1) {
    if (tries > triesMax) throw new Error(`no ${count} free ports between ${from} and ${to}`);
    const port = randomInt(from, to);
    if (await isFree(port)) ports.add(port);
  }
  return [...ports];
}

async function isFree(port: number): Promise<boolean> {
  const release = await holdPort(port);
  await release?.();
  return release !== undefined;
}

/**
 * Listens on a port, so that nobody else is given it: call what it answers when it is to be used.
 * Undefined where it is taken; rejects where nobody could listen there.
 */
export async function holdPort(
  port: number,
  host = '127.0.0.1',
): Promise<(() => Promise<void>) | undefined> {
  const server = createServer((caller) => caller.destroy());
  try {
    server.listen(port, host);
    await once(server, 'listening');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return undefined;
    throw error;
  }
  server.unref();
  return async () => {
    server.close();
    await once(server, 'close');
  };
}

/**
 * The ports of the servers whose data is in the folder, which is made where it is not there. Kept
 * data keeps its ports: they are what clients were told.
 */
export async function portsOf(folder: string, brokers: number): Promise<Ports> {
  const file = join(folder, 'ports.json');
  if (existsSync(file)) {
    const ports = JSON.parse(await readFile(file, 'utf8')) as Ports;
    await mustFit(ports, brokers, folder);
    return ports;
  }
  await mkdir(folder, { recursive: true });
  const [redis = 0, ...others] = await freePorts(1 + 2 * brokers);
  const ports = {
    redis,
    brokers: Array.from({ length: brokers }, (_, index) => ({
      client: others[2 * index] ?? 0,
      controller: others[2 * index + 1] ?? 0,
    })),
  };
  await writeFile(file, JSON.stringify(ports));
  return ports;
}

async function mustFit(ports: Ports, brokers: number, folder: string): Promise<void> {
  if (ports.brokers.length !== brokers) {
    throw new Error(
      `brokers: the data in ${folder} is that of ${ports.brokers.length}, asked for ${brokers}: ` +
        'ask for as many, or take another folder',
    );
  }
  const all = [ports.redis, ...ports.brokers.flatMap((each) => [each.client, each.controller])];
  for (const port of all) {
    if (await isFree(port)) continue;
    throw new Error(
      `data: port ${port}, which the data in ${folder} was served at, is taken: ` +
        'end what uses it (servers on this same folder?)',
    );
  }
}
