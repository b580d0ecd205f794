import type { PipeTransform } from '@nestjs/common';
import type { z } from 'zod';
import { issueWords } from '#contracts';
import type { ProblemCode } from '../problems/codes.js';
import { problem, shown } from '../problems/problem.js';
import type { FieldError, Problem } from '../problems/problem.js';
import { emptyBody, withoutNulls } from './json.js';

/** A reader sees enough in the first few; a body can hold thousands. */
const errorsMax = 20;

type Path = readonly PropertyKey[];

/** `['lines', 0, 'sku']` as people write it: `lines[0].sku`. */
const fieldOf = (path: Path): string =>
  path.reduce<string>((field, part) => {
    if (typeof part === 'number') return `${field}[${part}]`;
    return field === '' ? String(part) : `${field}.${String(part)}`;
  }, '');

const valueAt = (value: unknown, path: Path): unknown =>
  path.reduce<unknown>(
    (inner, part) =>
      typeof inner === 'object' && inner !== null && Object.hasOwn(inner, part)
        ? (inner as Readonly<Record<PropertyKey, unknown>>)[part]
        : undefined,
    value,
  );

const withoutLead = (message: string): string =>
  message.replace(/^(invalid input: )?expected /i, '');

const ofNumbers: ReadonlySet<string> = new Set(['number', 'int']);

const errorsOf = (issue: z.core.$ZodIssue, input: unknown, prefix: Path): readonly FieldError[] => {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys
      .slice(0, errorsMax)
      .map((key) => ({
        field: fieldOf([...prefix, ...issue.path, key]),
        expected: 'no field of this name',
      }));
  }
  const field = fieldOf([...prefix, ...issue.path]) || 'body';
  const got = valueAt(input, issue.path);
  const expected = withoutLead(issue.message);
  if (got === undefined) return [{ field, expected, got: 'nothing' }];
  const isTextAsNumber =
    typeof got === 'string' && issue.code === 'invalid_type' && ofNumbers.has(issue.expected);
  return [{ field, expected, got: isTextAsNumber ? `the text "${shown(got)}"` : shown(got) }];
};

/** The first few, each once: several checks of one value may say the same of it. */
const firstErrors = (
  { issues }: z.ZodError,
  input: unknown,
  prefix: Path,
): readonly FieldError[] => {
  const errors = new Map<string, FieldError>();
  for (const issue of issues) {
    for (const error of errorsOf(issue, input, prefix)) {
      const said = JSON.stringify([error.field, error.expected]);
      if (!errors.has(said)) errors.set(said, error);
      if (errors.size === errorsMax) return [...errors.values()];
    }
  }
  return [...errors.values()];
};

/** The code of an issue that has one of its own; a schema may name it. */
const codeOf = (issue: z.core.$ZodIssue): ProblemCode | undefined => {
  if (issue.code === 'too_big' && issue.path.at(-1) === 'lines') return 'lines_too_many';
  const named: unknown = issue.code === 'custom' ? issue.params?.code : undefined;
  return named === 'number_malformed' || named === 'number_check_failed' ? named : undefined;
};

/**
 * The problem of an input that a schema refused; `prefix` is where the input stands in the body.
 */
const schemaProblem = (error: z.ZodError, input: unknown, prefix: Path = []): Problem => {
  const errors = firstErrors(error, input, prefix);
  const code = error.issues.map(codeOf).find((own) => own !== undefined) ?? 'schema_invalid';
  const detail = errors.map(({ field, expected }) => `${field}: expected ${expected}`).join('; ');
  return problem(code, detail, { errors });
};

export const checked = <S extends z.ZodType>(
  schema: S,
  input: unknown,
  prefix: Path = [],
): z.output<S> => {
  const read = schema.safeParse(input, { error: issueWords });
  if (!read.success) throw schemaProblem(read.error, input, prefix);
  return read.data;
};

/**
 * A body against its schema: what the handler gets is as the schema says. A field that is null
 * counts as absent, unless it `removes` something.
 */
export class Checked<S extends z.ZodType> implements PipeTransform<unknown, z.output<S>> {
  constructor(
    private readonly schema: S,
    private readonly nulls: 'absent' | 'remove' = 'absent',
  ) {}

  transform(input: unknown): z.output<S> {
    if (input === undefined) throw emptyBody();
    return checked(this.schema, this.nulls === 'remove' ? input : withoutNulls(input));
  }
}
