import { isInUse } from '#embedded';
import type { GatewayPorts, PartitionStatus } from '#services';
import { checkedAddress } from './api-client.js';
import { UsageError } from './console.js';
import { openDataToRead } from './data-directory.js';

export interface TargetOptions {
  readonly data?: string;
  readonly api?: string;
  readonly brokers?: string;
  readonly redis?: string;
}

/** Where a command works: a data directory of this machine, a running service, or its servers. */
export type Target =
  | { readonly kind: 'data'; readonly directory: string }
  | { readonly kind: 'api'; readonly address: string }
  | { readonly kind: 'servers'; readonly brokers?: string; readonly redis?: string };

/** A target whose logs this process reads by itself. */
export type ReadableTarget = Exclude<Target, { readonly kind: 'api' }>;

const onlyOne = (given: Readonly<Record<string, string | undefined>>): void => {
  const named = Object.keys(given).filter((name) => given[name] !== undefined);
  if (named.length > 1) {
    throw new UsageError(`${named.join(' and ')} name ${named.length} places: give one of them`);
  }
};

const readableIn = ({ data, brokers, redis }: TargetOptions): ReadableTarget | undefined => {
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
export const targetOf = (options: TargetOptions): Target => {
  const { data, api, brokers, redis } = options;
  onlyOne({ '--data': data, '--api': api, '--brokers': brokers ?? redis });
  if (api !== undefined) return { kind: 'api', address: checkedAddress(api) };
  const target = readableIn(options);
  if (target !== undefined) return target;
  throw new UsageError(`give a place: ${dataDirectory}, --api URL (a service), or ${servers}`);
};

/** The same for commands that no service answers. */
export const readableTarget = (options: Omit<TargetOptions, 'api'>): ReadableTarget => {
  const target = readableIn(options);
  if (target !== undefined) return target;
  throw new UsageError(`give a place: ${dataDirectory}, or ${servers}`);
};

export interface OpenedTarget {
  readonly ports: GatewayPorts;
  /** What processes elsewhere say of themselves; where none can, there is nobody to ask. */
  reported?(): Promise<readonly PartitionStatus[]>;
  close(): Promise<void>;
}

/** Logs and views of a target that is not behind a service, opened to look at them. */
export const openToRead = async (target: ReadableTarget): Promise<OpenedTarget> => {
  if (target.kind === 'data') return openDataToRead(target.directory);
  const { openServersToRead, serversTarget } = await import('./servers.js');
  return openServersToRead(serversTarget(target.brokers, target.redis));
};

/** Whether others may be at work there: then what is on its way may still arrive. */
export const mayMove = async (target: ReadableTarget): Promise<boolean> =>
  target.kind === 'servers' || isInUse(target.directory);
