import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { redisProgram } from '#servers';

/** A Redis server of our own, with a directory of its own. */
export interface Server {
  readonly url: string;
  readonly pid: () => number;
  /** A plain client, to look behind the adapter. */
  client(): Redis;
  kill(signal: NodeJS.Signals): Promise<void>;
  start(...more: readonly string[]): Promise<void>;
  stop(): Promise<void>;
}

export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });

export const startServer = async (...settings: readonly string[]): Promise<Server> => {
  const [{ program }, port] = await Promise.all([redisProgram(), freePort()]);
  const dir = mkdtempSync(join(tmpdir(), 'redis-'));
  const clients: Redis[] = [];
  let running: ChildProcess | undefined;
  const server: Server = {
    url: `redis://127.0.0.1:${port}`,
    pid: () => running?.pid ?? 0,
    client: () => {
      const client = new Redis(server.url);
      client.on('error', () => undefined);
      clients.push(client);
      return client;
    },
    kill: async (signal) => {
      const ended = new Promise((resolve) => running?.once('close', resolve));
      running?.kill(signal);
      await ended;
      running = undefined;
    },
    start: async (...more) => {
      const args = [
        '--port',
        String(port),
        '--bind',
        '127.0.0.1',
        '--dir',
        dir,
        '--save',
        '',
        '--appendonly',
        'no',
        '--maxmemory-policy',
        'noeviction',
        ...settings,
        ...more,
      ];
      running = spawn(program, args, { stdio: 'ignore' });
      const failed = new Promise<never>((_, reject) => running?.once('error', reject));
      await Promise.race([failed, answering(server.url)]);
    },
    stop: async () => {
      for (const client of clients) client.disconnect();
      if (running !== undefined) await server.kill('SIGKILL');
      rmSync(dir, { recursive: true, force: true });
    },
  };
  await server.start();
  return server;
};

const answering = async (url: string): Promise<void> => {
  const client = new Redis(url, { lazyConnect: true, retryStrategy: () => null });
  client.on('error', () => undefined);
  for (let attempt = 0; attempt < 200; attempt += 1) {
    try {
      await client.connect();
      client.disconnect();
      return;
    } catch {
      await wait(25);
    }
  }
  throw new Error(`no Redis at ${url}`);
};
