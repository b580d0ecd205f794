import { childOf, decimal, instantText } from '#kernel';
import type { LineReleased, OrderEvent } from '../events.js';
import { nodesOf } from '../nodes.js';
import type { Move } from '../quantities.js';
import type { Line, Placed } from '../state.js';
import { holdsAny } from '../tally.js';
import { askForStrays, nothing } from './answer.js';
import { inTurn } from './turn.js';
import { mayRelease, readiness } from './waiting.js';

/**
 * A release that the policy makes takes the next number; one that a fact forces takes its node's
 * place.
 */
export type ReleasedBy = 'policy' | 'fact';

/**
 * The number of a node's shipment. By policy: the lowest that is free, nodes in the order of their
 * first line. By a fact: the one that the node would have, had everything been released at once,
 * so that facts about different nodes may come in any order and end in the same shipments.
 */
const shipmentFor = (
  state: Placed, used: ReadonlySet<string>, node: string, by: ReleasedBy,
): string => {
  const nodes = nodesOf(state.lines);
  const own = childOf(state.number, 'S', nodes.indexOf(node) + 1);
  if (by === 'fact' && !used.has(own)) return own;
  let ordinal = by === 'fact' ? nodes.length + 1 : 1;
  while (used.has(childOf(state.number, 'S', ordinal))) ordinal += 1;
  return childOf(state.number, 'S', ordinal);
};

/** Gives units to their nodes: one shipment for each node. `moves` in the order of the lines. */
export const release = (
  state: Placed, moves: readonly Move[], by: ReleasedBy,
): readonly OrderEvent[] => {
  if (moves.length === 0) return nothing;
  const nodeOf = new Map(state.lines.map(({ line, node }) => [line, node]));
  const byNode = new Map<string, Move[]>();
  for (const node of nodesOf(state.lines)) byNode.set(node, []);
  for (const move of moves) byNode.get(nodeOf.get(move.line) ?? '')?.push(move);
  const used = new Set(state.shipments.map(({ shipment }) => shipment));
  const shipments: LineReleased['data']['shipments'][number][] = [];
  for (const [node, own] of byNode) {
    if (own.length === 0) continue;
    const shipment = shipmentFor(state, used, node, by);
    used.add(shipment);
    shipments.push({ shipment, node, moves: own });
  }
  const { promise } = state.terms;
  return [
    ...askForStrays(state.lines, moves),
    { type: 'line.released', data: { shipments, ...(promise !== undefined && { promise }) } },
  ];
};

/**
 * What the order's policy says: reserved units that may go do, or wait a while for others of their
 * node.
 */
export const releaseByPolicy = (
  state: Placed, now: number, isFirst: boolean,
): readonly OrderEvent[] => {
  if (!mayRelease(state) || !holdsAny(state.lines, ['reserved'])) return nothing;
  const moves: Move[] = [];
  const scheduled: OrderEvent[] = [];
  for (const node of nodesOf(state.lines)) {
    const then = readiness(state, node, now, isFirst);
    if (then.kind === 'go') moves.push(...reservedMoves(then.lines));
    if (then.kind === 'wait' && then.until < (state.waits[node] ?? Number.POSITIVE_INFINITY)) {
      scheduled.push({ type: 'release.scheduled', data: { node, at: instantText(then.until) } });
    }
  }
  return [...release(state, inLineOrder(state, moves), 'policy'), ...scheduled];
};

const reservedMoves = (lines: readonly Line[]): readonly Move[] =>
  lines.flatMap(({ line, buckets: { reserved = 0 } }): Move[] =>
    (reserved > 0 ? [{ line, quantity: decimal(reserved), from: 'reserved' }] : []));

const inLineOrder = ({ lines }: Placed, moves: readonly Move[]): readonly Move[] => {
  const byLine = new Map(moves.map((move) => [move.line, move]));
  return lines.flatMap(({ line }) => byLine.get(line) ?? []);
};

/** The wait of a node is over: its ready units go, unless all must go together. */
export const releaseDue = (
  state: Placed, node: string, now: number,
): readonly OrderEvent[] => inTurn(state,
  () => [{ type: 'release.due', data: { node } }],
  (after) => {
    const then = readiness(after, node, now, true);
    return then.kind === 'go' ? release(after, reservedMoves(then.lines), 'policy') : nothing;
  });
