/**
 * Which units of which shipment a dispatch has that names lines. One that names no shipment has
 * them in the order of the shipments, past what others have; so has one whose lines a correction of
 * the whole order has mended. One of a shipment has those of it; what it was not asked for is of
 * the others, as long as these have such units.
 */
import { instant, millionths } from '#kernel';
import type { Quantity } from '#kernel';
import type { DispatchFact, ShipmentFact } from '#orders';
import type { ShipmentAssessment } from './copies.js';
import type { Departure } from './corrections.js';
import { compareFacts } from '../state/facts.js';
import { linesOf, unitsOf } from './parcels.js';
import type { Units } from './parcels.js';
import type { Shipment } from '../state.js';

const keyOf = ({ id, at }: Pick<ShipmentFact, 'id' | 'at'>): string => `${at} ${id}`;

const isDispatch = (fact: ShipmentFact): fact is DispatchFact => fact.kind === 'dispatch';
const isShared = (fact: ShipmentFact): boolean =>
  isDispatch(fact) && fact.shared === true && fact.lines !== undefined;

/** Whether what one shipment is told of lines may change what another one has. */
export const haveShares = (shipments: readonly Shipment[]): boolean =>
  shipments.length > 1 &&
  shipments.some(({ facts }) => facts.some((fact) => isDispatch(fact) && fact.lines !== undefined));

/** Dispatches that the order has told to several shipments, each with all of its lines. */
export const sharedIn = (shipments: readonly Shipment[]): readonly DispatchFact[] => {
  if (shipments.length < 2) return [];
  const found = new Map<string, DispatchFact>();
  for (const fact of shipments.flatMap(({ facts }) => facts.filter(isDispatch))) {
    if (!isShared(fact)) continue;
    const { lines = [] } = found.get(keyOf(fact)) ?? {};
    found.set(keyOf(fact), { ...fact, lines: linesOf(unitsOf([...lines, ...(fact.lines ?? [])])) });
  }
  return [...found.values()];
};

/** The facts of a shipment beside all that was shared out: any of it may be corrected there. */
export const besideShared = (
  facts: readonly ShipmentFact[],
  shared: readonly DispatchFact[],
): readonly ShipmentFact[] => {
  if (shared.length === 0) return facts;
  const own = facts.filter((fact) => !isShared(fact));
  const used = new Set(own.filter(isDispatch).map(({ id }) => id));
  return [...own, ...shared.filter(({ id }) => !used.has(id))].toSorted(compareFacts);
};

/** Units of a line that a place may have of a dispatch. */
type Room = (place: Place, line: string, departure: Departure) => Quantity;

const quantityIn = ({ lines = [] }: Departure, line: string): Quantity =>
  lines.reduce((sum, one) => sum + (one.line === line ? millionths(one.quantity) : 0), 0);

/** A shipment, as dispatches with lines are put into it. */
class Place {
  readonly planned: Units;
  readonly moved: Units = new Map();
  readonly #here: Units;
  readonly #named: Units = new Map();
  readonly #placed = new Map<string, Departure>();
  readonly #said: ReadonlyMap<string, Departure>;
  readonly #hasWhole: boolean;

  constructor(readonly assessment: ShipmentAssessment) {
    const {
      shipment,
      validity: { departures },
    } = assessment;
    this.planned = unitsOf(shipment.planned);
    this.#here = unitsOf(shipment.lines);
    this.#said = new Map(departures.map((one) => [keyOf(one), one]));
    this.#hasWhole = departures.some(({ lines }) => lines === undefined);
  }

  /** What facts say of a dispatch here. */
  said(departure: Departure): Departure | undefined {
    return this.#said.get(keyOf(departure));
  }

  asked(line: string): Quantity {
    return this.planned.get(line) ?? 0;
  }

  /** Of what is still to go or has left: what no dispatch has, not even one of all. */
  free(line: string, departure: Departure): Quantity {
    return this.#hasWhole ? 0 : (this.#here.get(line) ?? 0) - this.#others(line, departure);
  }

  /** What a dispatch of all has. */
  covered(line: string, departure: Departure): Quantity {
    return this.asked(line) - this.#others(line, departure);
  }

  /** What came back before it left may be what it sends again. */
  cameBack(line: string, departure: Departure): Quantity {
    return this.hadBack(departure) ? this.asked(line) : 0;
  }

  hadBack({ at }: Departure): boolean {
    return this.assessment.backFrom < instant(at);
  }

  put(departure: Departure, units: Units): void {
    const key = keyOf(departure);
    const { lines = [] } = this.#placed.get(key) ?? {};
    if (units.size === 0) return;
    this.#placed.set(key, { ...departure, lines: linesOf(unitsOf([...lines, ...linesOf(units)])) });
    for (const [line, some] of units) this.#named.set(line, (this.#named.get(line) ?? 0) + some);
  }

