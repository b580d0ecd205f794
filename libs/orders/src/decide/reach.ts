import { millionths } from '#kernel';
import { loose, sumOf } from '../buckets.js';
import type { RecordDispatch, RecordScan } from '../commands.js';
import type { FactScope } from '../parcels.js';
import type { Bucket, Move } from '../quantities.js';
import { isSeen, voidKey } from '../facts.js';
import { lineOf } from '../state.js';
import type { Line, Placed, Shipment } from '../state.js';
import { movesOf, quantitiesOf } from './answer.js';
import { carriedOf } from './cancel.js';

/** What a fact about shipments speaks of. */
export interface Reach {
  /** Shipments that have its units. */
  readonly shipments: readonly string[];
  /** Units that must go into shipments for it to be true. */
  readonly moves: readonly Move[];
  /** It names units that the order does not have. */
  readonly isShort: boolean;
}

type Fact = RecordDispatch['data']['fact'] | RecordScan['data']['fact'];

const idsOf = (shipments: readonly Shipment[]): readonly string[] =>
  shipments.map(({ shipment }) => shipment);

/**
 * A dispatch speaks of what has not been dispatched, a scan of what has not been delivered, as far
 * as there is.
 */
const likely = (shipments: readonly Shipment[], fact: Fact): readonly Shipment[] =>
  shipments.filter(({ dispatched, status }) =>
    (fact.kind === 'dispatch' ? !dispatched : status !== 'delivered'));

/** What may leave for a fact to be true. A label is no departure: it needs units that are there. */
const sourcesFor = (state: Placed, fact: Fact): readonly Bucket[] =>
  (isDeparture(state, fact) ? ['reserved', 'backordered', 'open', 'cancelled'] : ['reserved']);

/** Whether it says that the units have left the node, and nobody has taken that back before. */
export const isDeparture = ({ seen }: Placed, fact: Fact): boolean =>
  fact.kind === 'dispatch' || (fact.status !== 'label_created' && !isSeen(seen, voidKey(fact.id)));

const reachLine = (
  state: Placed, line: Line, quantity: number, fact: Fact,
): Reach => {
  const carrying = state.shipments.filter((one) => carriedOf(one, line.line) > 0);
  const first = likely(carrying, fact);
  const later = fact.kind === 'dispatch' ? [] : carrying.filter((one) => !first.includes(one));
  const found: Shipment[] = [];
  let rest = quantity;
  for (const shipment of [...first, ...later]) {
    if (rest <= 0) break;
    found.push(shipment);
    rest -= carriedOf(shipment, line.line);
  }
  const sources = sourcesFor(state, fact);
  const moves = rest > 0 ? movesOf(line, sources, rest) : [];
  rest -= Math.min(Math.max(rest, 0), sumOf(line.buckets, sources));
  if (rest === quantity && carrying.length > 0) {
    return { shipments: idsOf(carrying), moves: [], isShort: false };
  }
  return { shipments: idsOf(found), moves, isShort: rest > 0 };
};

/**
 * All units of a node, or of the order, that are not cancelled; where all are, it must be these.
 */
const reachAll = (state: Placed, node: string | undefined, fact: Fact): Reach => {
  const lines = state.lines.filter((line) => node === undefined || line.node === node);
  const carrying = state.shipments.filter((one) => (node === undefined || one.node === node)
    && lines.some(({ line }) => carriedOf(one, line) > 0));
  const shipments = fact.kind === 'dispatch' ? likely(carrying, fact) : carrying;
  const isGone = isDeparture(state, fact);
  const sources = isGone ? loose : sourcesFor(state, fact);
  const moves = lines.flatMap((line) => movesOf(line, sources, sumOf(line.buckets, sources)));
  if (shipments.length + moves.length > 0) {
    return { shipments: idsOf(shipments), moves, isShort: false };
  }
  if (carrying.length > 0) return { shipments: idsOf(carrying), moves, isShort: false };
  const cancelled = isGone ? lines.flatMap((line) =>
    movesOf(line, ['cancelled'], line.buckets.cancelled ?? 0)) : [];
  const isShort = cancelled.length === 0 && state.lines.length > 0;
  return { shipments: [], moves: cancelled, isShort };
};

/** Which units a fact's scope means: a shipment, else lines, else all of a node, else all. */
export const reachOf = (state: Placed, scope: FactScope, fact: Fact): Reach => {
  if (scope.shipment !== undefined) {
    return { shipments: [scope.shipment], moves: [], isShort: false };
  }
  if (scope.lines === undefined) return reachAll(state, scope.node, fact);
  const parts = quantitiesOf(scope.lines).map(({ line: id, quantity }): Reach => {
    const line = lineOf(state, id);
    return line === undefined
      ? { shipments: [], moves: [], isShort: true }
      : reachLine(state, line, millionths(quantity), fact);
  });
  return {
    shipments: [...new Set(parts.flatMap(({ shipments }) => shipments))],
    moves: parts.flatMap(({ moves }) => moves),
    isShort: parts.some(({ isShort }) => isShort),
  };
};
