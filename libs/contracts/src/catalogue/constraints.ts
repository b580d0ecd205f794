import { invariant } from '#kernel';
import { z } from 'zod';

/** Where a JSON Schema names its constraints. */
export const constraintKeyword = 'x-constraint';

/**
 * What a schema's form alone cannot say. A constraint is written once and holds twice: zod refines
 * by it, and the JSON Schema names it under its keyword, where the compiled validator looks it up.
 */
export interface Constraint<T> {
  readonly name: string;
  /** What stands there instead, in words: `a quantity above 0 as decimal text`. */
  readonly expected: string;
  /**
   * The places that break it, as paths from the value: `` for the value itself, `[3].line` below
   * it.
   */
  breach(this: void, value: T): readonly string[];
  /** What is wrong with this very value, where more can be said than what is expected. */
  why?(this: void, value: T): string | undefined;
}

/** What was expected, and what is wrong with the value. */
export const wordsOf = <T>({ expected, why }: Constraint<T>, value: T): string => {
  const fault = why?.(value);
  return fault === undefined ? expected : `${expected}; ${fault}`;
};

const constraints = new Map<string, Constraint<unknown>>();

/** The constraint of that name; every name in a schema was registered when the schema was made. */
export const constraintOf = (name: string): Constraint<unknown> => {
  const constraint = constraints.get(name);
  invariant(constraint !== undefined, `no constraint ${name}`);
  return constraint;
};

const segments = (path: string): (string | number)[] =>
  [...path.matchAll(/\[(\d+)\]|([^.[\]]+)/g)].map(([, index, name]) =>
    index === undefined ? (name ?? '') : Number(index),
  );

/** The constraints of a schema, by name: it may stand under several. */
export const constraintNames = (named: unknown): readonly string[] =>
  named === undefined ? [] : [named].flat().map(String);

/** The schema under one more constraint; `about` goes into the JSON Schema as it is. */
export const constrained = <S extends z.ZodType>(
  schema: S,
  constraint: Constraint<z.output<S>>,
  about: Readonly<Record<string, unknown>> = {},
): S => {
  constraints.set(constraint.name, constraint);
  const before = constraintNames(schema.meta()?.[constraintKeyword]);
  return schema
    .check(
      z.superRefine((value, context) => {
        for (const path of constraint.breach(value)) {
          const message = `expected ${wordsOf(constraint, value)}`;
          context.addIssue({ code: 'custom', path: segments(path), message });
        }
      }),
    )
    .meta({
      ...about,
      [constraintKeyword]: before.length === 0 ? constraint.name : [...before, constraint.name],
    });
};
