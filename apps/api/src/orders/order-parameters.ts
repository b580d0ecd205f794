/** The filters of the list of orders, as the document describes them. */
import { fulfilments, lifecycles, paymentStates } from '#orders';
import type { DocumentedParameter } from '../docs/documented.js';
import { oneOf, pageParameters, query, text, time } from '../docs/parameters.js';
import { attentions } from './order-filter.js';

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
