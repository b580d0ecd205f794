import { setTimeout as pause } from 'node:timers/promises';
import { CommandError, interrupted, note, UsageError } from './console.js';

/** A service that has never answered may just be starting; one that has comes back. */
const patience = { firstMs: 2_000, againMs: 15_000, retryMs: 250 } as const;

const refused = (given: string, why: string): UsageError => new UsageError(
  `--api takes the address of a running service, such as http://127.0.0.1:3000, not '${given}'`
    + `${why === '' ? '' : `: ${why}`}`,
);

/** The address without a slash or `/v1` at its end; a usage error where it can be none. */
export const checkedAddress = (given: string): string => {
  if (!URL.canParse(given)) throw refused(given, '');
  const { protocol, username, password, search, hash, href } = new URL(given);
  if (protocol !== 'http:' && protocol !== 'https:') throw refused(given, '');
  if (username !== '' || password !== '') {
    throw refused(given, 'the token goes into OMS_API_TOKEN');
  }
  if (search !== '' || hash !== '') throw refused(given, 'nothing may stand behind the path');
  return href.replace(/\/+$/, '').replace(/\/v1$/, '');
};

/**
 * Whether it may pass: a service that starts, a name that cannot be asked just now. Everything else
 * (a name that does not exist, a port that no client may call) stays as it is.
 */
const passing = new Set([
  'ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'EAI_AGAIN',
  'UND_ERR_SOCKET', 'UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT',
]);

/** The reason below `fetch failed`; of several tries (a name with two addresses) the first. */
const causeOf = (error: unknown): Error & { readonly code?: string } => {
  if (error instanceof AggregateError && error.errors.length > 0) return causeOf(error.errors[0]);
  if (!(error instanceof Error)) return new Error(String(error));
  return error.cause === undefined ? error : causeOf(error.cause);
};

export interface ApiClient {
  readonly address: string;
  /** The body at `path` below `/v1`; what is not answered well is a `CommandError`. */
  call(path: string, init?: RequestInit): Promise<string>;
  /** The lines of a body while they come in; a call that breaks off is made again. */
  lines(path: string, init: RequestInit, take: (line: string) => void): Promise<void>;
}

/** What a call came to; what missed may still come to something better. */
type Answer<B> = { readonly body: B } | { readonly missed: string };

type Reading<B> = (response: Response) => Promise<B>;

/**
 * A running service. One that is away or busy is asked again: for a moment where it has never
 * answered, for longer where it has. `signal` ends the wait.
 */
export const apiAt = (address: string, signal?: AbortSignal): ApiClient => {
  let hasAnswered = false;
  const call = async <B>(path: string, init: RequestInit, read: Reading<B>): Promise<B> => {
    let until: number | undefined;
    for (;;) {
      const answer = await once(`${address}/v1${path}`, init, read, signal);
      if ('body' in answer || answer.missed === busy) hasAnswered = true;
      if ('body' in answer) return answer.body;
      const waitMs = hasAnswered ? patience.againMs : patience.firstMs;
      if (until === undefined) {
        note(`${address} does not answer (${answer.missed}); trying for ${waitMs / 1_000} s`);
      }
      until ??= performance.now() + waitMs;
      if (performance.now() >= until) {
        throw new CommandError(`--api: ${address} does not answer: ${answer.missed}`);
      }
      await pause(patience.retryMs, undefined, signal === undefined ? {} : { signal })
        .catch(() => undefined);
    }
  };
  return {
    address,
    call: (path, init = {}) => call(path, init, (response) => response.text()),
    lines: (path, init, take) => call(path, init, async ({ body }) => {
      let rest = '';
      for await (const text of body?.pipeThrough(new TextDecoderStream()) ?? []) {
        const lines = (rest + text).split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) take(line);
      }
    }),
  };
};

const busy = '503: it is busy or not ready';

const once = async <B>(
  url: string, init: RequestInit, read: Reading<B>, signal: AbortSignal | undefined,
): Promise<Answer<B>> => {
  const token = process.env.OMS_API_TOKEN;
  const headers = new Headers(init.headers);
  if (token !== undefined) headers.set('authorization', `Bearer ${token}`);
  try {
    const response = await fetch(url, {
      ...init, headers, ...(signal === undefined ? {} : { signal }),
    });
    if (response.ok) return { body: await read(response) };
    if (response.status === 503) return { missed: busy };
    throw new CommandError(`${new URL(url).pathname}: ${await saidBy(response)}`);
  } catch (error) {
    if (error instanceof CommandError) throw error;
    if (signal?.aborted === true) throw new CommandError(interrupted);
    const { code = '', message } = causeOf(error);
    if (passing.has(code)) return { missed: message === '' ? code : message };
    const { origin, port } = new URL(url);
    if (message === 'bad port') {
      throw refused(origin, `HTTP clients refuse to call port ${port}`);
    }
    throw new CommandError(`--api: ${origin} cannot be called: ${message}`);
  }
};

/** A problem document in words; what is none, as it is (and not a page of it). */
const saidBy = async (response: Response): Promise<string> => {
  const text = await response.text();
  const { code, detail } = problemIn(text);
  if (code === undefined || detail === undefined) return `${response.status} ${text.slice(0, 200)}`;
  const hint = code === 'unauthorized' ? '; OMS_API_TOKEN must be that of the service' : '';
  return `${response.status} ${code}: ${detail}${hint}`;
};

const problemIn = (text: string): { readonly code?: string; readonly detail?: string } => {
  try {
    const found: unknown = JSON.parse(text);
    return typeof found === 'object' && found !== null ? found : {};
  } catch {
    return {};
  }
};
