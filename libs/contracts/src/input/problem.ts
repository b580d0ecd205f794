import type { z } from 'zod';

/** One thing that is wrong with what came in: where, and what stands there instead. */
export interface Problem {
  readonly field: string;
  readonly detail: string;
}

const problemsMax = 20;
const fieldCharsMax = 200;

const fieldOf = (path: readonly PropertyKey[]): string =>
  path
    .reduce<string>((field, part) => {
      if (typeof part === 'number') return `${field}[${part}]`;
      return field === '' ? String(part) : `${field}.${String(part)}`;
    }, '')
    .slice(0, fieldCharsMax);

const of = (issue: z.core.$ZodIssue): readonly Problem[] =>
  issue.code === 'unrecognized_keys'
    ? issue.keys
        .slice(0, problemsMax)
        .map((key) => ({
          field: fieldOf([...issue.path, key]),
          detail: 'unknown field: expected none of this name',
        }))
    : [
        {
          field: fieldOf(issue.path) || 'body',
          detail: issue.message.replace(/^Invalid input: /, ''),
        },
      ];

/** The first twenty, in the order of the schema; at least one. */
export const problemsOf = ({ issues }: z.core.$ZodError): readonly Problem[] => {
  const problems = new Map<string, Problem>();
  for (const problem of issues.flatMap(of)) {
    const said = JSON.stringify([problem.field, problem.detail]);
    if (!problems.has(said)) problems.set(said, problem);
    if (problems.size === problemsMax) break;
  }
  return [...problems.values()];
};
