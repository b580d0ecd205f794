import { Inject, Injectable } from '@nestjs/common';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { follow } from '#consumer';
import type { EventBatch, FollowOptions, FollowPorts, FollowStatus } from '#consumer';
import type { Message } from '#kernel';
import { appNames, moduleNamed } from '#services';
import type { ServiceName } from '#services';
import { RuntimeStrategy } from '../runtime-strategy.js';
import type { WorkStatus, Working } from '../work.js';
import { listeningKey } from './on-events.js';
import type { Listening } from './on-events.js';

/** Injection token of what followers run on. */
export const followPortsToken = Symbol('follow ports');

interface DecoratedMethod extends Listening {
  /** `Counter.on`, for people. */
  readonly name: string;
  readonly instance: object;
  readonly method: string;
}

/** Groups of the product's apps: who joined one would take partitions away from its writers. */
const takenGroups = new Set<string>(appNames);

/** Finds decorated methods when the transport starts, and calls them directly: no cost an event. */
@Injectable()
export class Listeners {
  constructor(
    @Inject(DiscoveryService) private readonly discovery: DiscoveryService,
    @Inject(MetadataScanner) private readonly scanner: MetadataScanner,
    @Inject(Reflector) private readonly reflector: Reflector,
    @Inject(followPortsToken) private readonly ports: FollowPorts,
    @Inject(RuntimeStrategy) strategy: RuntimeStrategy,
  ) {
    strategy.add({ start: (signal) => this.#start(signal) });
  }

  #start(signal: AbortSignal): Working {
    const found = this.#found();
    refuseGroups(found);
    const followings = found.map((each) => ({
      found: each,
      following: followed(this.ports, each),
    }));
    return {
      statuses: async () =>
        followings.flatMap(({ found: { service, options }, following }) =>
          following
            .status()
            .filter(({ phase }) => phase !== 'waiting')
            .map((status) => inferredStatus(service, options.group, status)),
        ),
      ended: aborted(signal).then(async () => {
        await Promise.all(followings.map(({ following }) => following.stop()));
      }),
    };
  }

  #found(): readonly DecoratedMethod[] {
    const wrappers = [...this.discovery.getProviders(), ...this.discovery.getControllers()];
    return wrappers.flatMap((wrapper): readonly DecoratedMethod[] => {
      const instance: unknown = wrapper.isDependencyTreeStatic() ? wrapper.instance : undefined;
      if (typeof instance !== 'object' || instance === null) return [];
      const prototype: object | null = Object.getPrototypeOf(instance);
      if (prototype === null) return [];
      return this.scanner.getAllMethodNames(prototype).flatMap((method) => {
        const handler: unknown = Reflect.get(instance, method);
        const listening =
          typeof handler === 'function'
            ? this.reflector.get<Listening | undefined>(listeningKey, handler)
            : undefined;
        if (listening === undefined) return [];
        return [{ ...listening, name: `${instance.constructor.name}.${method}`, instance, method }];
      });
    });
  }
}

const refuseGroups = (found: readonly DecoratedMethod[]): void => {
  const known = new Map<string, string>();
  for (const {
    options: { group },
    name,
  } of found) {
    if (takenGroups.has(group.split('.')[0] ?? '')) {
      throw new RangeError(
        `${name}: group '${group}' belongs to a service of the product: ` +
          'expected the name of your program',
      );
    }
    const other = known.get(group);
    if (other !== undefined) {
      throw new RangeError(
        `${name} and ${other} have the group '${group}': expected one for each, ` +
          'as each keeps a place of its own',
      );
    }
    known.set(group, name);
  }
};

/** What fits the followers of every service: a method takes what its decorator checked. */
type Options = FollowOptions<Message>;

const followed = (
  ports: FollowPorts,
  { service, options, instance, method, name }: DecoratedMethod,
) => {
  const { positions, ...how } = options;
  const following: Options = {
    ...how,
    ...(positions === 'own' ? { store: storeIn(instance, name) } : {}),
    on: (batch) => call(instance, method, batch),
  };
  return moduleNamed(service).open(({ codec }) => follow(codec, ports, following));
};

const call = (instance: object, method: string, batch: EventBatch<Message>): Promise<void> | void =>
  (Reflect.get(instance, method) as (taken: EventBatch<Message>) => Promise<void> | void).call(
    instance,
    batch,
  );

type Store = NonNullable<Options['store']>;

const storeIn = (instance: object, name: string): Store => {
  if ('load' in instance && typeof instance.load === 'function') return instance as Store;
  throw new TypeError(
    `${name} has positions: 'own': expected a method load(partition) beside it ` +
      'that tells the last batch.to it kept',
  );
};

const states: Readonly<Record<FollowStatus['phase'], WorkStatus['state']>> = {
  waiting: 'starting',
  following: 'running',
  'stepped-down': 'starting',
  halted: 'halted',
};

const inferredStatus = (
  service: ServiceName,
  group: string,
  { partition, phase, reason, offset, lag, handled, superseded }: FollowStatus,
): WorkStatus => ({
  service,
  role: 'follower',
  name: group,
  partition,
  state: states[phase],
  lag,
  place: offset,
  accepted: handled,
  superseded,
  ...(reason === undefined ? {} : { reason }),
});

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
    if (signal.aborted) resolve();
  });
