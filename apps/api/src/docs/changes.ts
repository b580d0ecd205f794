import { z } from 'zod';

const text = z.string();
const minor = z.int().describe('whole minor units (cents)');
const differing = z.strictObject({ field: text, first: text, other: text });
const fieldChange = differing.describe('of personal data only the field is told');
const change = z.strictObject({
  version: z.int(),
  by: text,
  reason: text.optional(),
  fields: z.array(fieldChange),
  total: z.strictObject({ before: minor, after: minor, difference: minor }).optional(),
});

/** What an order shows of how it was changed, and of what waits to be. */
export const changeFields = {
  version: z.int().describe('1 as it was placed, one more with each edit and each cancel'),
  changes: z.array(change).describe('the newest ones, oldest first'),
  pendingChange: z
    .strictObject({
      change: text.describe('names it: who accepts or dismisses it says what was looked at'),
      fields: z.array(differing.describe('as it is, and as it would be')),
      more: z.int().optional().describe('how many fields differ beside those'),
    })
    .optional()
    .describe('what the channel sent again otherwise: accept or dismiss it'),
  releasedAnyway: text.optional().describe('why it goes without waiting for money'),
};