  departures(): readonly Departure[] {
    const { departures } = this.assessment.validity;
    return [
      ...departures.filter(({ lines }) => lines === undefined),
      ...this.#placed.values(),
    ].toSorted((one, other) => compareFacts(asFact(one), asFact(other)));
  }

  #others(line: string, departure: Departure): Quantity {
    const own = this.#placed.get(keyOf(departure));
    return (this.#named.get(line) ?? 0) - (own === undefined ? 0 : quantityIn(own, line));
  }
}

const asFact = ({ id, at }: Departure): DispatchFact => ({ kind: 'dispatch', id, at });

const free: Room = (place, line, departure) => place.free(line, departure);
const covered: Room = (place, line, departure) => place.covered(line, departure);
const cameBack: Room = (place, line, departure) => place.cameBack(line, departure);
const asked: Room = (place, line) => place.asked(line);

/** Units by place, as far as there is room for them. */
const sharedOut = (
  units: ReadonlyMap<string, Quantity>,
  departure: Departure,
  places: readonly Place[],
  rooms: readonly Room[],
): { readonly shares: ReadonlyMap<Place, Units>; readonly rest: Units } => {
  const shares = new Map<Place, Units>(places.map((place) => [place, new Map()]));
  const rest: Units = new Map(units);
  for (const [line, wanted] of units) {
    let left = wanted;
    for (const room of rooms) {
      for (const [place, share] of shares) {
        const known = share.get(line) ?? 0;
        const some = Math.min(left, room(place, line, departure) - known);
        if (some <= 0) continue;
        share.set(line, known + some);
        left -= some;
      }
    }
    if (left > 0) rest.set(line, left);
    else rest.delete(line);
  }
  return { shares, rest };
};

/** Of a shipment: what it was asked for stays with it, and what it sends again. */
const putOwn = (place: Place, departure: Departure): Units => {
  const units = unitsOf(departure.lines ?? []);
  if (place.hadBack(departure)) {
    place.put(departure, units);
    return new Map();
  }
  const { shares, rest } = sharedOut(units, departure, [place], [covered]);
  place.put(departure, shares.get(place) ?? new Map());
  return rest;
};

/** What one was not asked for: others have it, else it has gone with that one all the same. */
const putExcess = (
  places: readonly Place[],
  place: Place,
  departure: Departure,
  units: Units,
): void => {
  const others = places.filter((one) => one !== place);
  const { shares, rest } = sharedOut(units, departure, others, [free, covered]);
  for (const [other, share] of shares) other.put(departure, share);
  place.put(departure, rest);
  for (const [line, some] of units) {
    const moved = some - (rest.get(line) ?? 0);
    if (moved > 0) place.moved.set(line, (place.moved.get(line) ?? 0) + moved);
  }
};

/** In the order of the shipments; what is more than there ever was stands where the line is. */
const putShared = (
  places: readonly Place[],
  departure: Departure,
  shared: ReadonlySet<string>,
): void => {
  const { shares, rest } = sharedOut(unitsOf(departure.lines ?? []), departure, places, [
    free,
    cameBack,
    covered,
    asked,
  ]);
  for (const [line, some] of rest) {
    const first =
      places.find((place) => place.asked(line) > 0) ??
      places.find((place) => place.said(departure) !== undefined);
    const share = first === undefined ? undefined : shares.get(first);
    share?.set(line, (share.get(line) ?? 0) + some);
  }
  const key = keyOf(departure);
  for (const [place, share] of shares) {
    const said = place.said(departure);
    const isReported =
      shared.has(key) ||
      place.assessment.shipment.facts.some((fact) => isDispatch(fact) && keyOf(fact) === key);
    // A shipment whose facts take it back or mend it speaks for itself.
    if (said === undefined ? !isReported : said.isShared) place.put(said ?? departure, share);
  }
};

/** Each assessment with its own part of what dispatches with lines have. */
export const withShares = (
  assessments: readonly ShipmentAssessment[],
  shared: readonly DispatchFact[],
): readonly ShipmentAssessment[] => {
  if (assessments.length < 2) return assessments;
  const places = assessments.map((assessment) => new Place(assessment));
  const common = new Map<string, Departure>();
  const excess: (() => void)[] = [];
  for (const place of places) {
    for (const one of place.assessment.validity.departures) {
      if (one.isShared) common.set(keyOf(one), common.get(keyOf(one)) ?? one);
      else if (one.lines !== undefined) {
        const over = putOwn(place, one);
        if (over.size > 0)
          excess.push(() => {
            putExcess(places, place, one, over);
          });
      }
    }
  }
  const keys = new Set(shared.map(keyOf));
  const inTurn = [...common.values()].toSorted((one, other) =>
    compareFacts(asFact(one), asFact(other)),
  );
  for (const one of inTurn) putShared(places, one, keys);
  for (const put of excess) put();
  return places.map((place): ShipmentAssessment => ({
    ...place.assessment,
    moved: place.moved,
    validity: { ...place.assessment.validity, departures: place.departures() },
  }));
};
