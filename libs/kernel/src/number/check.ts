/**
 * `XXXX-XXXX-XXXX-CC` in Crockford's alphabet: twelve data characters (60 bits) and two check
 * characters.
 */
export type OmsNumber = string;

export type ParsedNumber =
  | { readonly number: OmsNumber; readonly error?: undefined }
  | {
      readonly number?: undefined;
      readonly error: 'number_malformed' | 'number_check_failed';
      /**
       * One step away and valid, which is arithmetic and no knowledge: show it to staff as a guess.
       */
      readonly suggestion?: OmsNumber;
    };

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
export const dataChars = 12;
const chars = dataChars + 2;
/** What people are told to write. */
export const numberForm = 'XXXX-XXXX-XXXX-CC, 12 + 2 characters of 0-9 A-Z without I L O U';
/** Longer text is no number however it is grouped. */
const textCharsMax = 64;

const invalid = -1;
const separator = -2;

const symbolOf = (() => {
  const table = new Int8Array(128).fill(invalid);
  for (const [value, character] of Array.from(alphabet).entries()) {
    table[character.charCodeAt(0)] = value;
    table[character.toLowerCase().charCodeAt(0)] = value;
  }
  for (const character of 'Oo') table[character.charCodeAt(0)] = 0;
  for (const character of 'IiLl') table[character.charCodeAt(0)] = 1;
  for (const character of ' -\t\r\n') table[character.charCodeAt(0)] = separator;
  return table;
})();

/** What word processors and web pages make of a dash or a space. */
const typographic = /[\u00a0\u2000-\u2015\u202f\u2212\u3000]/;

/**
 * The value 0..31 of a character as people may write it, or a negative number: no symbol, or a
 * separator.
 */
const symbol = (text: string, at: number): number => {
  const code = text.charCodeAt(at);
  if (code < 128) return symbolOf[code] ?? invalid;
  return typographic.test(text.charAt(at)) ? separator : invalid;
};

/** The symbols of `text` without separators, or undefined where something else is in it. */
const readSymbols = (text: string): number[] | undefined => {
  if (text.length > textCharsMax) return undefined;
  const symbols: number[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const value = symbol(text, at);
    if (value >= 0) symbols.push(value);
    else if (value === invalid) return undefined;
  }
  return symbols;
};

// GF(32) = GF(2)[x]/(x⁵+x²+1), by powers of α = x: multiplication adds logarithms modulo 31.
const order = 31;
const power = new Uint8Array(2 * order);
const logarithm = new Uint8Array(order + 1);
for (let exponent = 0, value = 1; exponent < order; exponent += 1) {
  power[exponent] = value;
  power[exponent + order] = value;
  logarithm[value] = exponent;
  value <<= 1;
  if (value > order) value ^= 0b100101;
}

const alphaTo = (exponent: number): number => power[((exponent % order) + order) % order] ?? 0;
const log = (value: number): number => logarithm[value] ?? 0;
const times = (left: number, right: number): number =>
  left === 0 || right === 0 ? 0 : (power[log(left) + log(right)] ?? 0);

/** The word as a polynomial, first symbol at the highest power, at α and α²: by Horner's rule. */
const syndromes = (word: readonly number[], degree: number): readonly [number, number] => {
  let first = 0;
  let second = 0;
  for (let i = 0; i < word.length; i += 1) {
    const value = word[i] ?? 0;
    first = times(first, 2) ^ value;
    second = times(second, 4) ^ value;
  }
  const missing = degree - word.length;
  return [times(first, alphaTo(missing)), times(second, alphaTo(2 * missing))];
};

const format = (word: readonly number[]): OmsNumber => {
  let text = '';
  for (let i = 0; i < chars; i += 1) {
    if (i === 4 || i === 8 || i === 12) text += '-';
    text += alphabet.charAt(word[i] ?? 0);
  }
  return text;
};

/**
 * The number of twelve data symbols: adds the check symbols that make α and α² roots of the whole
 * word.
 */
export const numberOf = (data: readonly number[]): OmsNumber => {
  const [first, second] = syndromes(data, chars);
  const high = times(first ^ second, alphaTo(-log(2 ^ 4)));
  const low = first ^ times(high, 2);
  return format([...data, high, low]);
};

/**
 * The only valid word one substitution or one adjacent swap away. Both leave syndromes (s, t) whose
 * quotient t/s is α^j for a substitution at power j, and α^j(α+1) = α^(j+18) for a swap of powers j
 * and j+1: with 14 symbols the two ranges of exponents do not meet, so the quotient tells which one
 * it was.
 */
const corrected = (word: readonly number[], s: number, t: number): OmsNumber | undefined => {
  if (s === 0 || t === 0) return undefined;
  const difference = alphaTo(2 * log(s) - log(t));
  const quotient = (log(t) - log(s) + order) % order;
  const repaired = [...word];
  const change = (exponent: number): void => {
    const at = chars - 1 - exponent;
    repaired[at] = (repaired[at] ?? 0) ^ difference;
  };
  if (quotient < chars) {
    change(quotient);
    return format(repaired);
  }
  const lower = quotient - log(2 ^ 1);
  if (lower < 0 || lower > chars - 2) return undefined;
  change(lower);
  change(lower + 1);
  const swapped = repaired[chars - 1 - lower] === word[chars - 2 - lower];
  return swapped ? format(repaired) : undefined;
};

const malformed: ParsedNumber = { error: 'number_malformed' };

/** Checks fourteen symbols. */
const parseSymbols = (word: readonly number[]): ParsedNumber => {
  if (word.length !== chars) return malformed;
  const [s, t] = syndromes(word, chars);
  if (s === 0 && t === 0) return { number: format(word) };
  const suggestion = corrected(word, s, t);
  const error = 'number_check_failed';
  return suggestion === undefined ? { error } : { error, suggestion };
};

/**
 * Reads a number as people write it (either case, any grouping by spaces or dashes, O for 0, I or L
 * for 1) into the normal form. `number_malformed`: not fourteen symbols; `number_check_failed`: no
 * number was ever issued like this.
 */
export const parseNumber = (text: string): ParsedNumber => {
  const word = readSymbols(text);
  return word === undefined ? malformed : parseSymbols(word);
};

export const numberIsValid = (text: string): boolean => parseNumber(text).error === undefined;

/**
 * The number itself where it is valid, else the one number a single slip away, if there is one: a
 * guess.
 */
export const correctNumber = (text: string): OmsNumber | undefined => {
  const parsed = parseNumber(text);
  return parsed.number ?? parsed.suggestion;
};
