import { readText } from '#contracts';
import { openGenerated } from './generated/generated.js';
import { openOlist } from './olist/olist.js';
import { openOnlineRetail } from './online-retail/online-retail.js';
import type { Source, SourceOptions } from './rows.js';
import { SourceError } from './source-error.js';

const expected = 'expected olist:DIR, online-retail:FILE or generated:N';

/** Beyond this a slip of the hand is likelier than a wish. */
const generatedOrdersMax = 10_000_000;

const ordersWanted = (text: string): number => {
  const wanted = /^[0-9]{1,8}$/.test(text) ? Number(text) : 0;
  if (wanted >= 1 && wanted <= generatedOrdersMax) return wanted;
  throw new SourceError(
    `generated:N needs a whole number of orders from 1 to ${generatedOrdersMax}, not "${text}"`,
  );
};

const check = ({ stockFactor, seed, tenant }: SourceOptions): void => {
  if (!(Number.isFinite(stockFactor) && stockFactor >= 0)) {
    throw new SourceError(`a stock factor is a number of 0 or more, not ${stockFactor}`);
  }
  if (!Number.isSafeInteger(seed)) {
    throw new SourceError(`a seed is a whole number, not ${seed}`);
  }
  const { text, expected: form } = readText('tenant', tenant);
  if (text !== tenant) {
    throw new SourceError(`a tenant is ${form ?? `"${text}"`}, not "${tenant}"`);
  }
};

/**
 * Opens the source that `text` names (`olist:DIR`, `online-retail:FILE`, `generated:N`), reads its
 * files once and counts its rows. Fails with `SourceError` where the text, a folder, a file, a
 * column or a value is not what ARCHITECTURE.md §10 describes.
 */
export const openSource = async (text: string, options: SourceOptions): Promise<Source> => {
  const colon = text.indexOf(':');
  const kind = colon < 0 ? text : text.slice(0, colon);
  const place = colon < 0 ? '' : text.slice(colon + 1);
  if (place === '') throw new SourceError(`"${text}" is no source: ${expected}`);
  check(options);
  switch (kind) {
    case 'olist':
      return openOlist(place, options);
    case 'online-retail':
      return openOnlineRetail(place, options);
    case 'generated':
      return openGenerated(ordersWanted(place), options);
    default:
      throw new SourceError(`"${kind}" is no kind of source: ${expected}`);
  }
};
