import type { z } from 'zod';
import { answerQuery } from '../waiting/answered.js';
import { cursorParameter, wholeLimitParameter } from '../reading/query.js';

export const timelineQuery = answerQuery.extend({
  limit: wholeLimitParameter,
  cursor: cursorParameter.optional(),
});
export type TimelineQuery = z.output<typeof timelineQuery>;
