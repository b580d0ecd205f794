import type { Answer } from '#runtime';
import type { Gateway } from './gateway.js';
import { numberOf } from './number-of.js';
import type { Onward } from './onward.js';

/**
 * The answer that a message ends with: one whose number belongs to another reference is followed to
 * the number where it is answered (`number` of what comes back). `undefined` where that is not
 * known within `waitMs`.
 */
export const finalAnswer = async (
  { views, keys }: Pick<Gateway, 'views' | 'keys'>,
  answer: Answer,
  waitMs: number,
  signal: AbortSignal,
): Promise<Answer | undefined> => {
  let last: Answer | undefined = answer;
  while (last?.goesOn !== undefined) {
    const { claim, placedAt } = last.goesOn.to as Onward;
    const number = numberOf(keys)(claim, placedAt);
    last = await views.orders.answerTo(last.goesOn.event, number, waitMs, signal);
  }
  return last;
};
