/** Names as one text for stores, from which each name could be read again: no two lists meet. */
const separator = '|';
const special = /[%|]/g;
const codes: Readonly<Record<string, string>> = { '%': '%25', [separator]: '%7C' };

/** A name as part of a key: ordinary names stay readable. */
const part = (name: string): string =>
  name.includes('%') || name.includes(separator)
    ? name.replace(special, (character) => codes[character] ?? '')
    : name;

/** The key of these names, in this order. */
export const keyOf = (...names: readonly string[]): string => names.map(part).join(separator);

/** What the keys of these names and at least one more begin with, and no others. */
export const keyPrefix = (...names: readonly string[]): string => keyOf(...names) + separator;

/** The names of a key. */
export const namesIn = (key: string): readonly string[] =>
  key.split(separator).map((name) => name.replaceAll('%7C', separator).replaceAll('%25', '%'));
