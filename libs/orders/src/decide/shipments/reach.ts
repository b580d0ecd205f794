import { decimal, millionths } from '#kernel';
import type { Quantity } from '#kernel';
import { loose, sumOf } from '../../units/buckets.js';
import type { FactScope, ShipmentFact } from '../../message/parcels.js';
import type { Bucket, LineQuantity, Move } from '../../message/quantities.js';
import { isScanSeen, isSeen, isShipmentFactSeen, mendKey, voidKey } from '../../facts/facts.js';
import { lineOf } from '../../state.js';
import type { Line, Placed, Shipment } from '../../state.js';
import { movesOf, quantitiesOf } from '../answer.js';
import { carriedOf, isDispatched } from '../edits/carried.js';

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

/** Whether it says that units have left the node, and nobody has taken that back before. */
export const isDeparture = ({ seen }: Placed, fact: ShipmentFact): boolean => {
  if (isSeen(seen, voidKey(fact.id))) return false;
  return fact.kind === 'dispatch'
    ? fact.corrects === undefined
    : fact.status !== 'label_created' && fact.status !== 'unknown';
};

/** A scan of parcels that it names by their id or number: shipping knows which they are. */
const namesParcels = (fact: ShipmentFact): boolean =>
  fact.kind === 'scan' && (fact.parcel !== undefined || fact.tracking !== undefined);

const contentsOf = (parcels: Shipment['parcels'], line: string): Quantity =>
  parcels
    .flatMap(({ contents }) => contents)
    .reduce((sum, one) => sum + (one.line === line ? millionths(one.quantity) : 0), 0);

/** What dispatches on their way to shipping name of a line. */
const namedBefore = ({ sent }: Shipment, line: string): Quantity =>
  sent
    .flatMap(({ lines = [] }) => lines)
    .reduce((sum, one) => sum + (one.line === line ? millionths(one.quantity) : 0), 0);

/** Units in a parcel of which nobody has said what is in it. */
const covered = (shipment: Shipment, line: string): Quantity => {
  const { parcels, sent } = shipment;
  const isWhole = sent.some(({ lines }) => lines === undefined);
  const all = isWhole
    ? carriedOf(shipment, line)
    : contentsOf(
        parcels.filter(({ whole }) => whole),
        line,
      );
  return Math.max(0, all - namedBefore(shipment, line));
};

/** Units of which no dispatch tells: with the node, or seen on their way. */
const untold = (shipment: Shipment, line: string): Quantity => {
  if (shipment.sent.some(({ lines }) => lines === undefined)) return 0;
  const seen = contentsOf(
    shipment.parcels.filter(({ dispatchedAt }) => dispatchedAt === undefined),
    line,
  );
  const { released = 0, cancel_pending: asked = 0 } = shipment.units[line] ?? {};
  return Math.max(0, released + asked + seen - namedBefore(shipment, line));
};

/** Units that came back to their sender: a dispatch may send them again. */
const cameBack = ({ parcels }: Shipment, line: string): Quantity =>
  parcels
    .flatMap(({ contents }) => contents)
    .reduce(
      (sum, one) =>
        sum +
        (one.line === line && one.status === 'returned_to_sender' ? millionths(one.quantity) : 0),
      0,
    );

const hasUnits = (one: Shipment, line: string): boolean =>
  carriedOf(one, line) > 0 || cameBack(one, line) > 0;

/** Of these lines, those of which a shipment may have units. */
const linesIn = ({ units, parcels }: Shipment, among: ReadonlySet<string>): readonly string[] =>
  [
    ...new Set([
      ...Object.keys(units),
      ...parcels.flatMap(({ contents }) => contents.map(({ line }) => line)),
    ]),
  ].filter((line) => among.has(line));

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
  shares.fromShipments(carrying, (one) => untold(one, line.line));
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

const movesFrom = (lines: readonly Line[], sources: readonly Bucket[]): readonly Move[] =>
  lines.flatMap((line) => movesOf(line, sources, sumOf(line.buckets, sources)));

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
    linesIn(one, among).some((line) => untold(one, line) > 0);
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

/** Somebody has told of a dispatch, and nobody has taken it back. */
const hasDispatch = (state: Placed, { parcels, sent }: Shipment): boolean =>
  sent.length > 0 || parcels.some((one) => isDispatched(state, one));

/**
 * Shipments that facts opened of which this one needs all units there: shipping may have given some
 * back that the order takes for released or gone. A scan of what was dispatched needs none.
 */
export const needing = (
  state: Placed,
  { shipment, node }: FactScope,
  fact: ShipmentFact,
): readonly Shipment[] => {
  if (!isDeparture(state, fact) && fact.corrects === undefined && fact.kind === 'scan') return [];
  if (namesParcels(fact) && fact.corrects === undefined) return [];
  const opened = state.shipments.filter((one) => one.opened);
  if (fact.kind === 'dispatch' || fact.corrects !== undefined) return opened;
  const meant = opened.filter(
    (one) =>
      (shipment === undefined || one.shipment === shipment) &&
      (node === undefined || one.node === node),
  );
  return meant.some((one) => hasDispatch(state, one)) ? [] : meant;
};

/** A scan of all needs units to go only where nobody has told of a dispatch. */
const scanAll = (state: Placed, lines: readonly Line[], carrying: readonly Shipment[]): Reach => {
  if (carrying.some((one) => hasDispatch(state, one))) return nowhere;
  const reserved = movesFrom(lines, ['reserved']);
  if (carrying.length + reserved.length > 0) return { ...nowhere, moves: reserved };
  const moves = movesFrom(lines, ['backordered', 'open']);
  return moves.length > 0 ? { ...nowhere, moves } : givenUp(lines);
};

/** Units that facts took from elsewhere and that have gone back there. */
const gaveBack = ({ lines, shipments }: Placed): readonly Move[] =>
  lines.flatMap((line) => {
    const some = shipments.reduce((sum, one) => sum + (one.gaveBack[line.line] ?? 0), 0);
    return movesOf(line, ['backordered', 'open', 'cancelled'], some);
  });

/**
 * Reserved units that shipping has to have before it can say what a fact means: of its shipment,
 * where facts opened that; all, where it corrects one that came before, whose units these may be,
 * or one that came before corrects it.
 */
export const neededFor = (state: Placed, scope: FactScope, fact: ShipmentFact): readonly Move[] => {
  const { lines, shipments, seen } = state;
  const { corrects } = fact;
  const isMended = fact.kind === 'dispatch' && isSeen(seen, mendKey(fact.id));
  const isOf = corrects !== undefined && isShipmentFactSeen(seen, corrects);
  if (isMended || isOf) {
    const reserved = movesFrom(lines, ['reserved']);
    // Where that was a correction itself, what has gone back by it may have left after all.
    return isOf && isScanSeen(seen, corrects) ? [...reserved, ...gaveBack(state)] : reserved;
  }
  const shipment = shipments.find((one) => one.shipment === scope.shipment);
  if (shipment?.opened !== true) return [];
  // A scan of what was dispatched needs nothing that is still here.
  const isOfParcels =
    fact.kind === 'scan' &&
    (namesParcels(fact) ||
      !isDeparture(state, fact) ||
      ((scope.lines ?? fact.lines) === undefined && hasDispatch(state, shipment)));
  return isOfParcels
    ? []
    : movesFrom(
        lines.filter(({ node }) => node === shipment.node),
        ['reserved'],
      );
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
