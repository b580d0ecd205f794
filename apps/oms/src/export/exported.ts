/** What can be exported, and what all of it shares. */
import type { TimelineRow } from '#services';
import { allPrinted } from '../console.js';
import type { Passed } from '../progress.js';
export const exported = ['orders', 'stock', 'timeline'] as const;
export type Exported = (typeof exported)[number];
const rowsAtOnce = 1_000;

export const byText = (one: string, other: string): number =>
  one < other ? -1 : Number(one > other);

/** Page by page; done once the last one was taken from us. */
export const inPages = async <R>(
  rows: readonly R[],
  passed: Passed,
  each: (page: readonly R[]) => Promise<void>,
): Promise<void> => {
  passed(0, rows.length);
  for (let at = 0; at < rows.length; at += rowsAtOnce) {
    const page = rows.slice(at, at + rowsAtOnce);
    await each(page);
    passed(at + page.length, rows.length);
  }
  await allPrinted();
};

/** A row of a timeline, with the tenant that it is of. */
export const ofTenant = (tenant: string, { omsNumber, ...row }: TimelineRow): object => ({
  omsNumber,
  tenant,
  ...row,
});
