import { quantityMax } from './quantity.js';
import type { Quantity } from './quantity.js';

/**
 * How many of its family's smallest one a unit holds. Only whole factors: a quantity that is
 * converted to and fro is the same quantity, to the last millionth. So metric and imperial masses
 * are families of their own: between them people decide, not arithmetic.
 */
const families: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  count: { each: 1, pair: 2, dozen: 12, gross: 144 },
  mass: { mg: 1, g: 1_000, kg: 1_000_000, t: 1_000_000_000 },
  volume: { ml: 1, cl: 10, dl: 100, l: 1_000, hl: 100_000, m3: 1_000_000 },
  length: { mm: 1, cm: 10, dm: 100, m: 1_000, km: 1_000_000 },
  imperialMass: { oz: 1, lb: 16 },
  imperialLength: { in: 1, ft: 12, yd: 36 },
};

/** Other spellings; the codes of three letters or digits are UN/CEFACT Recommendation 20's. */
const spellings: Readonly<Record<string, string>> = {
  each:
    'ea ct count pc pcs pce piece pieces unit units un item items st stk stck stück stueck szt' +
    ' c62 h87 nmb',
  pair: 'pairs pr npr',
  dozen: 'dz dzn doz dozens',
  gross: 'gro',
  mg: 'mgm milligram',
  g: 'gr gram grams gramme grm',
  kg: 'kgs kilo kilogram kilograms kgm',
  t: 'ton tonne tonnes tne',
  ml: 'millilitre milliliter mlt',
  cl: 'clt',
  dl: 'dlt',
  l: 'lt ltr litre liter litres liters',
  hl: 'hlt',
  m3: 'm³ cbm mtq',
  mm: 'mmt millimetre millimeter',
  cm: 'cmt centimetre centimeter',
  dm: 'dmt',
  m: 'mtr metre meter metres meters',
  km: 'kmt kilometre kilometer',
  oz: 'onz ounce ounces',
  lb: 'lbs lbr pound pounds',
  in: 'inch inches inh',
  ft: 'foot feet fot',
  yd: 'yard yards yrd',
};

const names = new Map(
  Object.entries(spellings).flatMap(([name, others]) =>
    [name, ...others.split(' ')].map((spelling) => [spelling, name] as const),
  ),
);

/** The one name of a unit, however it is spelled; one that is not known is a unit of its own. */
export const unitName = (spelling: string): string => {
  const plain = spelling.trim().toLowerCase();
  return names.get(plain) ?? plain;
};

/** What is counted where nobody says otherwise. */
export const each = 'each';

/** `times` of the smaller unit make one of the other. */
export interface Conversion {
  readonly times: number;
  /** Whether the unit that is converted from is the larger one. */
  readonly isFromLarger: boolean;
}

const familyOf = (unit: string): Readonly<Record<string, number>> | undefined =>
  Object.values(families).find((family) => Object.hasOwn(family, unit));

/** How quantities in one unit become such in another; undefined where nothing exact is known. */
export const conversionOf = (from: string, to: string): Conversion | undefined => {
  const [one, other] = [unitName(from), unitName(to)];
  if (one === other) return { times: 1, isFromLarger: true };
  const family = familyOf(one);
  const [size, otherSize] = [family?.[one], family?.[other]];
  if (size === undefined || otherSize === undefined) return undefined;
  const isFromLarger = size > otherSize;
  const times = isFromLarger ? size / otherSize : otherSize / size;
  return Number.isInteger(times) ? { times, isFromLarger } : undefined;
};

/** Whether it is made of pieces, so that a part of it can be asked for, but not fallen short of. */
export const isOfPieces = (unit: string): boolean =>
  Object.hasOwn(families['count'] ?? {}, unitName(unit));

/** Converted exactly; undefined where it would not be a whole number of millionths in range. */
export const converted = (
  quantity: Quantity,
  { times, isFromLarger }: Conversion,
): Quantity | undefined => {
  const result = isFromLarger ? quantity * times : quantity / times;
  return Number.isInteger(result) && Math.abs(result) <= quantityMax ? result : undefined;
};

/** Rounded down to what is counted, and at most as much as counts. */
export const nearly =
  ({ times, isFromLarger }: Conversion) =>
  (quantity: Quantity): Quantity =>
    isFromLarger
      ? Math.min(quantity * times, quantityMax)
      : (quantity - (quantity % times)) / times;
