import { StoreRefused, StoreUnavailable } from '#ports';
import type { AdapterJournal } from '#ports';
import { errorText } from '#kernel';
import { Redis } from 'ioredis';
import { defineScripts } from './scripts.js';

/** Reads are short; a batch may be megabytes. */
export type Purpose = 'read' | 'write';

const connectionLimits = {
  commandMs: { read: 1_000, write: 5_000 },
  connectMs: 1_000,
  retryMsMin: 50,
  retryMsMax: 1_000,
  firstConnectionMs: 5_000,
} as const;

/** Redis could not be reached at all. */
class RedisUnreachable extends Error {
  override readonly name = 'RedisUnreachable';

  constructor(address: string, error: unknown) {
    const advice =
      refusal(error) ?? 'start it, or correct REDIS_URL (rediss:// with TLS, redis:// without)';
    super(`no Redis answers at ${address} (${reasonOf(error)}): ${advice}`);
  }
}

/** What to set otherwise where a login or a certificate is refused. */
const refusal = (error: unknown): string | undefined => {
  const text = reasonOf(error);
  if (/^(WRONGPASS|NOAUTH|NOPERM|ERR invalid password)/.test(text)) {
    return 'correct user and password in REDIS_URL';
  }
  // Node's codes: DEPTH_ZERO_SELF_SIGNED_CERT, UNABLE_TO_VERIFY_LEAF_SIGNATURE and others.
  if (error instanceof Error && 'code' in error && /CERT|SIGNATURE/.test(String(error.code))) {
    return (
      'give it a certificate that is trusted; NODE_EXTRA_CA_CERTS names the file of a ' +
      'private CA'
    );
  }
  return undefined;
};

/** The server answers, and has no such database, or not for this user. */
class DatabaseRefused extends Error {
  override readonly name = 'DatabaseRefused';

  constructor(address: string, error: unknown) {
    super(
      `REDIS_URL names ${address}, whose database is refused (${reasonOf(error)}): expected ` +
        'after host and port none (0), or a whole number below the `databases` of the server',
    );
  }
}

/** The server's answer to SELECT: ioredis would go on in database 0. */
const isSelectRefused = (error: unknown): error is Error => {
  if (!(error instanceof Error && error.name === 'ReplyError' && 'command' in error)) return false;
  const { command } = error;
  return (
    typeof command === 'object' &&
    command !== null &&
    'name' in command &&
    command.name === 'select'
  );
};

/** For good: a missing password (NOAUTH) is told otherwise, a busy server (BUSY) passes. */
const isDatabaseRefused = (error: unknown): boolean =>
  isSelectRefused(error) && /^(ERR|NOPERM) /.test(error.message);

