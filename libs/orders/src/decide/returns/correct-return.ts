/**
 * A return that was told by mistake, whether it is booked or waits: by its id, or by that under
 * which it was told at a node's stock.
 */
import { decimal, millionths, refuse } from '#kernel';
import { returned, sumOf } from '../../state/buckets.js';
import type { CorrectReturn, RecordReturn } from '../../commands.js';
import type { OrderEvent } from '../../events.js';
import { factContent, isSeen, takenBackKey } from '../../state/facts.js';
import { stockReturnId, unbookedOf } from '../../facts/goods-back.js';
import type { BookedReturn, Placed } from '../../state.js';
import { nothing } from '../outcome.js';
import type { Outcome } from '../outcome.js';
import { returnsIn } from './returns.js';
import { followedAgain } from '../shipments/follow.js';
import { inTurn } from '../in-turn.js';

/** What a return booked, without what has left again since. */
const stillBack = (
  { lines }: Placed,
  { disposition, moves }: BookedReturn,
): BookedReturn['moves'] => {
  const here = new Map(lines.map(({ line, buckets }) => [line, buckets[disposition] ?? 0]));
  return moves.flatMap((move) => {
    const some = Math.min(here.get(move.line) ?? 0, millionths(move.quantity));
    here.set(move.line, (here.get(move.line) ?? 0) - some);
    return some > 0 ? [{ ...move, quantity: decimal(some) }] : [];
  });
};

type Correction = CorrectReturn['data'];

/** Whether goods that came back there are those that it names. */
const isReported = (
  { corrects, goods }: Correction,
  id: string,
  node: string | undefined,
  sku: string,
): boolean => {
  if (goods !== undefined && (goods.node !== node || goods.sku !== sku)) return false;
  return node !== undefined && stockReturnId(node, sku, corrects) === id;
};

interface Found {
  readonly id: string;
  readonly booked: BookedReturn | undefined;
  readonly kept: RecordReturn | undefined;
}

/** Returns of this id, and those that nodes told under it. */
const foundOf = (state: Placed, said: Correction): readonly Found[] => {
  const isSaid = (id: string): boolean => said.goods === undefined && id === said.corrects;
  const booked = state.returns.filter(
    ({ id, moves }) => isSaid(id) || moves.some(({ node, sku }) => isReported(said, id, node, sku)),
  );
  const kept = returnsIn(state.kept).filter(
    ({ data: { id, node, goods } }) =>
      isSaid(id) || (goods !== undefined && isReported(said, id, node, goods.sku)),
  );
  return [...new Set([...booked.map(({ id }) => id), ...kept.map(({ data }) => data.id)])].map(
    (id) => ({
      id,
      booked: booked.find((one) => one.id === id),
      kept: kept.find(({ data }) => data.id === id),
    }),
  );
};

/** What of goods that a node has booked no line took: its stock gives them up. */
const goodsOf = (
  state: Placed,
  { data: { goods, node, disposition } }: RecordReturn,
  booked: BookedReturn | undefined,
) => {
  const rest = goods === undefined ? 0 : unbookedOf(state, goods, booked);
  if (goods === undefined || node === undefined || rest <= 0) return {};
  const { sku, unit } = goods;
  return {
    goods: { sku, node, disposition, quantity: decimal(rest), ...(unit !== undefined && { unit }) },
  };
};

const takenBack = (
  state: Placed,
  { id, booked, kept }: Found,
  { corrects, reason }: Correction,
): readonly OrderEvent[] => {
  const names = { id, reason, ...(id !== corrects && { toldAs: corrects }) };
  const events: OrderEvent[] = [];
  if (booked !== undefined) {
    const { disposition } = booked;
    const back = new Map(state.lines.map(({ line, buckets }) => [line, sumOf(buckets, returned)]));
    const moves = stillBack(state, booked).map(({ from, before: _before, ...move }) => {
      const before = (back.get(move.line) ?? 0) - millionths(move.quantity);
      back.set(move.line, before);
      return {
        ...move,
        from: disposition,
        to: from,
        ...(before > 0 && { before: decimal(before) }),
      };
    });
    events.push({ type: 'line.return-corrected', data: { ...names, disposition, moves } });
  }
  if (kept !== undefined) {
    events.push({
      type: 'return.withdrawn',
      data: { ...names, content: factContent(kept), ...goodsOf(state, kept, booked) },
    });
  }
  return events;
};

export const correctReturn = (state: Placed, { data }: CorrectReturn): Outcome => {
  const { corrects, goods } = data;
  const found = foundOf(state, data);
  const [only] = found;
  if (found.length > 1) {
    return refuse(
      'return_ambiguous',
      `${found.length} returns were told under ${corrects}: take ` +
        'back each where it was told, POST /v1/stock/NODE/SKU/returns with corrects and order',
      'corrects',
    );
  }
  // What is not back any more stands where its parcels do, or with its node again.
  if (only !== undefined) return inTurn(state, (now) => takenBack(now, only, data), followedAgain);
  const keys =
    goods === undefined
      ? [`r:${corrects}`, takenBackKey(corrects)]
      : [`r:${stockReturnId(goods.node, goods.sku, corrects)}`];
  return keys.some((key) => isSeen(state.seen, key))
    ? nothing
    : refuse('return_not_found', `no return ${corrects} was told`, 'corrects');
};
