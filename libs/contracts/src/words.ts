/** What was expected, for people, where a schema has no words of its own. */
import type { z } from 'zod';

const types: Readonly<Record<string, string>> = {
  object: 'an object',
  record: 'an object',
  array: 'a list',
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  integer: 'a whole number',
  boolean: 'true or false',
  null: 'null',
};

/** A type, as JSON Schema or zod calls it. */
export const typeWords = (type: string): string => types[type] ?? type;

/** For zod's `error`; undefined where nothing better is known than what zod says. */
export const issueWords: z.core.$ZodErrorMap = (issue) => {
  switch (issue.code) {
    case 'invalid_type':
      return `expected ${typeWords(issue.expected)}`;
    case 'invalid_value': {
      const [only, ...more] = issue.values.map(String);
      const all = more.length === 0 ? '' : 'one of ';
      return `expected ${all}${[only, ...more].join(', ')}`;
    }
    case 'too_small':
      return `expected ${typeWords(issue.origin)} of at least ${issue.minimum}`;
    case 'too_big':
      return `expected ${typeWords(issue.origin)} of at most ${issue.maximum}`;
    default:
      return undefined;
  }
};

/**
 * What a choice by its `kind` says where the kind is none of them; what is no object is told so.
 */
export const kindWords =
  (expected: string): z.core.$ZodErrorMap =>
  ({ code }) =>
    code === 'invalid_type' ? undefined : `expected ${expected}`;
