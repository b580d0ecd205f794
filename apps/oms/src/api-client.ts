import { setTimeout as pause } from 'node:timers/promises';
import { CommandError, interrupted, note, UsageError } from './console.js';

/** A service that has never answered may just be starting; one that has comes back. */
const patience = { firstMs: 2_000, againMs: 15_000, retryMs: 250 } as const;

const refused = (given: string, why: string): UsageError =>
  new UsageError(
    `--api takes the address of a running service, such as http://127.0.0.1:3000, not '${given}'` +
      `${why === '' ? '' : `: ${why}`}`,
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
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EAI_AGAIN',
  'UND_ERR_SOCKET',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
]);

/** The call never came to a service. */
const notTaken = new Set(['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'EAI_AGAIN']);

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
  /**
   * The lines of a body while they come in. Tried again only where it has certainly not begun: what
   * it asks for may not be harmless twice.
   */
  lines(path: string, init: RequestInit, take: (line: string) => void): Promise<void>;
}

/** What a call came to; what missed may still come to something better. */
type CallOutcome<B> =
  | { readonly body: B }
  /** `begun`: the service may have taken the call. */
  | { readonly missed: string; readonly begun: boolean };

interface Reading<B> {
  readonly read: (response: Response) => Promise<B>;
  /** A call that the service may have taken is not made again. */
  readonly once?: true;
}

/**
 * A running service. One that is away or busy is asked again: for a moment where it has never
 * answered, for longer where it has. `signal` ends the wait.
 */
export const apiAt = (address: string, signal?: AbortSignal): ApiClient => {
  let hasAnswered = false;
  const call = async <B>(path: string, init: RequestInit, reading: Reading<B>): Promise<B> => {
    let until: number | undefined;
    for (;;) {
      const answer = await tried(`${address}/v1${path}`, init, reading, signal);
      if ('body' in answer || answer.missed === busy) hasAnswered = true;
      if ('body' in answer) return answer.body;
      if (answer.begun && reading.once === true) {
        throw new CommandError(
          `--api: ${address} broke off its answer (${answer.missed}): whether ` +
            'it was done is not known; look before you ask again',
        );
      }
      const waitMs = hasAnswered ? patience.againMs : patience.firstMs;
      if (until === undefined) {
        note(`${address} does not answer (${answer.missed}); trying for ${waitMs / 1_000} s`);
      }
      until ??= performance.now() + waitMs;
      if (performance.now() >= until) {
        throw new CommandError(`--api: ${address} does not answer: ${answer.missed}`);
      }
      await pause(patience.retryMs, undefined, signal === undefined ? {} : { signal }).catch(
        () => undefined,
      );
    }
  };
  return {
    address,
    call: (path, init = {}) => call(path, init, { read: (response) => response.text() }),
    lines: (path, init, take) => call(path, init, { read: linesTo(take), once: true }),
  };
};

const linesTo =
  (take: (line: string) => void) =>
  async ({ body }: Response): Promise<void> => {
    let rest = '';
    for await (const text of body?.pipeThrough(new TextDecoderStream()) ?? []) {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) take(line);
    }
  };

const busy = '503: it is busy or not ready';

const tried = async <B>(
  url: string,
  init: RequestInit,
  { read }: Reading<B>,
  signal: AbortSignal | undefined,
): Promise<CallOutcome<B>> => {
  const token = process.env.OMS_API_TOKEN;
  const headers = new Headers(init.headers);
  if (token !== undefined) headers.set('authorization', `Bearer ${token}`);
  try {
    const response = await fetch(url, {
      ...init,
      headers,
      ...(signal === undefined ? {} : { signal }),
    });
    if (response.ok) return { body: await read(response) };
    if (response.status === 503) return { missed: busy, begun: false };
    throw new CommandError(`${new URL(url).pathname}: ${await saidBy(response)}`);
  } catch (error) {
    if (error instanceof CommandError) throw error;
    if (signal?.aborted === true) throw new CommandError(interrupted);
    const { code = '', message } = causeOf(error);
    if (passing.has(code)) {
      return { missed: message === '' ? code : message, begun: !notTaken.has(code) };
    }
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
