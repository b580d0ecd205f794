/** Messages that every log of events holds, whichever the service (ARCHITECTURE.md §2). */
import { z } from 'zod';
import { message } from './entry.js';
import { code, count, id, prose, text } from './forms.js';

/** What people have dealt with: also as it is asked for. */
export const dismissal = z.strictObject({
  view: z.string().describe('the view whose document shows it'),
  key: z.string().describe('the key of the document'),
  place: z.string().describe('of the event that brought it up, within its partition'),
  reason: prose.describe('why it needs nobody any more'),
});

export const logEvents = {
  'log.term-opened': message(
    'A writer took the partition over; the offset of this record is its term.',
    z.strictObject({
      id: id.describe('random, chosen by the writer'),
      level: count.describe("the writer's catalogue level"),
    }),
  ),
  'log.rejected': message(
    'Input that was refused or could not be read.',
    z.strictObject({
      code,
      detail: z.string(),
      field: z.string().optional(),
      fields: z
        .array(z.strictObject({ field: z.string(), detail: z.string() }))
        .optional()
        .describe('all that are at fault, where there are several'),
      message: z.string().optional().describe('the dot name of the message refused'),
      offset: count.describe('of the record in its input'),
      bytes: count.describe('its size'),
      sha256: text(64).optional().describe('its digest, where it could not be read'),
      unheard: z
        .literal(true)
        .optional()
        .describe('nobody waited for the answer: it is listed until people have dealt with it'),
    }),
  ),
  'log.dismissed': message('People have dealt with something that was listed for them.', dismissal),
  'log.unchanged': message(
    'Input that changed nothing.',
    z.strictObject({
      reason: z.enum(['duplicate', 'stale-deadline', 'no-change']),
      first: count.optional().describe('the inbox offset that had the same command id first'),
    }),
  ),
  'log.positions': message(
    'How far a writer has read its inputs, where no answer says so.',
    z.strictObject({
      inputs: z
        .record(
          z.string(),
          z.strictObject({
            logId: id.describe("of that log's first term record"),
            offset: z
              .int()
              .min(-1)
              .describe(
                'of the last record of an answer there, all before which is answered; -1: none',
              ),
          }),
        )
        .describe('by input: <service>.<partition>'),
    }),
  ),
};
