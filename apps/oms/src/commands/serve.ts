import { once } from 'node:events';
import { createServer } from 'node:net';
import { runBounded } from '#embedded';
import type { Gateway } from '#services';
import { CommandError, interruption, note, UsageError, wholeNumber } from '../console.js';
import { temporaryDirectory } from '../data-directory.js';

const portUsual = 3_000;
const portsTried = 100;

const notHere = 'this machine has no such address';
const unknownName = 'no address is known under this name';
const reasons: Readonly<Record<string, string>> = {
  EADDRNOTAVAIL: notHere,
  ENOTFOUND: unknownName,
  EAI_AGAIN: unknownName,
};

const unheard = (
  port: number,
  host: string,
  { code = '', message }: NodeJS.ErrnoException,
): CommandError =>
  new CommandError(
    code === 'EACCES'
      ? `port ${port} is not for this user to listen on; give another one with --port`
      : `--host (or OMS_HOST) ${host}: ${reasons[code] ?? message}`,
  );

/** False where the port is taken; fails where nobody can listen there at all. */
const isFree = async (port: number, host: string): Promise<boolean> => {
  const server = createServer();
  const error = await new Promise<NodeJS.ErrnoException | undefined>((resolve) => {
    server.once('error', resolve);
    server.listen({ port, host, exclusive: true }, () => resolve(undefined));
  });
  if (error?.code === 'EADDRINUSE') return false;
  if (error !== undefined) throw unheard(port, host, error);
  server.close();
  await once(server, 'close');
  return true;
};

/**
 * The port asked for, which must be free (0: any); or the usual one, or the next free one after it.
 */
export const freePort = async (given: string | undefined, host: string): Promise<number> => {
  if (given !== undefined) {
    const port = wholeNumber('--port', given, 0, 65_535);
    if (!(await isFree(port, host))) {
      throw new CommandError(`port ${port} is taken; give another one with --port`);
    }
    return port;
  }
  for (let port = portUsual; port < portUsual + portsTried; port += 1) {
    if (!(await isFree(port, host))) continue;
    if (port !== portUsual) note(`port ${portUsual} is taken, using ${port}`);
    return port;
  }
  const last = portUsual + portsTried - 1;
  throw new CommandError(`no free port from ${portUsual} to ${last}; give one with --port`);
};

export interface Served {
  readonly address: string;
  close(): Promise<void>;
}

/** The HTTP edge before a backend of this process. */
export const serveGateway = async (
  gateway: Gateway,
  host: string,
  port: number,
): Promise<Served> => {
  const { startApi } = await import('#api');
  const { guardedIn } = await import('#http');
  const token = process.env.OMS_API_TOKEN;
  const guarded = guardedIn(process.env);
  if ('fault' in guarded) throw new CommandError(guarded.fault);
  return startApi({
    ...guarded.asked,
    gateway,
    host,
    port,
    ...(token === undefined ? {} : { token }),
  });
};

export interface ServeOptions {
  readonly data?: string;
  readonly brokers?: string;
  readonly redis?: string;
  readonly port?: string;
  readonly host?: string;
}

/** What `oms serve` has made sure of before its thread begins. */
export interface Serving {
  readonly directory: string;
  /** Gone at the end. */
  readonly temporary: boolean;
  readonly port: number;
  readonly host: string;
}

const hostUsual = '127.0.0.1';

/** `--host`, else `OMS_HOST`, else the usual one; fails where it needs a token that is not set. */
const hostFor = async (given: string | undefined): Promise<string> => {
  const { OMS_HOST: set = '', OMS_API_TOKEN: token } = process.env;
  const host = given ?? (set.trim() === '' ? hostUsual : set.trim());
  if (host === hostUsual) return host;
  const { tokenMissing } = await import('#http');
  const missing = tokenMissing(host, token);
  if (missing !== undefined) throw new CommandError(missing);
  return host;
};

/** Whether an installation is meant; a data directory that is named goes before the environment. */
const meansServers = ({ data, brokers, redis }: ServeOptions): boolean => {
  if (data === undefined) {
    const { KAFKA_BROKERS: list, REDIS_URL: url, OMS_ROLES: roles } = process.env;
    const [isBroker, isRedis] = [brokers ?? list, redis ?? url].map(isSet);
    if (isBroker || isRedis) return true;
    if (isSet(roles)) {
      throw new UsageError('OMS_ROLES is for an installation: give --brokers LIST --redis URL too');
    }
    return false;
  }
  if (brokers === undefined && redis === undefined) return false;
  throw new UsageError('--data and --brokers name 2 places: give one of them');
};

const isSet = (text: string | undefined): boolean => text !== undefined && text.trim() !== '';

/**
 * `oms serve` until Ctrl-C: everything in one process, in a thread whose heap is bounded, on a data
 * directory; or the roles of one process of an installation on Kafka and Redis.
 */
export const serve = async (options: ServeOptions): Promise<number> => {
  if (meansServers(options)) {
    const { serveServers } = await import('./serve-servers.js');
    return serveServers(options);
  }
  return serveData(options);
};

const serveData = async ({ data, port, host: given }: ServeOptions): Promise<number> => {
  const signal = interruption();
  const host = await hostFor(given);
  const free = await freePort(port, host);
  const serving: Serving = {
    directory: data ?? temporaryDirectory(),
    temporary: data === undefined,
    port: free,
    host,
  };
  return runBounded(new URL('./serving.js', import.meta.url), serving, signal);
};
