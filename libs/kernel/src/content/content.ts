import { sha256Hex } from './digest.js';
import { instant, isInstant } from '../instant.js';
import { decimal, isDecimal, millionths } from '../amounts/quantity.js';

/**
 * What a message says, as digests of its fields: `amount:1f2e3d4c5b6a,at:…`. It stands beside the
 * message's id, so that the same id with other words is known, and in which fields it differs.
 */
export type Content = string;

const digestChars = 12;

const times: ReadonlySet<string> = new Set([
  'at',
  'placedAt',
  'paymentDeadline',
  'promise',
  'expiresAt',
]);
const decimals: ReadonlySet<string> = new Set(['quantity', 'counted', 'unitPrice']);

/** Another notation of the same instant or number says the same. */
const textOf = (field: string, value: string): string => {
  if (times.has(field) && isInstant(value)) return String(instant(value));
  if (decimals.has(field) && isDecimal(value)) return decimal(millionths(value));
  return JSON.stringify(value);
};

const fieldsOf = (value: object): readonly (readonly [string, unknown])[] =>
  Object.entries(value)
    .filter(([, each]) => each !== undefined)
    .toSorted(([one], [other]) => (one < other ? -1 : 1));

const lineIn = (value: unknown): string =>
  typeof value === 'object' && value !== null && 'line' in value && typeof value.line === 'string'
    ? value.line
    : '';

/** One text for all notations of a value; the order of lines tells nothing. */
const canonical = (field: string, value: unknown): string => {
  if (typeof value === 'string') return textOf(field, value);
  if (Array.isArray(value)) {
    const items: readonly unknown[] = value;
    const inOrder = items.some((item) => lineIn(item) !== '')
      ? items.toSorted((one, other) => (lineIn(one) < lineIn(other) ? -1 : 1))
      : items;
    return `[${inOrder.map((item) => canonical(field, item)).join()}]`;
  }
  if (typeof value !== 'object' || value === null) return String(value);
  const fields = fieldsOf(value).map(
    ([name, inner]) => `${JSON.stringify(name)}:${canonical(name, inner)}`,
  );
  return `{${fields.join()}}`;
};

/** `data`: the fields that count; names of fields have neither comma nor colon. */
export const contentOf = (data: object): Content =>
  fieldsOf(data)
    .map(([name, value]) => `${name}:${sha256Hex(canonical(name, value)).slice(0, digestChars)}`)
    .join();

const digestsOf = (content: Content): ReadonlyMap<string, string> =>
  new Map(
    content
      .split(',')
      .filter((each) => each !== '')
      .map((each) => {
        const [name = '', digest = ''] = each.split(':');
        return [name, digest];
      }),
  );

/** The fields in which two contents differ; none where one of them is not known. */
export const differingFields = (
  one: Content | undefined,
  other: Content | undefined,
): readonly string[] => {
  if (one === other || one === undefined || other === undefined) return [];
  const [first, second] = [digestsOf(one), digestsOf(other)];
  return [...new Set([...first.keys(), ...second.keys()])]
    .toSorted()
    .filter((name) => first.get(name) !== second.get(name));
};
