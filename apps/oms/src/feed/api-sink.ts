import { setTimeout as pause } from 'node:timers/promises';
import { CommandError, note, UsageError } from '../console.js';
import { settling } from '../progress.js';
import type { Sink } from './sink.js';

const attemptsMax = 20;
const retryMs = 500;
const settleWaitSeconds = 10;
const standstillMsMax = 120_000;

const headers = (): Record<string, string> => {
  const token = process.env.OMS_API_TOKEN;
  return token === undefined ? {} : { authorization: `Bearer ${token}` };
};

const baseOf = (url: string): string => {
  if (!/^https?:\/\//.test(url) || !URL.canParse(url)) {
    throw new UsageError(`--api takes an address such as http://127.0.0.1:3000, not '${url}'`);
  }
  return url.replace(/\/$/, '');
};

/** `URL/v1/…`; a service that is away or busy is asked again for some seconds. */
export const callApi = async (
  url: string, path: string, init: RequestInit = {},
): Promise<Response> => {
  const base = baseOf(url);
  for (let attempt = 1; ; attempt += 1) {
    const response = await fetch(`${base}/v1${path}`, {
      ...init, headers: { ...headers(), ...init.headers as Record<string, string> | undefined },
    }).catch((error: unknown) => error);
    const passing = !(response instanceof Response) || response.status === 503;
    if (!passing) {
      if (response.ok) return response;
      throw new CommandError(`${path}: ${response.status} ${await response.text()}`);
    }
    if (attempt === 1) {
      const seconds = attemptsMax * retryMs / 1_000;
      note(`${base} does not answer (${why(response)}); trying for ${seconds} s`);
    }
    if (attempt >= attemptsMax) throw new CommandError(`${base} does not answer: ${why(response)}`);
    await pause(retryMs);
  }
};

const why = (response: unknown): string => {
  if (response instanceof Response) return String(response.status);
  if (response instanceof Error && response.cause instanceof Error) return response.cause.message;
  return String(response);
};

interface RowResult {
  readonly line: number;
  readonly error?: { readonly code: string; readonly detail: string };
}

/** Posts batches to `POST /v1/bulk`; a batch may go twice, since rows are known by their ids. */
export const apiSink = (url: string): Sink => ({
  // Requests may overtake each other.
  batchesAtOnce: 1,
  post: async (rows) => {
    const response = await callApi(url, '/bulk', {
      method: 'POST',
      headers: { 'content-type': 'application/x-ndjson' },
      body: rows.map((row) => `${JSON.stringify(row)}\n`).join(''),
    });
    const results = (await response.text()).trim().split('\n')
      .map((line) => JSON.parse(line) as RowResult);
    const failed = results.find(({ error }) => error !== undefined);
    if (failed?.error !== undefined) {
      const { id } = rows[failed.line - 1] ?? { id: '?' };
      throw new CommandError(`row ${id}: ${failed.error.code}: ${failed.error.detail}`);
    }
    if (results.length !== rows.length) {
      throw new CommandError(`${rows.length} rows were sent, ${results.length} answered`);
    }
  },
  settle: async (signal) => {
    let seen = '';
    let since = performance.now();
    const shown = settling();
    for (;;) {
      const response = await callApi(url, `/settled?wait=${settleWaitSeconds}`, { signal });
      const { settled, waitingFor } = await response.json() as {
        settled: boolean; waitingFor: readonly string[];
      };
      if (settled) return;
      const now = waitingFor.join('; ');
      shown(now);
      if (now !== seen) [seen, since] = [now, performance.now()];
      else if (performance.now() - since > standstillMsMax) {
        throw new CommandError(`nothing moves: ${now}`);
      }
    }
  },
});
