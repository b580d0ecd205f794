import { z } from 'zod';
import type { DocumentedAnswer } from '../documented.js';
import { text } from './values.js';
export const bulkDescription =
  'NDJSON in, a result a line out, in order and while the lines come ' +
  'in. A line that is wrong says so with its number and field and stops nothing. Blank lines are ' +
  'left out. A line may have 1 MiB; the whole has no limit. A token says that a line is kept: ' +
  'what became of it is told by `GET /v1/orders/{number}?after=` (or `/v1/stock/{node}/{sku}`) ' +
  'with the token, also its refusal, or that its reference has an order with another body. With ' +
  '`Prefer: wait=N` each line waits for that and tells it: `outcome`, and the `error` of what ' +
  'was refused; `pending` where the wait was too short.';
export const bulkAnswer: DocumentedAnswer = {
  description: 'A result for each line: its token, or its error.',
  media: 'application/x-ndjson',
  schema: z.strictObject({
    line: z.int(),
    token: text.optional(),
    omsNumber: text.optional(),
    outcome: text.optional().describe('with `Prefer: wait`'),
    error: z.looseObject({ code: text, detail: text }).optional(),
  }),
  example: { line: 1, token: 'orders.3.1207', omsNumber: 'H0VD-3KFX-FA0T-8V' },
};
