import { errorText } from '../error-text.js';
import { isInstant, instant, instantText } from '../instant.js';
import { keyFingerprint, parseKey } from './number.js';
import type { NumberEpoch, NumberKeys } from './number.js';

/** `from=key`; a `TypeError` says which entry is wrong and never shows a key. */
const parseEpoch = (entry: string, at: number): NumberEpoch => {
  const [from = '', key = '', ...rest] = entry.split('=');
  if (rest.length > 0 || !isInstant(from)) {
    throw new TypeError(`entry ${at + 1} has no time that can be read`);
  }
  try {
    return { from: instant(from), key: parseKey(key) };
  } catch (error) {
    const why = errorText(error);
    throw new TypeError(`entry ${at + 1}, from ${from}: ${why}`, { cause: error });
  }
};

/**
 * The epochs behind the first one, from text: `TIME=KEY` by rising time (RFC 3339), separated by
 * commas or white space. Throws a `TypeError` for anything else: the reason alone.
 */
export const parseEpochs = (text: string): readonly NumberEpoch[] => {
  const epochs = text
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .map(parseEpoch);
  const unsorted = epochs.findIndex(({ from }, at) => from <= (epochs[at - 1]?.from ?? -Infinity));
  if (unsorted < 0) return epochs;
  throw new TypeError(`entry ${unsorted + 1} does not begin after the one before it`);
};

/**
 * What an installation keeps to know its keys again: the fingerprint of the first, then `TIME=` and
 * the fingerprint of each later one. With one epoch it is `keyFingerprint`.
 */
export const epochsText = ({ epochs, bits }: NumberKeys): string => {
  const alone = ({ key }: NumberEpoch): string =>
    keyFingerprint({ epochs: [{ from: 0, key }], ...(bits === undefined ? {} : { bits }) });
  return epochs
    .map((epoch, at) => (at === 0 ? alone(epoch) : `${instantText(epoch.from)}=${alone(epoch)}`))
    .join(' ');
};

/** `added`: what is kept must become `given`. `refused`: working on would renumber orders. */
export type EpochAudit =
  | { readonly kind: 'same' }
  | { readonly kind: 'added' }
  | { readonly kind: 'refused'; readonly reason: string };

const refused = (reason: string): EpochAudit => ({ kind: 'refused', reason });

/**
 * Whether the keys `given` go on from what was `kept` (both as `epochsText`): the same epochs, and
 * behind them only such as begin later than `now` (epoch milliseconds). Whatever else would give an
 * order that has its number a second one.
 */
export const auditEpochs = (kept: string, given: string, now: number): EpochAudit => {
  const [first, ...later] = kept.split(' ');
  const [found, ...behind] = given.split(' ');
  if (first !== found) {
    return refused(
      `the data was made with another key (fingerprint ${first}, ` + `this one has ${found})`,
    );
  }
  for (const [at, epoch] of later.entries()) {
    const [from, print] = epoch.split('=');
    const [foundFrom, foundPrint] = behind[at]?.split('=') ?? [];
    if (foundFrom !== from) {
      return refused(
        `the epoch from ${from} (fingerprint ${print}) is missing: it was added ` +
          'before, and every epoch is kept for ever',
      );
    }
    if (foundPrint !== print) {
      return refused(
        `the epoch from ${from} has another key (fingerprint ${foundPrint}, ` +
          `it was added with ${print})`,
      );
    }
  }
  const tooEarly = behind
    .slice(later.length)
    .map((epoch) => epoch.split('=')[0] ?? '')
    .find((from) => instant(from) <= now);
  if (tooEarly !== undefined) {
    return refused(
      `the epoch from ${tooEarly} begins in the past: orders placed since then have ` +
        'their numbers; let it begin in the future',
    );
  }
  return { kind: behind.length > later.length ? 'added' : 'same' };
};
