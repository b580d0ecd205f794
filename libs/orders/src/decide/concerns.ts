import { asProse } from '#kernel';
import type { RecordConcerns } from '../commands.js';
import { openConcerns } from '../attention/concerns.js';
import type { OrderEvent } from '../events.js';
import { openException } from '../state.js';
import type { Placed } from '../state.js';
import { namedMax, raiseAnew } from './exceptions.js';

/** Of an order that has shipments, the first of them tells it. */
export const recordConcerns = (state: Placed, { data }: RecordConcerns): readonly OrderEvent[] =>
  JSON.stringify(state.concerns) === JSON.stringify(data.concerns)
    ? []
    : [{ type: 'concerns.recorded', data }];

const reasonOf = (reasons: readonly string[]): string => {
  const more = reasons.length - namedMax;
  return asProse(reasons.slice(0, namedMax).join('; ') + (more > 0 ? `; and ${more} more` : ''));
};

/**
 * One exception of each kind names all that people have not dealt with. What comes to it or ends
 * meanwhile is told with the others, anew: nobody's answer to the first is waited for.
 */
export const tellConcerns = (state: Placed): readonly OrderEvent[] =>
  openConcerns(state).flatMap(({ exception, line, reasons }): readonly OrderEvent[] => {
    const where = { exception, ...(line !== undefined && { line }) };
    const reason = reasonOf(reasons);
    return openException(state, exception, line)?.reason === reason
      ? []
      : raiseAnew(state, { ...where, reason });
  });
