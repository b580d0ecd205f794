/**
 * How long a partition takes to answer again: from the last fault that touched it to the first
 * probe order that was posted after it and is accepted in the log, which takes the orders' and the
 * inventory's partition of that number. A fault that comes before ends the one before it.
 */
import { tokenOf } from './acceptance.js';
import type { Ledger, Touch } from './ledger.js';
import type { ServicePartition } from './service-logs.js';

export interface Recovery {
  /** Of the fault from which it was counted. */
  readonly kind: string;
  readonly partition: number;
  readonly ms: number;
}

export interface Recoveries {
  readonly samples: readonly Recovery[];
  /** Partitions that never answered a probe after their last fault. */
  readonly never: readonly number[];
  /** The longest time without an answered probe, of any partition, whatever was done to it. */
  readonly longestSilenceMs: number;
}

interface Probe {
  readonly postedAtMs: number;
  readonly acceptedAtMs: number;
}

export const recoveriesOf = (all: readonly ServicePartition[], ledger: Ledger): Recoveries => {
  const samples: Recovery[] = [];
  const never: number[] = [];
  let longestSilenceMs = 0;
  for (const [partition, probes] of probesOf(all, ledger)) {
    const touches = ledger.touches
      .filter(({ partitions }) => partitions.includes(partition))
      .toSorted((a, b) => a.atMs - b.atMs);
    for (const [at, touch] of touches.entries()) {
      const next = touches[at + 1]?.atMs ?? Infinity;
      const recovered = recoveredAt(probes, touch);
      if (recovered < next) {
        samples.push({ kind: touch.kind, partition, ms: recovered - touch.atMs });
      }
    }
    const last = touches.at(-1);
    if (last !== undefined && recoveredAt(probes, last) === Infinity) never.push(partition);
    longestSilenceMs = Math.max(longestSilenceMs, silence(probes));
  }
  return { samples: samples.filter(({ ms }) => ms < Infinity), never, longestSilenceMs };
};

const recoveredAt = (probes: readonly Probe[], { atMs }: Touch): number =>
  probes.reduce(
    (first, { postedAtMs, acceptedAtMs }) =>
      postedAtMs >= atMs ? Math.min(first, acceptedAtMs) : first,
    Infinity,
  );

const silence = (probes: readonly Probe[]): number => {
  const times = probes.map(({ acceptedAtMs }) => acceptedAtMs).toSorted((a, b) => a - b);
  return times.reduce((most, time, at) => Math.max(most, time - (times[at - 1] ?? time)), 0);
};

/** The probes of each partition of the orders that there is, also of one that answered none. */
const probesOf = (
  all: readonly ServicePartition[],
  { acknowledged }: Ledger,
): ReadonlyMap<number, readonly Probe[]> => {
  const accepted = new Map<string, number>();
  const found = new Map<number, Probe[]>();
  for (const { service, partition, accepted: log } of all) {
    if (service !== 'orders') continue;
    found.set(partition, []);
    for (const { key, headers, timeMs } of log.answers.flatMap(({ records }) => records)) {
      if (headers['ce_type'] === 'oms.order.accepted') accepted.set(key ?? '', timeMs);
    }
  }
  for (const { kind, key, token, postedAtMs } of acknowledged) {
    const acceptedAtMs = accepted.get(key);
    if (kind !== 'probe' || acceptedAtMs === undefined) continue;
    found.get(tokenOf(token).partition)?.push({ postedAtMs, acceptedAtMs });
  }
  return found;
};

/** The least value that `share` of all do not exceed; 0 where there is none. */
export const quantile = (values: readonly number[], share: number): number => {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
};