/** The address without user and password. */
const addressOf = (url: string): string => {
  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${host}${pathname}`;
};

/**
 * A connection that never keeps what it cannot send: without a server every command fails at once,
 * and what was under way when the connection broke, or is not answered in time, fails too. It may
 * have taken effect, so nothing is sent twice: whoever asked finds out from the cursor. It connects
 * again by itself.
 */
const connectionFor = (url: string, purpose: Purpose, log: AdapterJournal): Redis => {
  const { commandMs, connectMs, retryMsMin, retryMsMax } = connectionLimits;
  const client = new Redis(url, {
    lazyConnect: true,
    connectionName: `throughline-${purpose}`,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    commandTimeout: commandMs[purpose],
    // A server that hangs is left, so that what it was asked does not gather.
    socketTimeout: commandMs[purpose] * 2,
    connectTimeout: connectMs,
    retryStrategy: (times) =>
      Math.min(retryMsMin * 2 ** Math.min(times, 20), retryMsMax) * (0.5 + Math.random() / 2),
  });
  defineScripts(client);
  let isFailing = false;
  const worker = 'redis';
  client.on('error', (error: Error) => {
    if (isSelectRefused(error)) client.disconnect(true);
    if (isFailing) return;
    isFailing = true;
    const advice = refusal(error);
    const text =
      `${addressOf(url)} does not answer (${purpose}): ${reasonOf(error)}` +
      (advice === undefined ? '' : `: ${advice}`);
    log({ level: 'warn', worker, text });
  });
  client.on('ready', () => {
    if (!isFailing) return;
    isFailing = false;
    log({ level: 'info', worker, text: `${addressOf(url)} answers again (${purpose})` });
  });
  return client;
};

export const reasonOf = (error: unknown): string => {
  const text = errorText(error);
  // What ioredis says of a command between two attempts to connect tells nobody anything.
  return text.startsWith("Stream isn't writeable") ? 'not connected; the log says why' : text;
};

/** Errors of a server that go by: it loads, is full, moves, fails over, or people must let us. */
const passing = new RegExp(
  `\\b(?:${[
    'LOADING',
    'BUSY',
    'OOM',
    'MISCONF',
    'READONLY',
    'MASTERDOWN',
    'NOREPLICAS',
    'MOVED',
    'ASK',
    'TRYAGAIN',
    'CLUSTERDOWN',
    'NOAUTH',
    'NOPERM',
    'WRONGPASS',
    'NOSCRIPT',
    'UNBLOCKED',
  ].join('|')})\\b|max number of clients`,
);

/**
 * Why the server will never do this, whoever asks again: a key of another type, a script that fails
 * (Redis 6 puts its cause behind `ERR`). Undefined: it passes.
 */
export const refusalOf = (error: unknown): string | undefined => {
  if (!(error instanceof Error && error.name === 'ReplyError')) return undefined;
  const isOurs = /^(?:WRONGTYPE|ERR)\b/.test(error.message) && !passing.test(error.message);
  return isOurs ? `Redis: ${error.message}` : undefined;
};

/** A call that fails with what the store never does, or else with its trouble, which passes. */
export const asked = async <T>(call: Promise<T>): Promise<T> => {
  try {
    return await call;
  } catch (error) {
    const refused = refusalOf(error);
    if (refused !== undefined) throw new StoreRefused(refused, { cause: error });
    throw new StoreUnavailable(`Redis: ${reasonOf(error)}`, { cause: error });
  }
};

export interface Connections extends Readonly<Record<Purpose, Redis>> {
  close(): Promise<void>;
}

/**
 * Waits for the server for 5 s, then rejects with `RedisUnreachable`; with `DatabaseRefused` at
 * once.
 */
export const connect = async (url: string, log: AdapterJournal): Promise<Connections> => {
  const read = connectionFor(url, 'read', log);
  const write = connectionFor(url, 'write', log);
  const close = async (): Promise<void> => {
    await Promise.all([read, write].map((client) => ended(client)));
  };
  try {
    await Promise.all([read, write].map((client) => ready(client)));
  } catch (error) {
    await close();
    const Refused = isDatabaseRefused(error) ? DatabaseRefused : RedisUnreachable;
    throw new Refused(addressOf(url), error);
  }
  return { read, write, close };
};

const ready = (client: Redis): Promise<void> =>
  new Promise((resolve, reject) => {
    let last: unknown = new Error(`no answer within ${connectionLimits.firstConnectionMs} ms`);
    const remember = (error: unknown): void => {
      last = error;
      if (isDatabaseRefused(error)) done(() => reject(error));
    };
    const patience = setTimeout(() => done(() => reject(last)), connectionLimits.firstConnectionMs);
    const arrived = (): void => done(resolve);
    const done = (settle: () => void): void => {
      clearTimeout(patience);
      client.off('ready', arrived).off('error', remember);
      settle();
    };
    client.on('error', remember).once('ready', arrived);
    void client.connect().catch(remember);
  });

const ended = (client: Redis): Promise<void> =>
  new Promise((resolve) => {
    const isOpen = ['connecting', 'connect', 'ready', 'close'].includes(client.status);
    if (isOpen) client.once('end', () => resolve());
    client.disconnect();
    // Between two attempts there is nothing to end, and nothing tells of it.
    if (!isOpen) resolve();
  });
