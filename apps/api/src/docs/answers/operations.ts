/** What whoever runs it asks: counts, whether all has settled, and views that are built anew. */
import { z } from 'zod';
import type { DocumentedAnswer } from '../documented.js';
import { text } from './values.js';
export const countersAnswer: DocumentedAnswer = {
  description: 'Counts by name; zero ones are left out.',
  schema: z.strictObject({ counters: z.record(text, z.int()) }),
  example: { counters: { 'lifecycle:accepted': 1, orders: 1, skus: 1 } },
};
export const settledAnswer: DocumentedAnswer = {
  description: 'Whether it has, and what is still behind.',
  schema: z.strictObject({ settled: z.boolean(), waitingFor: z.array(text) }),
  example: { settled: true, waitingFor: [] },
};

export const rebuiltAnswer: DocumentedAnswer = {
  description: 'How far it is, and at last which generation answers now.',
  media: 'application/x-ndjson',
  schema: z.union([
    z.strictObject({ passed: z.int(), total: z.int() }),
    z.strictObject({ projection: text, from: z.int().nullable(), to: z.int(), records: z.int() }),
    z.strictObject({ error: z.strictObject({ code: z.literal('not_rebuilt'), detail: text }) }),
  ]),
  example: { projection: 'order', from: 1, to: 2, records: 5_120 },
};
