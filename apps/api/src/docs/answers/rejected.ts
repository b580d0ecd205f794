import { z } from 'zod';
import type { DocumentedAnswer } from '../documented.js';
import { pageOf } from './page.js';
import { links, text, time } from './values.js';
const fieldFault = z.strictObject({ field: text, detail: text });
const rejected = z
  .strictObject({
    id: text,
    at: time,
    tenant: text,
    key: text.nullable(),
    omsNumber: text.optional(),
    code: text,
    detail: text,
    field: text.optional(),
    fields: z.array(fieldFault).optional(),
    message: text.optional(),
    bytes: z.int(),
    dealtWith: z
      .strictObject({ at: time, reason: text })
      .optional()
      .describe('nobody needs to see it any more'),
  })
  .meta({ id: 'Rejected' });
const rejectedExample = {
  id: 'orders:3:1207',
  at: '2026-01-05T10:00:01Z',
  tenant: 'default',
  key: 'H0VD-3KFX-FA0T-8V',
  code: 'order_closed',
  detail: 'a closed order cannot be held',
  message: 'order.hold',
  bytes: 41,
};
export const rejectedAnswer: DocumentedAnswer = {
  description: 'What was refused, and why.',
  schema: rejected,
  example: rejectedExample,
};
export const rejectedPageAnswer = pageOf(rejected, rejectedExample);
export const redrivenAnswer: DocumentedAnswer = {
  description: 'Posted again.',
  schema: z.strictObject({ token: text, links }),
  example: { token: 'orders.3.1300', links: { settled: '/v1/settled?after=orders.3.1300' } },
};
