import { matterKinds } from '#kernel';
import { apiAt, checkedAddress } from '../api-client.js';
import { print, printJson, UsageError } from '../console.js';
import { givenName } from '../named.js';
import { tableText } from '../report/table.js';

export interface AttentionOptions {
  readonly api: string;
  readonly tenant?: string;
  readonly kind?: string;
  readonly json?: boolean;
}

interface Row {
  readonly id: string;
  readonly kind: string;
  readonly since: string;
  readonly code: string;
  readonly detail: string;
  readonly about: Readonly<Record<string, string>>;
}
interface Page {
  readonly rows: readonly Row[];
  readonly next?: string;
}

const pageRows = 500;
const head = ['since', 'kind', 'code', 'about', 'id', 'detail'];

/** `oms attention`: all that people must look at, oldest first; NDJSON with `--json`. */
export const attention = async ({
  api,
  tenant = 'default',
  kind,
  json = false,
}: AttentionOptions): Promise<void> => {
  if (kind !== undefined && !matterKinds.some((each) => each === kind)) {
    throw new UsageError(`--kind takes one of ${matterKinds.join(', ')}, not '${kind}'`);
  }
  const client = apiAt(checkedAddress(api));
  const headers = { 'oms-tenant': givenName('--tenant', 'tenant', tenant) };
  const narrowed = kind === undefined ? '' : `&kind=${kind}`;
  let cursor = '';
  let count = 0;
  do {
    const body = await client.call(`/attention?limit=${pageRows}${narrowed}${cursor}`, { headers });
    const { rows, next } = JSON.parse(body) as Page;
    if (json) for (const row of rows) await printJson(row);
    else if (rows.length > 0) {
      await print(
        tableText(
          head,
          rows.map(({ since, kind: its, code, about, id, detail }) => [
            since,
            its,
            code,
            Object.values(about).join(' '),
            id,
            detail,
          ]),
          head.length,
        ),
      );
    }
    count += rows.length;
    cursor = next === undefined ? '' : `&cursor=${next}`;
  } while (cursor !== '');
  if (!json && count === 0) await print('nothing needs anybody');
};
