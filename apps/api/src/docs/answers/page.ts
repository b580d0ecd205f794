import { z } from 'zod';
import type { DocumentedAnswer } from '../documented.js';
import { text } from './values.js';
/** A page of a list, with the cursor of the next one. */
export const pageOf = (item: z.ZodType, example: unknown): DocumentedAnswer => ({
  description: 'A page; `next` is the cursor of the following one.',
  schema: z.strictObject({ rows: z.array(item), next: text.optional() }),
  example: { rows: [example], next: 'WyJkZWZhdWx0fGFsbCJd' },
});
