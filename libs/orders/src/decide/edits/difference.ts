import { sameAmount, shortened, unitName } from '#kernel';
import type { OrderBody, OrderLine, OrderPolicy } from '../../message/body.js';
import type { FieldChange } from '../../message/changes.js';
import { fieldsMax } from '../../evolve/changes.js';
import { bodyOf } from '../../evolve/body.js';
import { termsOf } from '../../evolve/placed.js';
import { metadataText } from '../../message/metadata.js';
import type { Placed } from '../../state.js';
import { usualWaitSeconds } from '../releases/readiness.js';

const shown = (value: unknown): string => {
  if (value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
};

const charsMax = 500;
/** As people read it; half a pair of surrogates would not survive every store. */
const short = (text: string): string => shortened(text, charsMax);

const keysOf = (...records: readonly (object | undefined)[]): readonly string[] =>
  [...new Set(records.flatMap((record) => Object.keys(record ?? {})))].toSorted();

const entry = (record: object | undefined, key: string): unknown =>
  Object.entries(record ?? {}).find(([name]) => name === key)?.[1];

/** Of a line: decimals, which are told as they were sent and compared by their value. */
const decimals: ReadonlySet<string> = new Set(['quantity', 'unitPrice']);

const isSame = (key: string, first: string, second: string): boolean =>
  first === second ||
  (decimals.has(key) && sameAmount(first, second)) ||
  (key === 'unit' && unitName(first) === unitName(second));

const differing = (
  path: string,
  one: object | undefined,
  other: object | undefined,
): readonly FieldChange[] =>
  keysOf(one, other).flatMap((key) => {
    const [first, second] = [shown(entry(one, key)), shown(entry(other, key))];
    return isSame(key, first, second) ? [] : [{ field: `${path}${key}`, first, other: second }];
  });

const personal = /^(?:(?:customer|shipTo|billTo)\.|notes$)/u;

/** Of personal data events and refusals tell that a field differs, not how. */
export const asReported = ({ field, first, other }: FieldChange): FieldChange =>
  personal.test(field)
    ? { field, first: '', other: '' }
    : { field, first: short(first), other: short(other) };

/** A line as it is compared: every field, metadata by its text. */
type Compared = { readonly [K in keyof Required<OrderLine>]: string | undefined };

const byId = (lines: readonly OrderLine[]): ReadonlyMap<string, Compared> =>
  new Map(
    lines.map(
      ({
        line,
        sku,
        node,
        name,
        quantity,
        unit,
        unitPrice,
        onShortage,
        trackStock,
        notBefore,
        metadata,
      }) => [
        line,
        {
          line,
          sku,
          node,
          name,
          quantity,
          unit,
          unitPrice,
          onShortage,
          notBefore,
          trackStock: String(trackStock ?? true),
          metadata: metadataText(metadata),
        },
      ],
    ),
  );

const differingLines = (
  one: readonly OrderLine[],
  other: readonly OrderLine[],
): readonly FieldChange[] => {
  const [first, second] = [byId(one), byId(other)];
  return [...new Set([...first.keys(), ...second.keys()])].flatMap((line) =>
    differing(`lines.${line}.`, first.get(line), second.get(line)),
  );
};

/** What counts where a policy says nothing of it. */
const policyOf = ({ onChange: _onChange, ...policy }: OrderPolicy): object => ({
  paymentTolerance: 0,
  releaseWaitSeconds: usualWaitSeconds,
  ...policy,
});

/** In whatever order its charges come. */
const chargesOf = (charges: OrderBody['charges']): readonly string[] =>
  charges.map(({ code, amount }) => JSON.stringify([code, amount])).toSorted();

const differingCharges = (
  one: OrderBody['charges'],
  other: OrderBody['charges'],
): readonly FieldChange[] =>
  JSON.stringify(chargesOf(one)) === JSON.stringify(chargesOf(other))
    ? []
    : [{ field: 'charges', first: shown(one), other: shown(other) }];

/**
 * Where two bodies of an order differ, in clear; a placed time that we filled in is no part of it,
 * nor how its channel wants a difference to be treated.
 */
export const differencesOf = (one: OrderBody, other: OrderBody): readonly FieldChange[] => {
  const {
    policy: ourPolicy,
    placedAt: ourPlacedAt,
    customer: ourCustomer,
    shipTo: ourShipTo,
    billTo: ourBillTo,
    notes: ourNotes,
    charges: ourCharges,
    ...ours
  } = termsOf(one);
  const { policy, placedAt, customer, shipTo, billTo, notes, charges, ...rest } = termsOf(other);
  const timed = placedAt !== undefined && ourPlacedAt !== undefined;
  return [
    ...(timed ? differing('', { placedAt: ourPlacedAt }, { placedAt }) : []),
    ...differing('', ours, rest),
    ...differingCharges(ourCharges, charges),
    ...differing('policy.', policyOf(ourPolicy), policyOf(policy)),
    ...differing('customer.', ourCustomer, customer),
    ...differing('shipTo.', ourShipTo, shipTo),
    ...differing('billTo.', ourBillTo, billTo),
    ...differing('', { notes: ourNotes }, { notes }),
    ...differingLines(one.lines, other.lines),
  ];
};

/** As events tell it. */
export const differenceOf = (one: OrderBody, other: OrderBody): readonly FieldChange[] =>
  differencesOf(one, other).slice(0, fieldsMax).map(asReported);

/** Names of the fields in which another body under the same reference differs. */
export const differingFields = (state: Placed, body: OrderBody): readonly string[] =>
  differenceOf(bodyOf(state), body).map(({ field }) => field);
