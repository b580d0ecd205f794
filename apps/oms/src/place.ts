import { checkedAddress } from './api-client.js';
import { UsageError } from './console.js';

export interface PlaceOptions { readonly data?: string; readonly api?: string }

/** Where a command works: a data directory of this machine, or a running service. */
export type Place =
  | { readonly kind: 'data'; readonly directory: string }
  | { readonly kind: 'api'; readonly address: string };

/** One of both; a usage error says what is missing, too much, or no address. */
export const placeOf = ({ data, api }: PlaceOptions): Place => {
  if (data !== undefined && api !== undefined) {
    throw new UsageError('--data and --api name two places: give one of them');
  }
  if (data !== undefined) return { kind: 'data', directory: data };
  if (api !== undefined) return { kind: 'api', address: checkedAddress(api) };
  throw new UsageError('give a place: --data DIR (a data directory) or --api URL (a service)');
};
