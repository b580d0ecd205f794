/** What a post is answered with: kept, decided, or not seen yet. */
import { z } from 'zod';
import type { DocumentedAnswer } from '../documented.js';
import { links, text } from './values.js';
const receipt = z
  .strictObject({
    token: text,
    omsNumber: text.optional(),
    provisional: z.boolean(),
    links,
    code: z.literal('pending').optional(),
  })
  .meta({ id: 'PostReceipt' });
export const decidedFields = {
  token: text,
  provisional: z.literal(false),
  links,
  outcome: text,
  events: z.array(text),
};
const pending = z
  .strictObject({ code: z.literal('pending'), tokens: z.array(text), links })
  .meta({ id: 'Pending' });

export const posted = (
  example: unknown,
  decided: z.ZodType,
  decidedExample: unknown,
  status = 200,
): Readonly<Record<number, DocumentedAnswer>> => ({
  202: {
    description: 'Kept, and answered soon; with `code: pending` the wait was too short.',
    schema: receipt,
    example,
  },
  [status]: {
    description: 'Decided within `Prefer: wait`.',
    schema: decided,
    example: decidedExample,
  },
});

export const pendingAnswer: DocumentedAnswer = {
  description: 'The view has not passed the tokens yet: ask again.',
  schema: pending,
  example: {
    code: 'pending',
    tokens: ['orders.3.1207'],
    links: { self: '/v1/orders/H0VD-3KFX-FA0T-8V?after=orders.3.1207' },
  },
};
