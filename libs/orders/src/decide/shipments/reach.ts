import { decimal, millionths } from '#kernel';
import type { Quantity } from '#kernel';
import { loose, sumOf } from '../../state/buckets.js';
import type { FactScope, ShipmentFact } from '../../message/parcels.js';
import type { Bucket, LineQuantity, Move } from '../../message/quantities.js';
import { lineOf } from '../../state.js';
import type { Placed } from '../../state.js';
import type { Line } from '../../state/line.js';
import type { Shipment } from '../../state/shipment.js';
import { movesOf, quantitiesOf } from '../moves.js';
import { carriedOf } from './carried.js';
import { hasUnits, unreported, cameBack, covered, linesIn } from './units-of-line.js';
import { movesFrom, hasDispatch, isDeparture, namesParcels } from './needed.js';

/** Units of a line that a dispatch found in a shipment; without lines it speaks of all of it. */
export interface Share {
  readonly shipment: string;
  readonly lines: readonly LineQuantity[] | undefined;
}

/** What a fact about shipments speaks of. */
export interface Reach {
  /** Shipments that have its units. */
  readonly shares: readonly Share[];
  /** Units that must go into shipments for it to be true. */
  readonly moves: readonly Move[];
  /** Of a dispatch: units that it names and the order does not have. */
  readonly missing: readonly LineQuantity[];
}

const nowhere: Reach = { shares: [], moves: [], missing: [] };

/** A line that a dispatch names, as it is shared out. */
class Shares {
  readonly shares: Share[] = [];
  readonly moves: Move[] = [];

  constructor(
    private readonly line: Line,
    public rest: Quantity,
  ) {}

  fromShipments(shipments: readonly Shipment[], most: (shipment: Shipment) => Quantity): void {
    for (const shipment of shipments) this.#give(shipment, Math.min(most(shipment), this.rest));
  }

  fromBuckets(buckets: readonly Bucket[]): void {
    const moves = movesOf(this.line, buckets, this.rest);
    this.moves.push(...moves);
    this.rest -= Math.min(this.rest, sumOf(this.line.buckets, buckets));
  }

  givenTo({ shipment: id }: Shipment): Quantity {
    return this.shares
      .filter(({ shipment }) => shipment === id)
      .flatMap(({ lines = [] }) => lines)
      .reduce((sum, { quantity }) => sum + millionths(quantity), 0);
  }

  #give({ shipment }: Shipment, some: Quantity): void {
    if (some <= 0) return;
    this.shares.push({ shipment, lines: [{ line: this.line.line, quantity: decimal(some) }] });
    this.rest -= some;
  }
}

/**
 * Units that a dispatch names: those with a node first, then those that could be; then it names a
 * part of what a dispatch without lines covered; at last such as are not there, or were given up.
 */
const dispatchOf = (state: Placed, line: Line, quantity: Quantity, isGone: boolean): Reach => {
  const carrying = state.shipments.filter((one) => hasUnits(one, line.line));
  const shares = new Shares(line, quantity);
  shares.fromShipments(carrying, (one) => unreported(one, line.line));
  shares.fromBuckets(['reserved']);
  shares.fromShipments(carrying, (one) => cameBack(one, line.line));
  shares.fromShipments(carrying, (one) => covered(one, line.line));
  if (isGone) shares.fromBuckets(['backordered', 'open', 'cancelled']);
  const [first] = carrying;
  // More than there ever was: shipping tells people by how much. It stands where the units do, so
  // that all is right once what was booked before it is taken back.
  shares.fromShipments(carrying, (one) => carriedOf(one, line.line) - shares.givenTo(one));
  if (first !== undefined) shares.fromShipments([first], () => shares.rest);
  const missing = shares.rest > 0 ? [{ line: line.line, quantity: decimal(shares.rest) }] : [];
  return { shares: shares.shares, moves: shares.moves, missing };
};

/** Units that a scan names: what is in shipments, else what must go into one for it to be true. */
const scanOf = (state: Placed, line: Line, quantity: Quantity, isGone: boolean): Reach => {
  const carried = state.shipments.reduce((sum, one) => sum + carriedOf(one, line.line), 0);
  const rest = quantity - carried;
  if (rest <= 0 || !isGone) return nowhere;
  const sources: readonly Bucket[] = ['reserved', 'backordered', 'open', 'cancelled'];
  return { ...nowhere, moves: movesOf(line, sources, rest) };
};

