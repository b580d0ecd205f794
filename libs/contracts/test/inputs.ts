import type { z } from 'zod';
import { problemsOf } from '../src/input/problem.js';

export const smallest = {
  channel: 'web',
  channelRef: 'R-1',
  currency: 'EUR',
  lines: [{ sku: 'A', node: 'main', quantity: '2', unitPrice: '9.90' }],
};

export const problems = (schema: z.ZodType, input: unknown) => {
  const read = schema.safeParse(input);
  return read.success ? [] : problemsOf(read.error);
};
