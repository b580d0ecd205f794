/** The filters of the list of shipments, as the document describes them. */
import type { DocumentedParameter } from '../docs/documented.js';
import { oneOf, pageParameters, query, text } from '../docs/parameters.js';
import { shipmentStatuses } from './shipment-filter.js';

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
