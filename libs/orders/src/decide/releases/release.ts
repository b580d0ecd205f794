import { childOf, decimal, instantText } from '#kernel';
import { elsewhere } from '../../message/came-from.js';
import type { OrderEvent } from '../../events.js';
import type { ReleasedTo } from '../../events/releases.js';
import { nodesOf } from '../../units/nodes.js';
import type { Move } from '../../message/quantities.js';
import { shipmentOf } from '../../state.js';
import type { Placed } from '../../state.js';
import type { Line } from '../../state/line.js';
import type { Shipment } from '../../state/shipment.js';
import { holdsAny } from '../../state/tally.js';
import { nothing } from '../outcome.js';
import { quantitiesOf } from '../moves.js';
import { askForStrays } from '../stock-requests.js';
import { isDispatched, linesOf } from '../shipments/carried.js';
import { inTurn } from '../in-turn.js';
import { mayRelease, readiness } from './readiness.js';

/**
 * The policy lets units go to their node; a fact opens shipments, of which shipping gives back what
 * it does not find to have left (`shipment.settle`).
 */
export type ReleasedBy = 'policy' | 'fact';

/** Facts opened it, and none of them says that all has left, whatever comes. */
const isRoomy = ({ opened, parcels, sent }: Shipment): boolean =>
  opened &&
  parcels.every(({ whole = false }) => !whole) &&
  sent.every(({ lines }) => lines !== undefined);

/** What facts took here from elsewhere may have to go back: it stays apart from what is sent. */
const isOwn = ({ cameFrom }: Shipment): boolean =>
  Object.values(cameFrom).every((came) => elsewhere(came) === 0);

/** What has left of it has left for good, as far as is known: nothing comes back into it. */
const isQuiet = (state: Placed, { parcels }: Shipment): boolean =>
  parcels.every((one) => isDispatched(state, one));

/**
 * The number of a node's shipment: of one that facts opened, until the policy lets its units go.
 * Else, by policy: the lowest that is free, nodes in the order of their first line. By a fact: the
 * one that the node would have, had everything been released at once, so that facts about different
 * nodes may come in any order and end in the same shipments.
 */
const shipmentFor = (
  state: Placed,
  used: ReadonlySet<string>,
  node: string,
  by: ReleasedBy,
): string => {
  const known = state.shipments.find(
    (one) =>
      one.node === node && isRoomy(one) && (by === 'fact' || (isQuiet(state, one) && isOwn(one))),
  );
  if (known !== undefined) return known.shipment;
  const nodes = nodesOf(state.lines);
  const own = childOf(state.number, 'S', nodes.indexOf(node) + 1);
  if (by === 'fact' && !used.has(own)) return own;
  let ordinal = by === 'fact' ? nodes.length + 1 : 1;
  while (used.has(childOf(state.number, 'S', ordinal))) ordinal += 1;
  return childOf(state.number, 'S', ordinal);
};

/** Into which shipments units go: one for each node. `moves` in the order of the lines. */
export const shipmentsOf = (
  state: Placed,
  moves: readonly Move[],
  by: ReleasedBy,
): readonly ReleasedTo[] => {
  const nodeOf = new Map(state.lines.map(({ line, node }) => [line, node]));
  const byNode = new Map<string, Move[]>();
  for (const node of nodesOf(state.lines)) byNode.set(node, []);
  for (const move of moves) byNode.get(nodeOf.get(move.line) ?? '')?.push(move);
  const used = new Set(state.shipments.map(({ shipment }) => shipment));
  return [...byNode].flatMap(([node, own]): readonly ReleasedTo[] => {
    if (own.length === 0) return [];
    const shipment = shipmentFor(state, used, node, by);
    used.add(shipment);
    const known = shipmentOf(state, shipment);
    return [
      {
        shipment,
        node,
        moves: own,
        // What came back of it counts: while it is told to have left, that is in a parcel.
        ...(known !== undefined && { lines: quantitiesOf([...linesOf(known), ...own]) }),
        ...(by === 'fact' && { opened: true }),
      },
    ];
  });
};

/** Gives units to their nodes. */
export const released = (
  { lines, terms: { promise } }: Placed,
  shipments: readonly ReleasedTo[],
): readonly OrderEvent[] =>
  shipments.length === 0
    ? nothing
    : [
        ...askForStrays(
          lines,
          shipments.flatMap(({ moves }) => moves),
        ),
        { type: 'line.released', data: { shipments, ...(promise !== undefined && { promise }) } },
      ];

/** Shipments that must have again what they had, where `planned` does not give them more. */
export const askedAgain = (
  shipments: readonly Shipment[],
  planned: readonly ReleasedTo[],
): readonly ReleasedTo[] =>
  shipments
    .filter((one) => planned.every(({ shipment }) => shipment !== one.shipment))
    .map((one): ReleasedTo => ({
      shipment: one.shipment,
      node: one.node,
      moves: [],
      lines: linesOf(one),
      opened: true,
    }))
    .filter(({ lines = [] }) => lines.length > 0);

/**
 * What the order's policy says: reserved units that may go do, or wait a while for others of their
 * node.
 */
export const releaseByPolicy = (
  state: Placed,
  now: number,
  isFirst: boolean,
): readonly OrderEvent[] => {
  if (!mayRelease(state) || !holdsAny(state.lines, ['reserved'])) return nothing;
  const moves: Move[] = [];
  const scheduled: OrderEvent[] = [];
  for (const node of nodesOf(state.lines).filter((one) => mayGive(state, one))) {
    const then = readiness(state, node, now, isFirst);
    if (then.kind === 'go') moves.push(...reservedMoves(then.lines));
    if (then.kind === 'wait' && then.until < (state.waits[node] ?? Number.POSITIVE_INFINITY)) {
      scheduled.push({ type: 'release.scheduled', data: { node, at: instantText(then.until) } });
    }
  }
  return [
    ...released(state, shipmentsOf(state, inLineOrder(state, moves), 'policy')),
    ...scheduled,
  ];
};

/** Shipping has told of all that facts took to the node: what goes, goes with the rest of that. */
const mayGive = ({ shipments, asking }: Placed, node: string): boolean =>
  asking.length === 0 &&
  shipments.every((one) => one.node !== node || !one.opened || one.sent.length === 0);

const reservedMoves = (lines: readonly Line[]): readonly Move[] =>
  lines.flatMap(({ line, buckets: { reserved = 0 } }): Move[] =>
    reserved > 0 ? [{ line, quantity: decimal(reserved), from: 'reserved' }] : [],
  );

const inLineOrder = ({ lines }: Placed, moves: readonly Move[]): readonly Move[] => {
  const byLine = new Map(moves.map((move) => [move.line, move]));
  return lines.flatMap(({ line }) => byLine.get(line) ?? []);
};

/** The wait of a node is over: its ready units go, unless all must go together. */
export const releaseDue = (state: Placed, node: string, now: number): readonly OrderEvent[] =>
  inTurn(
    state,
    () => [{ type: 'release.due', data: { node } }],
    (after) => {
      const then = readiness(after, node, now, true);
      if (then.kind !== 'go' || !mayGive(after, node)) return nothing;
      return released(after, shipmentsOf(after, reservedMoves(then.lines), 'policy'));
    },
  );
