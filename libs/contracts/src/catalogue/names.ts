/**
 * What a text may be: a name (an identifier), which has one spelling, or words of people, which
 * stay as they were written. Every edge brings names into their spelling; an inbox refuses others.
 */

/** Nearly every name: visible ASCII, with spaces inside at most. */
const plain = /^[!-~](?:[ -~]*[!-~])?$/;
const outerSpace = /^\p{White_Space}+|\p{White_Space}+$/gu;
const innerSpace = /\p{Zs}/gu;
/** Controls, joiners, marks of direction, variation selectors, fillers, halves of a character. */
const unseen = new RegExp(
  `[${[
    '\\p{Cc}',
    '\\p{Cf}',
    '\\p{Cs}',
    '\\p{Zl}',
    '\\p{Zp}',
    '\\p{Default_Ignorable_Code_Point}',
    '\\p{Noncharacter_Code_Point}',
    '\\u2800',
  ].join('')}]`,
  'u',
);
const unstorable = /[\0\p{Cs}]/u;

/** Far longer than any name may be: such a text is refused for its length alone. */
const charsMax = 2_048;

/**
 * The one spelling of a name: Unicode NFC, no white space around it, every space inside plain. The
 * work grows with the square of the length where thousands of combining marks or spaces follow each
 * other, so that texts which are too long stay as they are.
 */
export const nameOf = (text: string): string =>
  text.length > charsMax || plain.test(text)
    ? text
    : text.normalize('NFC').replace(outerSpace, '').replace(innerSpace, ' ');

const pointOf = (found: RegExpExecArray | null): string | undefined => {
  const point = found?.[0].codePointAt(0);
  return point === undefined ? undefined : `U+${point.toString(16).toUpperCase().padStart(4, '0')}`;
};

/** What keeps a text from being a name in its one spelling, in words; undefined: nothing. */
export const faultOfName = (text: string): string | undefined => {
  if (text.length > charsMax || plain.test(text)) return undefined;
  const point = pointOf(unseen.exec(text));
  if (point !== undefined) return `it has the invisible character ${point}`;
  return text === nameOf(text)
    ? undefined
    : 'it is not in Unicode NFC, or has other white space than plain';
};

/** What no store can keep of words; undefined: nothing. */
export const faultOfWords = (text: string): string | undefined => {
  const point = pointOf(unstorable.exec(text));
  if (point === undefined) return undefined;
  return point === 'U+0000' ? 'it has the character U+0000' : `it has half a character, ${point}`;
};
