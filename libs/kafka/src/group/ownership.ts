import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Ownership } from '#ports';
import type { Share } from './assignment.js';
import { Membership } from './membership.js';
import type { ProcessInGroups } from './membership.js';
import type { KafkaOptions } from '../client/options.js';

const restartMs = 1_000;

type Work = Parameters<Ownership['run']>[3];

/** One `run`: its work on the partitions that this process has for now. */
class Tenant {
  readonly #leases = new Map<number, AbortController>();
  readonly #works = new Map<number, Promise<void>>();
  #fail: (error: unknown) => void = () => undefined;
  readonly failed = new Promise<never>((_, reject) => {
    this.#fail = reject;
  });

  constructor(private readonly work: Work) {
    this.failed.catch(() => undefined);
  }

  own(partitions: readonly number[]): void {
    for (const [partition, lease] of this.#leases) {
      if (partitions.includes(partition)) continue;
      lease.abort();
      this.#leases.delete(partition);
    }
    for (const partition of partitions) this.#take(partition);
  }

  async stop(): Promise<void> {
    this.own([]);
    await Promise.all(this.#works.values());
  }

  #take(partition: number): void {
    if (this.#leases.has(partition)) return;
    const lease = new AbortController();
    this.#leases.set(partition, lease);
    // Where it gets back what it is just leaving, it leaves first.
    const before = this.#works.get(partition) ?? Promise.resolve();
    const works = before.then(() => this.#workOn(partition, lease.signal)).catch(this.#fail);
    this.#works.set(partition, works);
  }

  async #workOn(partition: number, owned: AbortSignal): Promise<void> {
    while (!owned.aborted) {
      await this.work(partition, owned);
      await sleep(restartMs, undefined, { signal: owned }).catch(() => undefined);
    }
  }
}

/** All work of one service in this process, under one membership. */
class SharedMembership {
  readonly #tenants = new Set<Tenant>();
  readonly #leaving = new AbortController();
  readonly #membership: Membership;
  readonly left: Promise<void>;

  constructor(
    options: KafkaOptions,
    name: string,
    readonly partitions: number,
    process: ProcessInGroups,
  ) {
    this.#membership = new Membership(options, name, partitions, process, (owned) => {
      for (const tenant of this.#tenants) tenant.own(owned);
    });
    this.left = this.#membership.run(this.#leaving.signal);
  }

  get share(): Share {
    return this.#membership.share;
  }

  get isEmpty(): boolean {
    return this.#tenants.size === 0;
  }

  move(tenant: Tenant): void {
    this.#tenants.add(tenant);
    tenant.own(this.share.owned);
  }

  /** Its work ends before the group hears that nobody is there any more. */
  async moveOut(tenant: Tenant): Promise<void> {
    this.#tenants.delete(tenant);
    await tenant.stop();
  }

  leave(): Promise<void> {
    this.#leaving.abort();
    return this.left;
  }
}

/** `orders.writer` and `orders.intake.inventory` belong to the service `orders`. */
const serviceOf = (group: string): string => group.split('.')[0] ?? group;

/**
 * Partitions by Kafka's group protocol: one membership a service in each process, group
 * `<prefix><service>`, so that a partition's writer, timers and intakes stay together and a start
 * costs one join. A process with several services has the same partitions of each.
 */
export const kafkaOwnership = (
  options: KafkaOptions,
  crashed: (reason: string) => void,
): Ownership => {
  const memberships = new Map<string, SharedMembership>();
  const process: ProcessInGroups = {
    id: randomUUID(),
    firstGroup(group) {
      const [first] = memberships;
      return first === undefined || first[0] === group
        ? undefined
        : { group: first[0], ...first[1].share };
    },
  };
  const membershipOf = (service: string, partitions: number): SharedMembership => {
    const known = memberships.get(service);
    if (known === undefined) {
      const made = new SharedMembership(options, service, partitions, process);
      made.left.catch((error: unknown) => crashed(`group ${service}: ${String(error)}`));
      memberships.set(service, made);
      return made;
    }
    if (known.partitions === partitions) return known;
    throw new Error(`${service} has ${known.partitions} partitions, not ${partitions}`);
  };
  return {
    async run(group, partitions, signal, work) {
      if (signal.aborted) return;
      const service = serviceOf(group);
      const membership = membershipOf(service, partitions);
      const tenant = new Tenant(work);
      membership.move(tenant);
      try {
        await Promise.race([aborted(signal), tenant.failed]);
      } finally {
        await membership.moveOut(tenant);
        if (membership.isEmpty && memberships.get(service) === membership) {
          memberships.delete(service);
          await membership.leave();
        }
      }
    },
  };
};

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
    if (signal.aborted) resolve();
  });
