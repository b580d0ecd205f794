import { contentOf, differingFields } from '#kernel';
import type { Content } from '#kernel';
import { factsIn, factsKnown } from '#orders';
import type { OrderEvent, OrderState, ShipmentFact } from '#orders';
import type { ShippingEvent, ShippingState } from '#shipping';
import type { OnViolation } from './violation.js';

const compare = (
  key: string,
  id: string,
  known: Content | undefined,
  said: Content | undefined,
  violated: OnViolation,
): void => {
  const fields = known === undefined || said === undefined ? [] : differingFields(known, said);
  if (fields.length > 0) {
    violated(`id ${key}: ${id} was accepted twice with other ${fields.join(', ')}`);
  }
};

/** An id stands for its content: no fact of an order is recorded that says otherwise under one. */
export const orderIdInvariant = (
  key: string,
  { event }: { readonly event: OrderEvent },
  before: OrderState,
  violated: OnViolation,
): void => {
  const facts = factsIn(event);
  if (facts.length === 0) return;
  const tenant = event.type === 'fact.kept' ? event.data.tenant : undefined;
  for (const { fact, content } of facts) {
    for (const known of factsKnown(before, fact, tenant)) {
      compare(key, fact, known, content, violated);
    }
  }
};

/** Facts that stand in one shipment, or of the whole order. */
const factsAt = ({ shipments, wide }: ShippingState, place: string) =>
  shipments.find(({ shipment }) => shipment === place)?.facts ?? wide;

type Lines = ShipmentFact['lines'];

const isShare = (some: Lines, all: Lines): boolean =>
  some !== undefined &&
  all !== undefined &&
  some.every(({ line, quantity }) =>
    all.some((one) => one.line === line && one.quantity === quantity),
  );

/** The same for all parts of what the order has told to several shipments. */
const saidOfAll = ({
  shared: _shared,
  lines: _lines,
  node: _node,
  ...fact
}: ShipmentFact): Content => contentOf(fact);

/** A dispatch's id names one parcel of the order: no other shipment has another one of that id. */
const elsewhere = (
  key: string,
  place: string,
  fact: ShipmentFact,
  before: ShippingState,
  violated: OnViolation,
): void => {
  for (const { shipment, facts } of before.shipments) {
    const known = facts.find(({ kind, id }) => kind === fact.kind && id === fact.id);
    if (shipment === place || known === undefined) continue;
    compare(
      key,
      `${fact.kind} ${fact.id} of ${shipment} and ${place}`,
      saidOfAll(known),
      saidOfAll(fact),
      violated,
    );
  }
};

export const shipmentIdInvariant = (
  key: string,
  { event }: { readonly event: ShippingEvent },
  before: ShippingState,
  violated: OnViolation,
): void => {
  if (!('fact' in event.data) || event.type === 'shipment-fact.kept') return;
  const { news, fact, of = news.shipment } = event.data;
  const known = factsAt(before, of).find(({ kind, id }) => kind === fact.kind && id === fact.id);
  if (known === undefined) {
    elsewhere(key, of, fact, before, violated);
    return;
  }
  // Told again to one shipment, a fact of the whole order names the lines of that shipment alone.
  const said = isShare(fact.lines, known.lines) ? { ...fact, lines: known.lines } : fact;
  compare(key, `${fact.kind} ${fact.id} of ${of}`, contentOf(known), contentOf(said), violated);
};
