/**
 * What people have dealt with, on its way to the partition that shows it: the one message of an
 * inbox that is for no aggregate.
 */
import type { LogRecord } from '#ports';
import { bytesOf, foreignData, isUndecodable, undecodable } from './body.js';
import { dismissal } from './catalogue/log.js';
import { jsonContent, specversion } from './cloud-event.js';
import type { Dismissal, Undecodable } from './envelope.js';
import { tenantOf } from './inbox-record.js';

export interface Dismissing {
  /** The same matter is dismissed once. */
  readonly id: string;
  readonly tenant: string;
  readonly dismissal: Dismissal;
}

const type = 'oms.log.dismiss';

export const encodeDismissing = ({ id, tenant, dismissal: said }: Dismissing): LogRecord => ({
  key: null,
  headers: {
    'content-type': jsonContent,
    ce_specversion: specversion,
    ce_id: id,
    ce_source: '/oms/edge',
    ce_type: type,
    ce_omstenant: tenant,
  },
  value: bytesOf(said),
});

/** `undefined` where the record is another message. */
export const decodeDismissing = ({
  headers,
  value,
}: LogRecord): Dismissing | Undecodable | undefined => {
  if (headers.ce_type !== type) return undefined;
  const tenant = tenantOf(headers);
  if (typeof tenant !== 'string') return tenant;
  const body = foreignData(value);
  if (isUndecodable(body)) return body;
  const read = dismissal.safeParse(body.data);
  const { ce_id: id = '' } = headers;
  if (read.success && id !== '') return { id, tenant, dismissal: read.data };
  return undecodable('schema_invalid', 'expected what is dismissed, and why', 'body');
};
