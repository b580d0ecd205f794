import type { ApiClient } from '../api-client.js';
import { CommandError } from '../console.js';
import { settling } from '../progress.js';
import type { Sink } from './sink.js';

const settleWaitSeconds = 10;
const standstillMsMax = 120_000;

interface RowResult {
  readonly line: number;
  readonly error?: { readonly code: string; readonly detail: string };
}

/** Posts batches to `POST /v1/bulk`; a batch may go twice, since rows are known by their ids. */
export const apiSink = (api: ApiClient): Sink => ({
  // Requests may overtake each other.
  batchesAtOnce: 1,
  post: async (rows) => {
    const answered = await api.call('/bulk', {
      method: 'POST',
      headers: { 'content-type': 'application/x-ndjson' },
      body: rows.map((row) => `${JSON.stringify(row)}\n`).join(''),
    });
    const results = answered.trim().split('\n')
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
  settle: async () => {
    let seen = '';
    let since = performance.now();
    const shown = settling();
    for (;;) {
      const answered = await api.call(`/settled?wait=${settleWaitSeconds}`);
      const { settled, waitingFor } = JSON.parse(answered) as {
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
