import { decimal, instantText, sameAmount } from '#kernel';
import type { Moment } from '#kernel';
import type { OrderBody, OrderLine } from '../body.js';
import type { PlaceOrder } from '../commands.js';
import type { OrderEvent, PlaceConflicted } from '../events.js';
import { termsOf } from '../evolve/placed.js';
import { conflictKey } from '../facts.js';
import { metadataText } from '../metadata.js';
import type { Placed } from '../state.js';
import { nothing } from './answer.js';

type Field = PlaceConflicted['data']['fields'][number];

/** More differing fields than this make the conflict no clearer. */
const fieldsMax = 50;

const shown = (value: unknown): string => {
  if (value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
};

const keysOf = (...records: readonly (object | undefined)[]): readonly string[] =>
  [...new Set(records.flatMap((record) => Object.keys(record ?? {})))].toSorted();

const entry = (record: object | undefined, key: string): unknown =>
  Object.entries(record ?? {}).find(([name]) => name === key)?.[1];

/** Of a line: decimals, which are told as they were sent and compared by their value. */
const decimals: ReadonlySet<string> = new Set(['quantity', 'unitPrice']);

const isSame = (key: string, first: string, second: string): boolean => first === second
  || (decimals.has(key) && sameAmount(first, second));

const differing = (
  path: string, one: object | undefined, other: object | undefined,
): readonly Field[] => keysOf(one, other).flatMap((key) => {
  const [first, second] = [shown(entry(one, key)), shown(entry(other, key))];
  return isSame(key, first, second) ? [] : [{ field: `${path}${key}`, first, other: second }];
});

/** Personal data: that a field differs may be told, not how. */
const masked = (fields: readonly Field[]): readonly Field[] =>
  fields.map(({ field }) => ({ field, first: '', other: '' }));

/** A line as it is compared: every field of an ordered one, metadata by its text. */
type Compared = { readonly [K in keyof Required<OrderLine>]: string | undefined };

const ourLines = ({ lines }: Placed): ReadonlyMap<string, Compared> =>
  new Map(lines.map(({
    line, sku, node, name, unit, unitPrice, onShortage, ordered, metadata,
  }): [string, Compared] => [line, {
    line, sku, node, name, quantity: decimal(ordered), unit, unitPrice, onShortage, metadata,
  }]));

const theirLines = ({ lines }: OrderBody): ReadonlyMap<string, Compared> =>
  new Map(lines.map((each): [string, Compared] => {
    const { line, sku, node, name, quantity, unit, unitPrice, onShortage, metadata } = each;
    return [line, {
      line, sku, node, name, quantity, unit, unitPrice, onShortage,
      metadata: metadataText(metadata),
    }];
  }));

const differingLines = (state: Placed, body: OrderBody): readonly Field[] => {
  const first = ourLines(state);
  const second = theirLines(body);
  return [...new Set([...first.keys(), ...second.keys()])]
    .flatMap((line) => differing(`lines.${line}.`, first.get(line), second.get(line)));
};

/**
 * Where another body under the same reference differs; a placed time that we filled in is no part
 * of it.
 */
const conflictOf = (state: Placed, body: OrderBody): readonly Field[] => {
  const { policy, placedAt, customer, shipTo, billTo, notes, ...ours } = state.terms;
  const {
    policy: itsPolicy, placedAt: itsPlacedAt, customer: itsCustomer, shipTo: itsShipTo,
    billTo: itsBillTo, notes: itsNotes, ...its
  } = termsOf(body);
  const timed = placedAt !== undefined && itsPlacedAt !== undefined;
  return [
    ...(timed ? differing('', { placedAt }, { placedAt: itsPlacedAt }) : []),
    ...differing('', ours, its),
    ...differing('policy.', policy, itsPolicy),
    ...masked(differing('customer.', customer, itsCustomer)),
    ...masked(differing('shipTo.', shipTo, itsShipTo)),
    ...masked(differing('billTo.', billTo, itsBillTo)),
    ...masked(differing('', { notes }, { notes: itsNotes })),
    ...differingLines(state, body),
  ].slice(0, fieldsMax);
};

/** Names of the fields in which another body under the same reference differs. */
export const differingFields = (state: Placed, body: OrderBody): readonly string[] =>
  conflictOf(state, body).map(({ field }) => field);

/** The order comes. */
export const place = ({ data }: PlaceOrder, { now }: Moment): readonly OrderEvent[] => {
  const { number, claim, body } = data;
  const placedAt = body.placedAt ?? instantText(now);
  const placed: OrderEvent = { type: 'order.placed', data: { number, claim, placedAt, body } };
  return body.promise === undefined
    ? [placed] : [placed, { type: 'promise.made', data: { promise: body.promise } }];
};

/**
 * It comes again: the same body changes nothing, another one is a conflict for people; the order
 * stands.
 */
export const placeAgain = (state: Placed, { data }: PlaceOrder): readonly OrderEvent[] => {
  const fields = conflictOf(state, data.body);
  if (fields.length === 0 || state.conflicts.includes(conflictKey(fields))) return nothing;
  return [{ type: 'order.place-conflicted', data: { fields } }];
};
