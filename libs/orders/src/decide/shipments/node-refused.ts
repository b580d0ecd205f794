/** A node will not send units: they are open again, and what becomes of its goods is as it says. */
import { shortened } from '#kernel';
import type { OrderEvent } from '../../events.js';
import type { LineNodeRefused } from '../../events/node-refusals.js';
import type { Bucket, Goods, Move } from '../../message/quantities.js';
import { fateOf } from '../../facts/refused-goods.js';
import { lineOf } from '../../state.js';
import type { Placed } from '../../state.js';
import { nothing } from '../outcome.js';
import { quantitiesOf } from '../moves.js';
import { raise } from '../exceptions.js';
import { releaseRequests } from '../stock-requests.js';

/** Units that it has: those still to come are no goods that it could speak of. */
const there: ReadonlySet<Bucket> = new Set<Bucket>(['reserved', 'released']);

/** People are told of so many lines at a time; the others are in the same words. */
const unclearLinesMax = 20;
const shownCharsMax = 100;
const shown = (text: string): string => shortened(text, shownCharsMax);

/** Words that nobody here can read: its units are sold to nobody until somebody counts them. */
const raiseUnclear = (
  state: Placed,
  moves: readonly Move[],
  reason: string,
): readonly OrderEvent[] =>
  quantitiesOf(moves.filter(({ from }) => there.has(from)))
    .slice(0, unclearLinesMax)
    .flatMap(({ line: id, quantity }) => {
      const line = lineOf(state, id);
      if (line === undefined || !line.trackStock) return nothing;
      return raise(
        state,
        'refusal-unclear',
        `"${shown(reason)}" does not tell what became of ${quantity} of ${shown(line.sku)} that ` +
          `${shown(line.node)} refused: they are sold to nobody until the SKU is counted there, ` +
          'which is listed by itself. This ends once the line is reserved again, sent all the ' +
          'same, edited or cancelled, or resolved. A node may say goods: sellable, not_found ' +
          'or damaged',
        id,
      );
    });

/** Each line whose units the node refused is listed until they are reserved again or cancelled. */
const raiseRefused = (
  state: Placed,
  moves: readonly Move[],
  reason: string,
): readonly OrderEvent[] =>
  [...new Set(moves.map(({ line }) => line))].flatMap((line) =>
    raise(state, 'node-refused', reason, line),
  );

type Said = Pick<LineNodeRefused['data'], 'id' | 'shipment' | 'reason'> & {
  readonly goods: Goods | undefined;
};

/** These units go back to the stock, to be sold or not. */
export const nodeRefused = (
  state: Placed,
  { reason, goods: said, ...names }: Said,
  moves: readonly Move[],
): readonly OrderEvent[] => {
  if (moves.length === 0) return nothing;
  const { goods, isUnclear } = fateOf(reason, said);
  return [
    {
      type: 'line.node-refused',
      data: {
        ...names,
        reason,
        ...(goods !== undefined && { goods }),
        moves,
        requests: releaseRequests(state.lines, moves, 'open', goods),
      },
    },
    ...raiseRefused(state, moves, reason),
    ...(isUnclear ? raiseUnclear(state, moves, reason) : nothing),
  ];
};
