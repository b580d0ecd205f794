import type { ChainCounts } from '#runtime';

export const noCounts = (): ChainCounts => ({
  records: 0,
  accepted: 0,
  superseded: 0,
  terms: 0,
  answers: 0,
  rejected: 0,
  unchanged: 0,
});

export const addCounts = (sums: ChainCounts, counts: ChainCounts): void => {
  sums.records += counts.records;
  sums.accepted += counts.accepted;
  sums.superseded += counts.superseded;
  sums.terms += counts.terms;
  sums.answers += counts.answers;
  sums.rejected += counts.rejected;
  sums.unchanged += counts.unchanged;
};