const merged = (parts: readonly Reach[]): Reach => {
  const shares = new Map<string, LineQuantity[]>();
  for (const { shipment, lines = [] } of parts.flatMap((part) => part.shares)) {
    shares.set(shipment, [...(shares.get(shipment) ?? []), ...lines]);
  }
  return {
    shares: [...shares].map(([shipment, lines]) => ({ shipment, lines: quantitiesOf(lines) })),
    moves: parts.flatMap(({ moves }) => moves),
    missing: parts.flatMap(({ missing }) => missing),
  };
};

/** Units in whose place nothing else can have left: all that is left of them was cancelled. */
const givenUp = (lines: readonly Line[]): Reach => ({
  ...nowhere,
  moves: movesFrom(lines, ['cancelled']),
});

/**
 * All units of a node, or of the order, that are not cancelled: shipping, which knows all facts,
 * finds those that have not left. Shipments that have such now are told first, so that nobody
 * hears meanwhile that it found none.
 */
const dispatchAll = (
  lines: readonly Line[],
  carrying: readonly Shipment[],
  isGone: boolean,
): Reach => {
  if (!isGone) {
    return { ...nowhere, shares: wholly(carrying), moves: movesFrom(lines, ['reserved']) };
  }
  const among = new Set(lines.map(({ line }) => line));
  const isHere = (one: Shipment): boolean =>
    linesIn(one, among).some((line) => unreported(one, line) > 0);
  const moves = movesFrom(lines, loose);
  return carrying.length + moves.length === 0
    ? givenUp(lines)
    : {
        ...nowhere,
        moves,
        shares: wholly([...carrying.filter(isHere), ...carrying.filter((one) => !isHere(one))]),
      };
};

const wholly = (shipments: readonly Shipment[]): readonly Share[] =>
  shipments.map(({ shipment }) => ({ shipment, lines: undefined }));

/** A scan of all needs units to go only where nobody has told of a dispatch. */
const scanAll = (state: Placed, lines: readonly Line[], carrying: readonly Shipment[]): Reach => {
  if (carrying.some((one) => hasDispatch(state, one))) return nowhere;
  const reserved = movesFrom(lines, ['reserved']);
  if (carrying.length + reserved.length > 0) return { ...nowhere, moves: reserved };
  const moves = movesFrom(lines, ['backordered', 'open']);
  return moves.length > 0 ? { ...nowhere, moves } : givenUp(lines);
};

const reachAll = (state: Placed, node: string | undefined, fact: ShipmentFact): Reach => {
  const lines = state.lines.filter((line) => node === undefined || line.node === node);
  const among = new Set(lines.map(({ line }) => line));
  const carrying = state.shipments.filter(
    (one) =>
      (node === undefined || one.node === node) &&
      linesIn(one, among).some((line) => hasUnits(one, line)),
  );
  const isGone = isDeparture(state, fact);
  // Nothing of the order was ever to go from there.
  if (lines.length === 0 && node !== undefined) return nowhere;
  if (fact.kind === 'dispatch') return dispatchAll(lines, carrying, isGone);
  return isGone ? scanAll(state, lines, carrying) : nowhere;
};

/**
 * Which units a fact means that names no shipment: lines, else all of a node, else all. What a scan
 * means of them is for shipping to say; here it is only what has to go into shipments.
 */
export const reachOf = (state: Placed, scope: FactScope, fact: ShipmentFact): Reach => {
  if (namesParcels(fact) || (fact.kind === 'dispatch' && fact.corrects !== undefined)) {
    return nowhere;
  }
  // A fact that names lines itself speaks of no others: nothing else must go for it to be true.
  const named = scope.lines ?? fact.lines;
  if (named === undefined) return reachAll(state, scope.node, fact);
  return merged(
    quantitiesOf(named).map(({ line: id, quantity }): Reach => {
      const line = lineOf(state, id);
      if (line === undefined) return { ...nowhere, missing: [{ line: id, quantity }] };
      const units = millionths(quantity);
      const isGone = isDeparture(state, fact);
      return fact.kind === 'dispatch'
        ? dispatchOf(state, line, units, isGone)
        : scanOf(state, line, units, isGone);
    }),
  );
};
