/**
 * An id stands for one fact of an order, whichever of its shipments the fact is of: it is the
 * identity of a parcel, and a correction names no more than that.
 */
import { contentOf, differingFields, idConflict } from '#kernel';
import type { Content, Moment, Refusal } from '#kernel';
import type { ShipmentFact } from '#orders';
import type { ShippingState } from './state.js';

type Conflict = Refusal<'id_conflict'>;
type Named = Pick<ShipmentFact, 'kind' | 'id'>;

/** A shipment, or the whole order by its number, and what was told of it. */
interface Place {
  readonly place: string;
  readonly facts: readonly ShipmentFact[];
}

/** All of the order that this teller may know of: planned or not, and what is of the whole. */
export const placesOf = (
  { shipments, waiting, wide, tenant: owner }: ShippingState,
  { key, tenant = owner }: Pick<Moment, 'key' | 'tenant'>,
): readonly Place[] => [
  { place: key, facts: wide },
  ...shipments.map(({ shipment: place, facts }) => ({ place, facts })),
  ...waiting
    .filter((each) => [tenant, undefined].includes(each.tenant))
    .map(({ shipment: place, facts }) => ({ place, facts })),
];

const isSame = (one: Named, other: Named): boolean =>
  one.kind === other.kind && one.id === other.id;

/** What it says of itself; that it is a part of another is for no teller to say. */
const said = ({ shared: _shared, ...fact }: ShipmentFact): Content => contentOf(fact);

/** The same for all of its parts. */
const saidOfAll = ({
  shared: _shared,
  lines: _lines,
  node: _node,
  ...fact
}: ShipmentFact): Content => contentOf(fact);

/** The answer to a fact whose id came before at its place; undefined: it is new there. */
export const answerAgain = (
  facts: readonly ShipmentFact[],
  fact: ShipmentFact,
): readonly never[] | Conflict | undefined => {
  const known = facts.find((one) => isSame(one, fact));
  if (known === undefined) return undefined;
  const fields = differingFields(said(known), said(fact));
  return fields.length === 0 ? [] : idConflict(fact.kind, fact.id, fields);
};

/** A correction names a dispatch or a scan by its id alone: an id stands for one of them. */
export const otherKind = (places: readonly Place[], { kind, id }: Named): Conflict | undefined => {
  const known = places.flatMap(({ facts }) => facts.filter((fact) => fact.id === id));
  return known.length > 0 && known.every((fact) => fact.kind !== kind)
    ? idConflict(kind, id, ['kind'])
    : undefined;
};

/** The order has told one fact to several places: to shipments as parts, else of the whole. */
const isPart = ({ place }: Place, fact: ShipmentFact, whole: string): boolean =>
  place === whole || fact.shared === true;

/** One of this id elsewhere in the order, where it is new at its own place. */
export const elsewhere = (
  places: readonly Place[],
  place: string,
  named: Named,
): { readonly at: Place; readonly known: ShipmentFact } | undefined => {
  let found: { readonly at: Place; readonly known: ShipmentFact } | undefined;
  for (const at of places) {
    const known = at.facts.find((one) => isSame(one, named));
    if (known === undefined) continue;
    if (at.place === place) return undefined;
    found ??= { at, known };
  }
  return found;
};

/** It is known of another shipment, and is no part of what was told there. */
export const otherPlace = (
  places: readonly Place[],
  place: string,
  fact: ShipmentFact,
  whole: string,
): Conflict | undefined => {
  const other = elsewhere(places, place, fact);
  if (other === undefined) return undefined;
  const { at, known } = other;
  const fields = differingFields(saidOfAll(known), saidOfAll(fact));
  const areParts = isPart(at, known, whole) && isPart({ place, facts: [] }, fact, whole);
  return areParts && fields.length === 0
    ? undefined
    : idConflict(fact.kind, fact.id, ['shipment', ...fields]);
};

/** Whether any fact of the order has this id. */
export const isUsed = (places: readonly Place[], id: string): boolean =>
  places.some(({ facts }) => facts.some((fact) => fact.id === id));
