import type { ChannelRow, SourceRow } from '#channels';
import type { OrderRow } from '#orders';
import type { ApiClient } from '../api-client.js';
import { CommandError } from '../console.js';
import { settling } from '../progress.js';
import type { Refused, Sink } from './sink.js';
import { isOtherwise, those } from './placed-before.js';

const settleWaitSeconds = 10;
const rowWaitSeconds = 10;
const standstillMsMax = 120_000;

interface RowResult {
  readonly line: number;
  readonly outcome?: string;
  readonly error?: {
    readonly code: string;
    readonly detail: string;
    readonly errors?: readonly { readonly field?: string }[];
  };
}

const refusalOf = (id: string, { code, detail, errors }: NonNullable<RowResult['error']>) => {
  const field = errors?.[0]?.field;
  return { id, code, detail, ...(field === undefined ? {} : { field }) };
};

/** Nothing was kept, or that is not known: the same rows may be sent again. */
const passing: ReadonlySet<string> = new Set(['busy', 'unavailable', 'internal']);

const ordersAtOnce = 16;

const asked = async <T>(api: ApiClient, tenant: string, path: string): Promise<T> =>
  JSON.parse(await api.call(path, { headers: { 'oms-tenant': tenant } })) as T;

const standsOtherwise = async (api: ApiClient, row: ChannelRow): Promise<boolean> => {
  const { tenant, channel, channelRef } = row.reference;
  const where =
    `/references/${encodeURIComponent(channelRef)}` + `?channel=${encodeURIComponent(channel)}`;
  const {
    orders: [found],
  } = await asked<{ orders: readonly { omsNumber: string }[] }>(api, tenant, where);
  if (found === undefined) return false;
  const { lines } = await asked<OrderRow>(api, tenant, `/orders/${found.omsNumber}`);
  return isOtherwise(row, lines);
};

/** A channel that nothing came from yet has no order that could stand. */
const isNew = async (api: ApiClient, { reference }: ChannelRow): Promise<boolean> => {
  const query = `/orders?limit=1&channel=${encodeURIComponent(reference.channel)}`;
  const { rows } = await asked<{ rows: readonly object[] }>(api, reference.tenant, query);
  return rows.length === 0;
};

/** Posts batches to `POST /v1/bulk`; a batch may go twice, since rows are known by their ids. */
export const apiSink = (api: ApiClient): Sink => {
  const refused: Refused[] = [];
  /** Rows whose outcome was not known in time. */
  const pending: SourceRow[] = [];
  const post = async (rows: readonly SourceRow[]): Promise<void> => {
    const answered = await api.call('/bulk', {
      method: 'POST',
      headers: { 'content-type': 'application/x-ndjson', prefer: `wait=${rowWaitSeconds}` },
      body: rows.map((row) => `${JSON.stringify(row)}\n`).join(''),
    });
    const results = answered
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as RowResult);
    if (results.length !== rows.length) {
      throw new CommandError(`${rows.length} rows were sent, ${results.length} answered`);
    }
    for (const [at, { error, outcome }] of results.entries()) {
      const row = rows[at];
      if (row === undefined) continue;
      if (error !== undefined && passing.has(error.code)) {
        throw new CommandError(`row ${row.id}: ${error.code}: ${error.detail}`);
      }
      if (error !== undefined) refused.push(refusalOf(row.id, error));
      else if (outcome === 'pending') pending.push(row);
    }
  };
  return {
    // Requests may overtake each other.
    batchesAtOnce: 1,
    placedOtherwise: async (placings) => {
      const [first] = placings;
      if (first === undefined || (await isNew(api, first))) return [];
      return those(placings, ordersAtOnce, (row) => standsOtherwise(api, row));
    },
    post,
    settle: async () => {
      await settleBehind(api);
      // All is answered by now: a repeat tells the first answer.
      if (pending.length > 0) await post(pending.splice(0));
      return refused.splice(0);
    },
  };
};

const settleBehind = async (api: ApiClient): Promise<void> => {
  let seen = '';
  let since = performance.now();
  const shown = settling();
  for (;;) {
    const answered = await api.call(`/settled?wait=${settleWaitSeconds}`);
    const { settled, waitingFor } = JSON.parse(answered) as {
      settled: boolean;
      waitingFor: readonly string[];
    };
    if (settled) return;
    const now = waitingFor.join('; ');
    shown(now);
    if (now !== seen) [seen, since] = [now, performance.now()];
    else if (performance.now() - since > standstillMsMax) {
      throw new CommandError(`nothing moves: ${now}`);
    }
  }
};
