import type { PipeTransform } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { problem, shown } from '#http';
import { pageRows } from './page-rows.js';

/** A query string against its schema; names what is unknown and what is not as expected. */
export class CheckedQuery<S extends z.ZodType> implements PipeTransform<unknown, z.output<S>> {
  constructor(private readonly schema: S) {}

  transform(input: Readonly<Record<string, unknown>>): z.output<S> {
    const read = this.schema.safeParse({ ...input });
    if (read.success) return read.data;
    const errors = read.error.issues.flatMap((issue) =>
      issue.code === 'unrecognized_keys'
        ? issue.keys.map((field) => ({ field, expected: 'no parameter of this name' }))
        : [
            {
              field: String(issue.path[0] ?? 'query'),
              expected: issue.message.replace(/^expected /, ''),
              got: shown(input[String(issue.path[0])]),
            },
          ],
    );
    const detail = errors.map(({ field, expected }) => `${field}: expected ${expected}`).join('; ');
    throw problem('parameter_invalid', detail, { errors });
  }
}

const limitExpected = `expected a whole number from 1 to ${pageRows.max}`;
const limitGiven = z
  .string({ error: limitExpected })
  .regex(/^[1-9]\d{0,2}$/, { error: limitExpected })
  .transform(Number)
  .refine((limit) => limit <= pageRows.max, { error: limitExpected });
export const limitParameter = limitGiven.default(pageRows.usual);
/** For a list that small ones give whole. */
export const wholeLimitParameter = limitGiven.default(pageRows.max);

const cursorExpected = 'expected the `next` of a page before';
export const cursorParameter = z
  .string({ error: cursorExpected })
  .min(1, { error: cursorExpected });

const afterExpected = 'expected a token that a post gave back';
export const afterParameter = z.union([z.string(), z.array(z.string())], { error: afterExpected });
export const waitParameter = z.string({ error: 'expected seconds to wait' });

const noQuery = new CheckedQuery(z.strictObject({}));

/** For a route that takes no parameter: a misspelt one is told and not passed over. */
export const refuseQuery = ({ query }: FastifyRequest): void => {
  noQuery.transform({ ...(typeof query === 'object' ? query : {}) });
};

export const pageQuery = z.strictObject({
  limit: limitParameter,
  cursor: cursorParameter.optional(),
});
export type PageQuery = z.output<typeof pageQuery>;
