/** Parameters of the routes, as the document describes them. */
import { matterKinds } from '#kernel';
import { pageRows } from '../reading/page-rows.js';
import { serviceNames } from '#services';
import type { DocumentedParameter } from './documented.js';

/** A parameter of the query string. */
export const query = (
  name: string,
  description: string,
  example: unknown,
  schema?: DocumentedParameter['schema'],
): DocumentedParameter => ({
  name,
  in: 'query',
  description,
  example,
  ...(schema === undefined ? {} : { schema }),
});
const path = (name: string, description: string, example: string): DocumentedParameter => ({
  name,
  in: 'path',
  description,
  example,
});
/** Schemas of parameters. */
export const text = { type: 'string' };
export const time = { type: 'string', format: 'date-time' };
export const oneOf = (values: readonly string[]) => ({ type: 'string', enum: values });

export const waitParameters: readonly DocumentedParameter[] = [
  {
    name: 'after',
    in: 'query',
    repeatable: true,
    example: ['orders.3.1207'],
    description: 'Tokens of posts that the answer must have seen; may stand several times.',
  },
  query(
    'wait',
    'Seconds to wait for that; also as header `Prefer: wait=N`. More than 10 are ' + 'taken as 10.',
    2,
    { type: 'number', minimum: 0 },
  ),
];
const pagesOf = (usual: number): readonly DocumentedParameter[] => [
  query('limit', 'Rows of a page.', usual, {
    type: 'integer',
    minimum: 1,
    maximum: pageRows.max,
    default: usual,
  }),
  query(
    'cursor',
    'The `next` of the page before.',
    'WyJkZWZhdWx0fGFsbCIsIjIwMjYtMDEtMDVUMTA6MDA6MDAuMDAwWiIsIkMwTjEiXQ',
    text,
  ),
];
export const pageParameters = pagesOf(pageRows.usual);
export const numberParameters: readonly DocumentedParameter[] = [
  path('number', 'The OMS number, as people write it.', 'H0VD-3KFX-FA0T-8V'),
];
export const timelineParameters: readonly DocumentedParameter[] = [
  ...numberParameters,
  ...pagesOf(pageRows.max),
  ...waitParameters,
];
export const shipmentParameters: readonly DocumentedParameter[] = [
  path('id', 'The shipment: the OMS number of its order, then -S1, -S2, …', 'H0VD-3KFX-FA0T-8V-S1'),
];
export const trackingParameters: readonly DocumentedParameter[] = [
  path('tracking', "The carrier's number; slashes in it are percent-encoded.", 'JD0001'),
];
export const skuParameters: readonly DocumentedParameter[] = [
  path('node', 'The place.', 'main'),
  path('sku', 'The SKU; slashes in it are percent-encoded.', 'A'),
];
export const referenceParameters: readonly DocumentedParameter[] = [
  path('reference', 'What the channel calls the order, or a tracking number.', 'R-1'),
  query('channel', 'Of this channel alone.', 'web', text),
];
export const rejectedParameters: readonly DocumentedParameter[] = [
  path('id', 'As the list names it.', 'orders:3:1207'),
];
export const attentionParameters: readonly DocumentedParameter[] = [
  query('kind', 'Of this kind alone.', 'early-facts', oneOf(matterKinds)),
  ...pageParameters,
];
export const matterParameters: readonly DocumentedParameter[] = [
  path('id', 'As the list names it.', 'orders:2:17:0'),
];
export const partitionParameters: readonly DocumentedParameter[] = [
  { ...path('service', 'Whose partition.', 'orders'), schema: oneOf(serviceNames) },
  { ...path('partition', 'Which one.', ''), example: 0, schema: { type: 'integer', minimum: 0 } },
];
export const resumeParameters: readonly DocumentedParameter[] = [
  ...partitionParameters,
  {
    name: 'accept',
    in: 'query',
    schema: oneOf(['clock']),
    example: 'clock',
    description: 'Answer messages at times that are ahead of the clock.',
  },
];
export const projectionParameters: readonly DocumentedParameter[] = [
  path('projection', 'Which one; `oms rebuild --help` lists them.', 'order'),
];
export const tenantParameter: DocumentedParameter = {
  name: 'oms-tenant',
  in: 'header',
  example: 'default',
  schema: { ...text, default: 'default' },
  description: 'For which tenant the request speaks.',
};
export const postParameters: readonly DocumentedParameter[] = [
  {
    name: 'Prefer',
    in: 'header',
    example: 'wait=2',
    schema: text,
    description:
      '`wait=N` (seconds) waits for what became of it. More than 10 are taken as 10: ' +
      '`Preference-Applied` says how many.',
  },
  {
    name: 'Idempotency-Key',
    in: 'header',
    example: '6f9619ff-8b86-4d01-b42d-00cf4fc964ff',
    schema: { ...text, maxLength: 200 },
    description:
      'A retry of the same body under the same key is the same command. An order needs ' +
      'none: its reference does the same.',
  },
];
