import type { Source } from './rows.js';

const examplesMax = 5;

/** Counts what becomes no message, or will not go through, with a few examples of each. */
export interface Remarks {
  readonly note: (what: string, example: string) => void;
  readonly list: Source['remarks'];
}

export const remarks = (): Remarks => {
  const noted = new Map<string, { count: number; readonly examples: string[] }>();
  return {
    note: (what, example) => {
      const remark = noted.get(what) ?? { count: 0, examples: [] };
      remark.count += 1;
      if (remark.examples.length < examplesMax) remark.examples.push(example);
      noted.set(what, remark);
    },
    list: () =>
      Array.from(noted, ([what, { count, examples }]) => ({
        what,
        count,
        examples: [...examples],
      })),
  };
};
