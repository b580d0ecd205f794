import { asProse, refuse, listed } from '#kernel';
import { reportedAnew } from '../attention/concerns.js';
import type { ResolveException } from '../commands.js';
import type { OrderEvent } from '../events.js';
import { openException } from '../state.js';
import type { Placed } from '../state.js';
import { nothing } from './outcome.js';
import type { Outcome } from './outcome.js';

/** An exception that stands already is not raised again. However long a reason is, it fits. */
export const raise = (
  state: Placed,
  exception: string,
  reason: string,
  line?: string,
): readonly OrderEvent[] => {
  if (openException(state, exception, line) !== undefined) return nothing;
  const where = line === undefined ? {} : { line };
  return [{ type: 'exception.raised', data: { exception, ...where, reason: asProse(reason) } }];
};

/** So many are named in one reason: ids and names may be long, and a reason is bounded. */
export const namedMax = 5;
type Raised = Extract<OrderEvent, { readonly type: 'exception.raised' }>['data'];

/** The same; one of its kind that stands already ends, as this tells it in other words. */
export const raiseAnew = (state: Placed, data: Raised): readonly OrderEvent[] => {
  const { exception, line } = data;
  const raised: OrderEvent = { type: 'exception.raised', data };
  if (openException(state, exception, line) === undefined) return [raised];
  const where = line === undefined ? {} : { line };
  return [
    { type: 'exception.resolved', data: { exception, ...where, reason: reportedAnew } },
    raised,
  ];
};

/** The same once more: what is new stands before what was told, until people have dealt with it. */
export const tellMore = (
  state: Placed,
  exception: string,
  reason: string,
  line?: string,
): readonly OrderEvent[] => {
  const before = openException(state, exception, line);
  if (before === undefined) return raise(state, exception, reason, line);
  if (before.reason === reason) return nothing;
  return raiseAnew(state, {
    exception,
    ...(line !== undefined && { line }),
    reason: asProse(`${reason}; before: ${before.reason}`),
  });
};

const linesNamedMax = 20;

export const resolveException = (state: Placed, { data }: ResolveException): Outcome => {
  const { exception, line } = data;
  if (openException(state, exception, line) !== undefined) {
    return [{ type: 'exception.resolved', data }];
  }
  const own = state.exceptions.filter((one) => one.exception === exception);
  if (own.length === 0) {
    return refuse('exception_not_found', `no exception ${exception} stands`, 'exception');
  }
  const lines = own.flatMap(({ line: each }) => (each === undefined ? [] : [each]));
  return refuse(
    'exception_not_found',
    lines.length === 0
      ? `${exception} stands on the order, not on line ${line}: leave the line out`
      : `${exception} stands on line ${listed(lines, linesNamedMax)}: name it`,
    'line',
  );
};
