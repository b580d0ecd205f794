/** Parameters of the routes, as the document describes them. */
import { matterKinds } from '#kernel';
import { fulfilments, lifecycles, paymentStates } from '#orders';
import { pageLimits } from '../lists/page.js';
import { attentions } from '../orders/order-filter.js';
import { shipmentStatuses } from '../shipments/shipment-filter.js';
import { serviceNames } from '#services';
import type { DocumentedParameter } from './documented.js';

const query = (
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
const text = { type: 'string' };
const time = { type: 'string', format: 'date-time' };
const oneOf = (values: readonly string[]) => ({ type: 'string', enum: values });

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
    maximum: pageLimits.rowsMax,
    default: usual,
  }),
  query(
    'cursor',
    'The `next` of the page before.',
    'WyJkZWZhdWx0fGFsbCIsIjIwMjYtMDEtMDVUMTA6MDA6MDAuMDAwWiIsIkMwTjEiXQ',
    text,
  ),
];
export const pageParameters = pagesOf(pageLimits.rowsUsual);
export const filterParameters: readonly DocumentedParameter[] = [
  query('lifecycle', 'Orders in this stage.', 'accepted', oneOf(lifecycles)),
  query('fulfilment', 'How far the units are.', 'reserved', oneOf(fulfilments)),
  query('payment', 'As the payments say.', 'captured', oneOf(paymentStates)),
  query('attention', 'What people have to look at.', 'hold', oneOf(attentions)),
  query('channel', 'Orders of this channel.', 'web', text),
  query('sku', 'Orders with a line of this SKU.', 'A', text),
  query('node', 'Orders with a line at this node.', 'main', text),
  query('placedFrom', 'Placed then or later.', '2026-01-05T00:00:00Z', time),
  query('placedTo', 'Placed then or before.', '2026-01-06T00:00:00Z', time),
  query(
    'customer',
    'Orders of the customer with this id, e-mail or name (also of an address), ' +
      'whole, in any case and spacing.',
    'ada@example.org',
    text,
  ),
  query(
    'changedFrom',
    'By last change, oldest first, from this time on.',
    '2026-01-05T00:00:00Z',
    time,
  ),
  query(
    'personal',
    '`true`: rows with customer, addresses and notes.',
    'true',
    oneOf(['true', 'false']),
  ),
  ...pageParameters,
];
export const numberParameters: readonly DocumentedParameter[] = [
  path('number', 'The OMS number, as people write it.', 'H0VD-3KFX-FA0T-8V'),
];
export const timelineParameters: readonly DocumentedParameter[] = [
  ...numberParameters,
  ...pagesOf(pageLimits.rowsMax),
  ...waitParameters,
];
export const shipmentParameters: readonly DocumentedParameter[] = [
  path('id', 'The shipment: the OMS number of its order, then -S1, -S2, …', 'H0VD-3KFX-FA0T-8V-S1'),
];
export const trackingParameters: readonly DocumentedParameter[] = [
  path('tracking', "The carrier's number; slashes in it are percent-encoded.", 'JD0001'),
];
export const shipmentFilterParameters: readonly DocumentedParameter[] = [
  query('node', 'Shipments of this node.', 'main', text),
  query(
    'status',
    '`open`: the node has something of it to send still.',
    'open',
    oneOf(shipmentStatuses),
  ),
  query(
    'promiseFrom',
    'Promised for then or later; a day begins in UTC. None without a promise.',
    '2026-01-05',
    text,
  ),
  query(
    'promiseTo',
    'Promised for then or before; a day ends in UTC. None without a promise.',
    '2026-01-09',
    text,
  ),
  query('tracking', 'With a parcel of this number.', 'JJD0099', text),
  ...pageParameters,
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
