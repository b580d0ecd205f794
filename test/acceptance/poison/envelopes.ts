import { structured, withHeaders } from './spoil.js';
import type { Poison } from './spoil.js';
/** Headers that do not say what the body is, or say it wrong. */
export const envelopes: readonly Poison[] = [
  {
    name: 'an unknown type',
    code: 'unknown_type',
    field: 'ce_type',
    spoil: withHeaders({ ce_type: 'oms.order.explode' }),
  },
  {
    name: 'a type of the language',
    code: 'unknown_type',
    field: 'ce_type',
    spoil: withHeaders({ ce_type: 'constructor' }),
  },
  {
    name: 'another content type',
    code: 'content_type_unsupported',
    httpField: 'content-type',
    field: 'content-type',
    spoil: withHeaders({ 'content-type': 'application/xml' }),
  },
  {
    name: 'a version of tomorrow',
    code: 'unknown_version',
    field: 'ce_dataschema',
    spoil: ({ headers, ...good }) =>
      withHeaders({ ce_dataschema: (headers['ce_dataschema'] ?? '').replace(/\d+$/, '99') })({
        headers,
        ...good,
      }),
  },
  {
    name: 'no CloudEvent',
    code: 'not_a_cloud_event',
    field: 'ce_specversion',
    spoil: withHeaders({ ce_specversion: undefined }),
  },
  {
    name: 'a tenant that is a path',
    code: 'tenant_invalid',
    httpField: 'oms-tenant',
    field: 'ce_omstenant',
    spoil: withHeaders({ ce_omstenant: 'a/b' }),
  },
];

/** `isMended`: whoever drives it again gives it an id. */
export const withoutId = (isMended: boolean): Poison => ({
  name: 'no id',
  code: 'not_a_cloud_event',
  field: 'ce_id',
  isMendedByRedrive: isMended,
  spoil: withHeaders({ ce_id: undefined }),
});

/** CloudEvents of the structured form whose data cannot be read. */
export const structuredEvents: readonly Poison[] = [
  {
    name: 'a structured event with broken data',
    code: 'schema_invalid',
    field: 'data',
    spoil: structured({ data: 'text' }),
  },
  {
    name: 'a structured event in broken base64',
    code: 'schema_invalid',
    field: 'data_base64',
    spoil: structured({ data: undefined, data_base64: 'e30' }),
  },
];
