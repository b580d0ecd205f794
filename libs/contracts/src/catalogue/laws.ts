import { invariant } from '#kernel';
import { z } from 'zod';

/**
 * What a schema's form alone cannot say. A law is written once and holds twice: zod refines by
 * it, and the JSON Schema names it under `x-law`, where the compiled validator looks it up.
 */
export interface Law<T> {
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
export const wordsOf = <T>({ expected, why }: Law<T>, value: T): string => {
  const fault = why?.(value);
  return fault === undefined ? expected : `${expected}; ${fault}`;
};

const laws = new Map<string, Law<unknown>>();

/** The law of that name; every name in a schema was registered when the schema was made. */
export const lawOf = (name: string): Law<unknown> => {
  const law = laws.get(name);
  invariant(law !== undefined, `no law ${name}`);
  return law;
};

const segments = (path: string): (string | number)[] =>
  [...path.matchAll(/\[(\d+)\]|([^.[\]]+)/g)].map(([, index, name]) =>
    index === undefined ? (name ?? '') : Number(index),
  );

/** The laws of a schema, by name: it may stand under several. */
export const lawNames = (named: unknown): readonly string[] =>
  named === undefined ? [] : [named].flat().map(String);

/** The schema under one more law; `about` goes into the JSON Schema as it is. */
export const lawful = <S extends z.ZodType>(
  schema: S,
  law: Law<z.output<S>>,
  about: Readonly<Record<string, unknown>> = {},
): S => {
  laws.set(law.name, law);
  const before = lawNames(schema.meta()?.['x-law']);
  return schema
    .check(
      z.superRefine((value, context) => {
        for (const path of law.breach(value)) {
          const message = `expected ${wordsOf(law, value)}`;
          context.addIssue({ code: 'custom', path: segments(path), message });
        }
      }),
    )
    .meta({ ...about, 'x-law': before.length === 0 ? law.name : [...before, law.name] });
};
