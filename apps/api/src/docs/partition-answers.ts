/** How the partitions stand, and what an operator's decision came to. */
import { z } from 'zod';
import type { DocumentedAnswer } from './documented.js';

const text = z.string();

const haltedAt = z
  .strictObject({
    offset: z.int().describe('in the inbox, or in the topic'),
    topic: text.describe('that an input or an intake reads').optional(),
    partition: z.int().describe('of that topic').optional(),
    message: text.optional(),
    id: text.optional(),
    tenant: text.optional(),
    key: text.describe('an OMS number, or tenant/node/sku').optional(),
    channel: text.optional(),
    channelRef: text.optional(),
  })
  .meta({
    id: 'HaltedAt',
    description: 'The message that a halted writer, input or intake waits at.',
  });
const partition = z
  .strictObject({
    service: text,
    role: text,
    name: text,
    partition: z.int(),
    state: text,
    reason: text.optional(),
    inboxAlone: z
      .literal(true)
      .describe('only the inbox waits: events of other services are answered')
      .optional(),
    at: haltedAt.optional(),
  })
  .meta({ id: 'Partition' });
const count = z.int().optional();
export const statusAnswer: DocumentedAnswer = {
  description: 'Every worker at every partition.',
  schema: z.strictObject({
    partitions: z.array(
      partition
        .extend({
          worker: text.optional().describe('the process that has it, and its port: on Kafka alone'),
          lag: z.int().describe('records still to pass'),
          term: count,
          chain: count,
          answered: count,
          inboxEnd: count,
          accepted: count,
          rejected: count,
          superseded: count,
        })
        .meta({ id: 'PartitionStatus' }),
    ),
  }),
  example: {
    partitions: [
      {
        service: 'orders',
        role: 'writer',
        name: 'orders',
        partition: 0,
        state: 'running',
        lag: 0,
        term: 0,
        accepted: 12,
        rejected: 1,
        superseded: 0,
      },
    ],
  },
};
export const resumedAnswer: DocumentedAnswer = {
  description: 'It goes on; `GET /v1/status` tells how far.',
  schema: z.strictObject({
    service: text,
    partition: z.int(),
    resumed: z.array(text),
    told: text.describe('what people should know of it').optional(),
  }),
  example: { service: 'orders', partition: 3, resumed: ['orders'] },
};
export const healthAnswer: DocumentedAnswer = {
  description: 'It is alive.',
  schema: z.strictObject({
    status: z.enum(['ok', 'degraded']),
    halted: z.array(partition),
    unknown: text.describe('why nobody can tell how the partitions stand').optional(),
  }),
  example: { status: 'ok', halted: [] },
};
export const failingAnswer: DocumentedAnswer = {
  description: 'It should be started anew.',
  schema: z.strictObject({
    status: z.literal('failing'),
    failures: z.array(text).describe('what hangs, or will never work again, in words'),
  }),
  example: { status: 'failing', failures: ['writer orders/2 stands at 7 of 10 for 120 s'] },
};
export const readyAnswer: DocumentedAnswer = {
  description: 'It may be sent requests.',
  schema: z.strictObject({
    ready: z.boolean(),
    starting: z.array(partition),
    waitingFor: z
      .array(text)
      .describe('servers that do not answer, and work of this process that has not begun')
      .optional(),
  }),
  example: { ready: true, starting: [] },
};
