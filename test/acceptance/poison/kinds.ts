/** What arrives on a topic and cannot be a message: each kind with the reason that it must get. */
import { bodies } from './bodies.js';
import { unknownKeys, wrongLines, wrongValues } from './contents.js';
import { envelopes, structuredEvents, withoutId } from './envelopes.js';
import { withHeaders, withOrder } from './spoil.js';
import type { Poison } from './spoil.js';
/** `order` is where the order's fields stand in the data: '' or 'body.'. */
const everywhere = (order: string): readonly Poison[] => [
  ...bodies(order),
  ...envelopes,
  withoutId(order !== ''),
  ...structuredEvents,
  ...unknownKeys(order),
  ...wrongValues(order),
  ...wrongLines(order),
];

/** The same order's number with the last character changed. */
const wrongCheck = (number: string): string =>
  `${number.slice(0, -1)}${number.endsWith('0') ? '1' : '0'}`;

/** Of the orders inbox: keyed by the OMS number. */
export const inboxPoison: readonly Poison[] = [
  ...everywhere('body.'),
  { name: 'no key', spoil: (good) => ({ ...good, key: null }), code: 'key_missing', field: 'key' },
  {
    name: 'a wrong number',
    code: 'number_check_failed',
    field: 'key',
    spoil: ({ key, ...good }) =>
      withHeaders({ ce_subject: undefined, ce_omsnumber: undefined })({
        ...good,
        key: wrongCheck(key ?? ''),
      }),
  },
  {
    name: 'no number at all',
    code: 'number_malformed',
    field: 'key',
    spoil: (good) =>
      withHeaders({ ce_subject: undefined, ce_omsnumber: undefined })({ ...good, key: 'order 1' }),
  },
  {
    name: 'the number of another order',
    code: 'key_mismatch',
    field: 'ce_subject',
    spoil: withHeaders({ ce_subject: 'H0VD-3KFX-FA0T-8V' }),
  },
  {
    name: "another tenant's claim",
    code: 'tenant_mismatch',
    field: 'claim.tenant',
    spoil: withHeaders({ ce_omstenant: 'somebody' }),
  },
  {
    name: 'a forged origin',
    code: 'source_invalid',
    field: 'ce_omssource',
    spoil: withHeaders({ ce_omssource: 'me' }),
    isMendedByRedrive: true,
  },
];

/** Of the channel topic, where publishers know nothing of us. */
export const channelPoison: readonly Poison[] = [
  ...everywhere(''),
  {
    name: "another tenant's order",
    code: 'tenant_mismatch',
    field: 'tenant',
    spoil: (good) =>
      withHeaders({ ce_omstenant: 'somebody' })(
        withOrder((_, data) => {
          data['tenant'] = 'acme';
        })(good),
      ),
  },
  {
    name: 'no reference',
    code: 'schema_invalid',
    httpField: 'channelRef',
    field: 'channelRef',
    spoil: withOrder((order) => {
      delete order['channelRef'];
    }),
  },
];
