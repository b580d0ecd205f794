/** What a run is reported as: the JSON that docs/reliability.md is made of. */
import type { Checked, Counts } from './checker/check.js';
import { quantile } from './checker/recovery.js';
import type { Recoveries } from './checker/recovery.js';
import { checks } from './checker/violation.js';
import type { CheckName, Violation } from './checker/violation.js';
import type { FaultCounts } from './nemesis/nemesis.js';

const shownMax = 50;

export interface RecoveryReport {
  readonly samples: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly mostMs: number;
}

export interface LoadReport {
  readonly orders: number;
  readonly probes: number;
  readonly cancels: number;
  readonly receipts: number;
  readonly published: number;
  /** Answers of 4xx. */
  readonly refused: number;
  /** Requests that nobody answered within 90 s. */
  readonly givenUp: number;
  /** Attempts that were made again, by why. */
  readonly again: Readonly<Record<string, number>>;
  /** Records of poison that a broker acknowledged. */
  readonly poison: number;
}

export interface ChaosReport {
  readonly seed: number;
  readonly minutes: number;
  readonly commit: string;
  readonly date: string;
  readonly faults: FaultCounts;
  readonly faultsFailed: readonly string[];
  readonly load: LoadReport;
  readonly logs: Counts;
  /** How many of each check were found. */
  readonly found: Readonly<Record<CheckName, number>>;
  readonly recovery: RecoveryReport & {
    readonly byFault: Readonly<Record<string, RecoveryReport>>;
    /** What the p99 may be. */
    readonly mostAllowedMs: number;
    readonly neverRecovered: readonly number[];
    readonly longestSilenceMs: number;
  };
  /** Instances that ended without being killed. */
  readonly endings: readonly string[];
  readonly verify: { readonly code: number; readonly said: string };
  /** In words, the first of each; none is a run that passed. */
  readonly failures: readonly string[];
}

export interface Ran extends Pick<
  ChaosReport,
  'seed' | 'minutes' | 'commit' | 'faults' | 'faultsFailed' | 'load' | 'endings' | 'verify'
> {
  readonly checked: Checked;
  /** Answers over HTTP that no client may get. */
  readonly httpViolations: readonly string[];
  /** What did not come to rest, in words. */
  readonly settled: string;
  readonly recoveryMsMax: number;
}

const recoveryOf = (ms: readonly number[]): RecoveryReport => ({
  samples: ms.length,
  p50Ms: Math.round(quantile(ms, 0.5)),
  p99Ms: Math.round(quantile(ms, 0.99)),
  mostMs: Math.round(quantile(ms, 1)),
});

const byFault = ({ samples }: Recoveries): Readonly<Record<string, RecoveryReport>> =>
  Object.fromEntries(
    [...new Set(samples.map(({ kind }) => kind))].toSorted().map((kind) => {
      const own = samples.filter((each) => each.kind === kind);
      return [kind, recoveryOf(own.map(({ ms }) => ms))];
    }),
  );

const foundOf = (violations: readonly Violation[]): Record<CheckName, number> => {
  const found = Object.fromEntries(Object.keys(checks).map((name) => [name, 0]));
  for (const { check } of violations) found[check] = (found[check] ?? 0) + 1;
  return found as Record<CheckName, number>;
};

export const reportOf = (ran: Ran): ChaosReport => {
  const { seed, minutes, commit, faults, faultsFailed, load, endings, verify } = ran;
  const { violations, recoveries, counts } = ran.checked;
  const recovery = recoveryOf(recoveries.samples.map(({ ms }) => ms));
  const { never, longestSilenceMs } = recoveries;
  return {
    seed,
    minutes,
    commit,
    date: new Date().toISOString().slice(0, 10),
    faults,
    faultsFailed,
    load,
    logs: counts,
    found: foundOf(violations),
    recovery: {
      ...recovery,
      mostAllowedMs: ran.recoveryMsMax,
      byFault: byFault(recoveries),
      neverRecovered: never,
      longestSilenceMs: Math.round(longestSilenceMs),
    },
    endings,
    verify,
    failures: [
      ...violations.slice(0, shownMax).map(({ check, text }) => `${check}: ${text}`),
      ...ran.httpViolations.map((text) => `http: ${text}`),
      ...emptiness(ran),
      ...(recovery.p99Ms > ran.recoveryMsMax ? [`recovery: p99 is ${recovery.p99Ms} ms`] : []),
      ...never.map((partition) => `recovery: partition ${partition} never answered again`),
      ...(ran.settled === '' ? [] : [`settled: still waiting for ${ran.settled}`]),
      ...(verify.code === 0 ? [] : [`verify: exit code ${verify.code}: ${verify.said}`]),
    ],
  };
};

/** A run in which nothing was done proves nothing. */
const emptiness = ({ faults, load, checked }: Ran): readonly string[] => {
  const wanted: Readonly<Record<string, number>> = {
    'orders acknowledged': load.orders,
    'probes acknowledged': load.probes,
    'pieces of poison': load.poison,
    'samples of recovery': checked.recoveries.samples.length,
    'service kills': faults['service-kill'] ?? 0,
    'appends cut': faults['append-cut'] ?? 0,
  };
  return Object.entries(wanted)
    .filter(([, count]) => count === 0)
    .map(([name]) => `empty: there were no ${name}`);
};
