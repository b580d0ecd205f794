import { once } from 'node:events';
import { createServer } from 'node:net';
import { runBounded } from '#embedded';
import type { Desk } from '#services';
import { CommandError, interruption, note, wholeNumber } from '../console.js';
import { temporaryDirectory } from '../data-directory.js';

const portUsual = 3_000;
const portsTried = 100;

const isFree = async (port: number, host: string): Promise<boolean> => {
  const server = createServer();
  const free = await new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(false));
    server.listen({ port, host, exclusive: true }, () => resolve(true));
  });
  if (free) {
    server.close();
    await once(server, 'close');
  }
  return free;
};

/** The port asked for, which must be free; or the usual one, or the next free one after it. */
export const freePort = async (given: string | undefined, host: string): Promise<number> => {
  if (given !== undefined) {
    const port = wholeNumber('--port', given, 0, 65_535);
    if (port !== 0 && !await isFree(port, host)) {
      throw new CommandError(`port ${port} is taken; give another one with --port`);
    }
    return port;
  }
  for (let port = portUsual; port < portUsual + portsTried; port += 1) {
    if (!await isFree(port, host)) continue;
    if (port !== portUsual) note(`port ${portUsual} is taken, using ${port}`);
    return port;
  }
  const last = portUsual + portsTried - 1;
  throw new CommandError(`no free port from ${portUsual} to ${last}; give one with --port`);
};

export interface Served { readonly address: string; close(): Promise<void> }

/** The HTTP edge before a backend of this process. */
export const serveDesk = async (desk: Desk, host: string, port: number): Promise<Served> => {
  const { startApi } = await import('#api');
  const token = process.env.OMS_API_TOKEN;
  return startApi({ desk, host, port, ...(token === undefined ? {} : { token }) });
};

export interface ServeOptions {
  readonly data?: string; readonly port?: string; readonly host: string;
}

/** What `oms serve` has made sure of before its thread begins. */
export interface Serving {
  readonly directory: string;
  /** Gone at the end. */
  readonly temporary: boolean;
  readonly port: number;
  readonly host: string;
}

/** `oms serve`: everything in one process until Ctrl-C, in a thread whose heap is bounded. */
export const serve = async ({ data, port, host }: ServeOptions): Promise<number> => {
  const signal = interruption();
  const serving: Serving = {
    directory: data ?? temporaryDirectory(), temporary: data === undefined,
    port: await freePort(port, host), host,
  };
  return runBounded(new URL('./serving.js', import.meta.url), serving, signal);
};
