import { checkAnswers } from './answers.js';
import type { Ledger } from './ledger.js';
import { checkPromises } from './promises.js';
import type { ReadLog } from './record.js';
import { recoveriesOf } from './recovery.js';
import type { Recoveries } from './recovery.js';
import { servicePartitions } from './service-logs.js';
import { reckonStock } from './stock.js';
import type { Violation } from './violation.js';

export interface Checked {
  readonly violations: readonly Violation[];
  readonly recoveries: Recoveries;
  readonly counts: Counts;
}

/** What was looked at, so that a check of nothing is seen to be one. */
export interface Counts {
  readonly inboxRecords: number;
  readonly answers: number;
  readonly superseded: number;
  readonly foreign: number;
  readonly terms: number;
  readonly skus: number;
  readonly unitsReceived: number;
  readonly unitsReserved: number;
  readonly channelRecords: number;
}

/** All checks, on whole logs and what clients were told. */
export const check = (logs: readonly ReadLog[], ledger: Ledger): Checked => {
  const all = servicePartitions(logs);
  const channels = logs.filter(({ topic }) => topic.startsWith('oms.channels.'));
  const stock = reckonStock(all);
  const sums = [...stock.sums.values()];
  const total = <T>(each: readonly T[], of: (one: T) => number): number =>
    each.reduce((sum, one) => sum + of(one), 0);
  return {
    violations: [
      ...checkAnswers(all),
      ...checkPromises(all, channels, ledger),
      ...stock.violations,
    ],
    recoveries: recoveriesOf(all, ledger),
    counts: {
      inboxRecords: total(all, ({ inbox }) => inbox.records.length),
      answers: total(all, ({ accepted }) => accepted.answers.length),
      superseded: total(all, ({ accepted }) => accepted.superseded.length),
      foreign: total(all, ({ accepted }) => accepted.foreign.length),
      terms: total(all, ({ accepted }) => accepted.terms),
      skus: sums.length,
      unitsReceived: total(sums, ({ received }) => received),
      unitsReserved: total(sums, ({ reserved }) => reserved),
      channelRecords: total(channels, ({ records }) => records.length),
    },
  };
};
