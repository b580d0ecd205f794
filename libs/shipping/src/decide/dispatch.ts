import {
  contentOf,
  differingFields,
  idConflict,
  instantText,
  isRefusal,
  listed,
  refuse,
} from '#kernel';
import type { Content, Moment } from '#kernel';
import type { DispatchFact, ShipmentFact } from '#orders';
import { validityOf } from '../facts/corrections.js';
import { evolve } from '../evolve.js';
import type { DispatchShipment, ShippingEvent } from '../events.js';
import { elsewhere, isUsed, placesOf } from '../ids.js';
import { cameBack, parcelsOf, statusOf, undispatched, withNode } from '../facts/news.js';
import { unitsIn } from '../facts/parcels.js';
import type { Parcel, Units } from '../facts/parcels.js';
import { shipmentIn } from '../state.js';
import type { Shipment, ShippingState } from '../state.js';
import { givenBack, notFound, notReleased, record } from './record.js';
import type { Answer, Refused } from './record.js';
import { wrongUnits } from './stop.js';

type Wanted = DispatchShipment['data'];

const dispatchesOf = (facts: readonly ShipmentFact[]): readonly DispatchFact[] =>
  facts.filter((fact) => fact.kind === 'dispatch');

/** When it left is filled in where nobody says it. */
const said = ({ carrier, tracking, corrects, lines }: DispatchFact | Wanted): Content =>
  contentOf({ carrier, tracking, corrects, lines });

const saysSame = (fact: DispatchFact, wanted: Wanted): boolean => said(fact) === said(wanted);

/** `N-S1/dispatch`, then `N-S1/dispatch-2`, …: the first that no fact of the order has had. */
const freeId = ({ shipment }: Shipment, state: ShippingState, moment: Moment): string => {
  const places = placesOf(state, moment);
  let id = `${shipment}/dispatch`;
  for (let ordinal = 2; isUsed(places, id); ordinal += 1) id = `${shipment}/dispatch-${ordinal}`;
  return id;
};

/** A parcel of another shipment has this id: what leaves here is another parcel. */
const ofOther = (wanted: Wanted, state: ShippingState, moment: Moment): Refused | undefined => {
  const { id, shipment } = wanted;
  const other =
    id === undefined
      ? undefined
      : elsewhere(placesOf(state, moment), shipment, { kind: 'dispatch', id });
  if (id === undefined || other?.known.kind !== 'dispatch') return undefined;
  return idConflict('the dispatch', id, [
    'shipment',
    ...differingFields(said(other.known), said(wanted)),
  ]);
};

/** Parcels of which a dispatch told, with those that hold nothing. */
const reportedOf = (state: ShippingState, { shipment }: Shipment): readonly Parcel[] =>
  parcelsOf(state, shipment).filter(({ dispatchedAt }) => dispatchedAt !== undefined);

const alreadyLeft = (shipment: Shipment, state: ShippingState): Refused => {
  const under = listed(
    reportedOf(state, shipment).map(({ id, tracking }) =>
      tracking === undefined ? id : `${tracking} (${id})`,
    ),
  );
  return refuse(
    'shipment_already_dispatched',
    `all of ${shipment.shipment} left with ${under}; to mend one of them, send its id as ` +
      `corrects, with a reason`,
    'tracking',
  );
};

/** What is here without these parcels, and what came back: that goes where it is named. */
const hereWithout = (state: ShippingState, shipment: Shipment, gone: readonly Parcel[]): Units => {
  const here = undispatched(state, shipment);
  for (const units of [unitsIn(gone), cameBack(state, shipment, gone)]) {
    for (const [line, some] of units) here.set(line, (here.get(line) ?? 0) + some);
  }
  return here;
};

/**
 * Mends a dispatch that stands; one that nobody knows cannot be mended. Its lines are some that are
 * there once it is gone, or that a dispatch of all has: that one holds what no other names.
 */
const mending = (
  { shipment: id, lines }: Wanted,
  corrects: string,
  shipment: Shipment,
  state: ShippingState,
): Refused | undefined => {
  const reported = reportedOf(state, shipment);
  const mended = reported.filter(({ names }) => names.includes(corrects));
  if (mended.length === 0) {
    return refuse('dispatch_not_found', `no dispatch ${corrects} of ${id} stands`, 'corrects');
  }
  const gone = reported.filter((one) => one.isWhole || mended.includes(one));
  return lines === undefined
    ? undefined
    : wrongUnits(shipment, hereWithout(state, shipment, gone), lines);
};

