import { matterKinds } from '#kernel';
import { z } from 'zod';
import type { DocumentedAnswer } from './documented.js';

const text = z.string();
const time = z.string().meta({ format: 'date-time' });
const matter = z
  .strictObject({
    id: text,
    kind: z.enum(matterKinds),
    since: time,
    code: text.describe('what is wrong, as a word'),
    detail: text,
    about: z.strictObject({
      omsNumber: text.optional(),
      channel: text.optional(),
      channelRef: text.optional(),
      line: text.optional(),
      shipment: text.optional(),
      node: text.optional(),
      sku: text.optional(),
      record: text.optional().describe('its id at `/v1/rejected`'),
    }),
    facts: z
      .array(z.strictObject({ message: text, id: text.optional(), at: text.optional() }))
      .optional()
      .describe('the newest of the facts that wait'),
    href: text.describe('what shows it'),
    links: z.record(text, text).describe('the posts that may deal with it'),
  })
  .meta({ id: 'Matter' });

const example = {
  id: 'orders:2:17:0',
  kind: 'early-facts',
  since: '2026-01-05T10:00:01.000Z',
  code: 'order-not-placed',
  detail: '1 fact came for H0VD-3KFX-FA0T-8V: no order was placed under it',
  about: { omsNumber: 'H0VD-3KFX-FA0T-8V', channel: 'web', channelRef: 'R-1' },
  facts: [{ message: 'order.record-payment', id: 'pi_1' }],
  href: '/v1/attention/orders:2:17:0',
  links: { dismiss: '/v1/attention/orders:2:17:0/dismiss' },
};

export const matterAnswer: DocumentedAnswer = { description: 'It.', schema: matter, example };
export const attentionPageAnswer: DocumentedAnswer = {
  description: 'A page.',
  schema: z.strictObject({ rows: z.array(matter), next: text.optional() }),
  example: { rows: [example] },
};
export const dismissExample = { reason: 'a test of the payment provider: no order will come' };
export const dismissedAnswer: DocumentedAnswer = {
  description: 'Nobody needs to see it any more.',
  schema: z.strictObject({ token: text, links: z.record(text, text) }),
  example: { token: 'orders.2.31', links: { settled: '/v1/settled?after=orders.2.31' } },
};
