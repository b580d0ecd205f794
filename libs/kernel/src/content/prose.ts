/** So many units of UTF-16 at most; no half of a pair stands at the end. */
const cut = (text: string, charsMax: number): string =>
  text.length <= charsMax ? text : text.slice(0, charsMax).replace(/[\uD800-\uDBFF]$/u, '');

/** With a sign where something was left out. */
export const shortened = (text: string, charsMax: number): string =>
  text.length <= charsMax ? text : `${cut(text, charsMax)}…`;

/** The longest reason or detail that a message carries. */
const proseCharsMax = 1_000;

export const asProse = (text: string): string => cut(text, proseCharsMax);

const namedMax = 10;

/** The first of a list, and how many more: an order has lines and parcels by the thousand. */
export const listed = (names: readonly string[], most = namedMax): string =>
  names.length <= most
    ? names.join(', ')
    : `${names.slice(0, most).join(', ')} and ${names.length - most} more`;
