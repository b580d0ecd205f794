/** Lists of orders whose names or places need a rule of their own. */
import { sha256Hex } from '#kernel';
import type { Placed } from '../state.js';

const digits = 15;
const fixed = (value: number): string => String(value).padStart(digits, '0');

/**
 * The place of a change among those of one partition, and the first place of a time where no answer
 * is given. Times may be equal, and clocks of partitions differ: the number in the chain tells
 * changes apart.
 */
export const changedSort = (at: number, chain?: number): string =>
  chain === undefined ? fixed(at) : `${fixed(at)}:${fixed(chain)}`;

/** As people write the same name or address: in any case, with any spaces. */
const normalised = (text: string): string =>
  text.normalize('NFKC').trim().replaceAll(/\s+/gu, ' ').toLowerCase();

const digestChars = 32;

/**
 * The list of all orders of a customer, by whatever is known of him: a digest, so that no index
 * holds personal data in clear. It finds what is equal and tells nothing of what is alike.
 */
export const customerIndex = (said: string): string =>
  `customer:${sha256Hex(`customer:${normalised(said)}`).slice(0, digestChars)}`;

/** By id, e-mail and name, also the names of the addresses. */
export const customerIndexes = ({
  terms: { customer, shipTo, billTo },
}: Placed): readonly string[] => {
  const known = [customer?.id, customer?.email, customer?.name, shipTo?.name, billTo?.name];
  return [...new Set(known.flatMap((each) => (each === undefined ? [] : customerIndex(each))))];
};