/** All of it has left, and nobody said under which number: then this one does. */
const isUnreported = (
  { lines, tracking }: Wanted,
  shipment: Shipment,
  state: ShippingState,
): boolean =>
  lines === undefined &&
  tracking !== undefined &&
  reportedOf(state, shipment).every((parcel) => !parcel.isWhole || parcel.tracking === undefined);

const wrong = (wanted: Wanted, shipment: Shipment, state: ShippingState): Refused | undefined => {
  const { shipment: id, lines, corrects } = wanted;
  if (corrects !== undefined) return mending(wanted, corrects, shipment, state);
  const here = hereWithout(state, shipment, []);
  if (here.size === 0 && shipment.stopped !== undefined) {
    const { stopped } = shipment;
    const status = statusOf(state, shipment);
    if (status === stopped) {
      return refuse(`shipment_${stopped}`, `${id} was ${stopped}: it must not leave`, 'shipment');
    }
    return alreadyLeft(shipment, state);
  }
  if (here.size === 0 && shipment.planned.length > 0 && !isUnreported(wanted, shipment, state)) {
    return alreadyLeft(shipment, state);
  }
  return lines === undefined ? undefined : wrongUnits(shipment, here, lines);
};

/** Its order does not let it go, and all that left has its number: there is nothing to tell. */
const isNotReleased = (state: ShippingState, shipment: Shipment): boolean =>
  shipment.opened &&
  (withNode(state, shipment).size > 0 ||
    parcelsOf(state, shipment.shipment).every(
      (one) => one.dispatchedAt !== undefined && !(one.isWhole && one.tracking === undefined),
    ));

/** Our own node hands a parcel over: all that has not left, or the lines that it names. */
export const dispatch = (wanted: Wanted, state: ShippingState, moment: Moment): Answer => {
  const { shipment: id, carrier, tracking, at, lines, corrects, reason } = wanted;
  const shipment = shipmentIn(state, id);
  if (shipment === undefined) return notFound(id);
  if (corrects === undefined && isNotReleased(state, shipment)) {
    return notReleased(id);
  }
  const { isVoid } = validityOf(shipment.facts, state.wide);
  const known = dispatchesOf(shipment.facts).filter((fact) => !isVoid(fact));
  // Who says the same again, and all of it came back meanwhile, sends it again.
  const isAgain = cameBack(state, shipment).size > 0;
  const same = known.find((fact) =>
    wanted.id === undefined ? !isAgain && saysSame(fact, wanted) : fact.id === wanted.id,
  );
  if (same !== undefined) {
    const fields = differingFields(said(same), said(wanted));
    return fields.length === 0 ? [] : idConflict('the dispatch', same.id, fields);
  }
  if (
    wanted.id !== undefined &&
    shipment.facts.some(({ kind, id: used }) => kind === 'dispatch' && used === wanted.id)
  ) {
    return refuse(
      'shipment_already_dispatched',
      `the dispatch ${wanted.id} was taken back; give this one an id of its own`,
      'id',
    );
  }
  const refused = ofOther(wanted, state, moment) ?? wrong(wanted, shipment, state);
  if (refused !== undefined) return refused;
  const fact: DispatchFact = {
    kind: 'dispatch',
    id: wanted.id ?? freeId(shipment, state, moment),
    at: at ?? instantText(moment.now),
    ...(carrier !== undefined && { carrier }),
    ...(tracking !== undefined && { tracking }),
    ...(lines !== undefined && { lines }),
    ...(corrects !== undefined && { corrects }),
    ...(reason !== undefined && { reason }),
  };
  const answer = record(id, fact, state, moment);
  if (isRefusal(answer)) return answer;
  const own = answer.map(byNode);
  // What the order is just telling is looked at once all of that has come.
  return state.shipments.some(({ awaits }) => awaits)
    ? own
    : [...own, ...givenBack(own.reduce(evolve, state))];
};

/** The log tells a command from what others tell of a dispatch. */
const byNode = (event: ShippingEvent): ShippingEvent => {
  switch (event.type) {
    case 'shipment.dispatched':
      return { ...event, data: { ...event.data, own: true } };
    case 'tracking.updated':
      return { ...event, data: { ...event.data, own: true } };
    default:
      return event;
  }
};
