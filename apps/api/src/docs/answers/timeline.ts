/** The story of an order, and the orders behind a reference. */
import { z } from 'zod';
import type { DocumentedAnswer } from '../documented.js';
import { orderRowExample } from '../examples.js';
import { text, time } from './values.js';
export const timelineAnswer: DocumentedAnswer = {
  description: 'Entries, oldest first; `next` is the cursor of the following page.',
  schema: z.strictObject({
    omsNumber: text,
    dropped: z.int().describe('older entries that are not shown'),
    entries: z.array(
      z.strictObject({
        at: time,
        type: text,
        id: text.optional(),
        data: z.record(text, z.unknown()),
      }),
    ),
    next: text.optional(),
  }),
  example: {
    omsNumber: orderRowExample.omsNumber,
    dropped: 0,
    entries: [
      {
        at: '2026-01-05T10:00:01Z',
        type: 'order.placed',
        id: '3:1207:0',
        data: { channel: 'web', channelRef: 'R-1', lineCount: 1 },
      },
    ],
  },
};
export const referencesAnswer: DocumentedAnswer = {
  description: 'The orders.',
  schema: z.strictObject({
    reference: text,
    orders: z.array(
      z.strictObject({ omsNumber: text, channel: text, placedAt: time, lifecycle: text }),
    ),
  }),
  example: {
    reference: 'R-1',
    orders: [
      {
        omsNumber: orderRowExample.omsNumber,
        channel: 'web',
        placedAt: '2026-01-05T10:00:00Z',
        lifecycle: 'accepted',
      },
    ],
  },
};
