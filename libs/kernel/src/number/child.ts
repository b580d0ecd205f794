import { invariant } from '../assert.js';
import { parseNumber } from './check.js';
import type { OmsNumber } from './check.js';

/** Shipment, return, production order. */
export type ChildKind = 'S' | 'R' | 'P';

export interface Child {
  readonly number: OmsNumber;
  readonly kind: ChildKind;
  /** 1, 2, 3, … in the order of their making. */
  readonly ordinal: number;
}

const ordinalMax = 999_999;

/** `N-S1`: the shipment, return or production order of an order, readable back to its number. */
export const childOf = (number: OmsNumber, kind: ChildKind, ordinal: number): string => {
  invariant(
    Number.isInteger(ordinal) && ordinal >= 1 && ordinal <= ordinalMax,
    `ordinal of a child must be a whole number from 1 to ${ordinalMax}: ${ordinal}`,
  );
  return `${number}-${kind}${ordinal}`;
};

const sloppyChild =
  /^(.+?)[\s\u2000-\u2015\u2212-]*([SRP])[\s\u2000-\u2015\u2212-]*([0-9OIL]{1,6})$/is;
const kinds: Readonly<Record<string, ChildKind>> = { S: 'S', R: 'R', P: 'P' };
const textCharsMax = 80;

/**
 * Reads a child as freely as `parseNumber` reads a number; undefined where the form or the check is
 * wrong.
 */
export const parseChild = (text: string): Child | undefined => {
  if (text.length > textCharsMax) return undefined;
  const [, numberText = '', kindText = '', ordinalText = ''] = sloppyChild.exec(text.trim()) ?? [];
  const { number } = parseNumber(numberText);
  const kind = kinds[kindText.toUpperCase()];
  const ordinal = Number(ordinalText.replace(/o/gi, '0').replace(/[il]/gi, '1'));
  if (number === undefined || kind === undefined || ordinal < 1) return undefined;
  return { number, kind, ordinal };
};
