import { isInUse } from '#embedded';
import type { GatewayPorts, PartitionStatus } from '#services';
import { checkedAddress } from './api-client.js';
import { UsageError } from './console.js';
import { openDataToRead } from './data-directory.js';

export interface PlaceOptions {
  readonly data?: string;
  readonly api?: string;
  readonly brokers?: string;
  readonly redis?: string;
}

/** Where a command works: a data directory of this machine, a running service, or its servers. */
export type Place =
  | { readonly kind: 'data'; readonly directory: string }
  | { readonly kind: 'api'; readonly address: string }
  | { readonly kind: 'servers'; readonly brokers?: string; readonly redis?: string };

/** A place whose logs this process reads by itself. */
export type ReadablePlace = Exclude<Place, { readonly kind: 'api' }>;

const onlyOne = (given: Readonly<Record<string, string | undefined>>): void => {
  const named = Object.keys(given).filter((name) => given[name] !== undefined);
  if (named.length > 1) {
    throw new UsageError(`${named.join(' and ')} name ${named.length} places: give one of them`);
  }
};

const readableIn = ({ data, brokers, redis }: PlaceOptions): ReadablePlace | undefined => {
  const servers = brokers ?? redis;
  onlyOne({ '--data': data, '--brokers': servers });
  if (servers !== undefined) {
    return {
      kind: 'servers',
      ...(brokers === undefined ? {} : { brokers }),
      ...(redis === undefined ? {} : { redis }),
    };
  }
  return data === undefined ? undefined : { kind: 'data', directory: data };
};

const dataDirectory = '--data DIR (a data directory)';
const servers = '--brokers LIST --redis URL (the servers of an installation)';

/** One of them; a usage error says what is missing, too much, or no address. */
export const placeOf = (options: PlaceOptions): Place => {
  const { data, api, brokers, redis } = options;
  onlyOne({ '--data': data, '--api': api, '--brokers': brokers ?? redis });
  if (api !== undefined) return { kind: 'api', address: checkedAddress(api) };
  const place = readableIn(options);
  if (place !== undefined) return place;
  throw new UsageError(`give a place: ${dataDirectory}, --api URL (a service), or ${servers}`);
};

/** The same for commands that no service answers. */
export const readablePlace = (options: Omit<PlaceOptions, 'api'>): ReadablePlace => {
  const place = readableIn(options);
  if (place !== undefined) return place;
  throw new UsageError(`give a place: ${dataDirectory}, or ${servers}`);
};

export interface PlaceToRead {
  readonly ports: GatewayPorts;
  /** What processes elsewhere say of themselves; where none can, there is nobody to ask. */
  reported?(): Promise<readonly PartitionStatus[]>;
  close(): Promise<void>;
}

/** Logs and views of a place that is not behind a service, opened to look at them. */
export const openToRead = async (place: ReadablePlace): Promise<PlaceToRead> => {
  if (place.kind === 'data') return openDataToRead(place.directory);
  const { openServersToRead, serversPlace } = await import('./servers.js');
  return openServersToRead(serversPlace(place.brokers, place.redis));
};

/** Whether others may be at work there: then what is on its way may still arrive. */
export const mayMove = async (place: ReadablePlace): Promise<boolean> =>
  place.kind === 'servers' || isInUse(place.directory);
