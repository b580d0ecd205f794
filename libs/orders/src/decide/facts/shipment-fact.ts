import type { RecordDispatch, RecordScan } from '../../commands.js';
import type { OrderEvent } from '../../events.js';
import type { ReleasedTo } from '../../events/releases.js';
import { hasShipmentFacts } from '../../state/facts.js';
import type { ShipmentFact, FactScope } from '../../message/parcels.js';
import type { LineQuantity } from '../../message/quantities.js';
import type { Placed } from '../../state.js';
import { nothing } from '../outcome.js';
import { quantitiesOf } from '../moves.js';
import { shippedAfterCancel } from '../shipments/follow.js';
import { isDeparture, neededFor, needing } from '../shipments/needed.js';
import { reachOf } from '../shipments/reach.js';
import type { Share, Reach } from '../shipments/reach.js';
import { released, shipmentsOf, askedAgain } from '../releases/release.js';
import { inTurn } from '../in-turn.js';

/** What shipping shall record of which shipment; of the order's number: of no shipment alone. */
interface SharedFact {
  readonly shipment: string;
  readonly fact: ShipmentFact;
}

/** A part of a dispatch; what forced scans name is of their shipment. */
const sharedAs = (fact: ShipmentFact, lines: readonly LineQuantity[]): ShipmentFact =>
  fact.kind === 'dispatch' ? { ...fact, lines, shared: true } : { ...fact, lines };

/** That it is a part of another is for the order to say: whoever else says so is not heard. */
const unshared = (fact: ShipmentFact): ShipmentFact => {
  if (fact.shared === undefined) return fact;
  const { shared: _shared, ...own } = fact;
  return own;
};

/** What a dispatch of lines or of all means in each shipment that has its units. */
const shared = (
  shares: readonly Share[],
  planned: readonly ReleasedTo[],
  isWhole: boolean,
  fact: ShipmentFact,
): readonly SharedFact[] => {
  // Those that get units first: a dispatch of all finds something, and is told of no others.
  const named = new Map<string, readonly LineQuantity[]>();
  for (const { shipment, moves } of planned) named.set(shipment, moves);
  for (const { shipment, lines = [] } of shares) {
    named.set(shipment, [...lines, ...(named.get(shipment) ?? [])]);
  }
  return [...named].map(([shipment, lines]) => ({
    shipment,
    fact: isWhole ? fact : sharedAs(fact, quantitiesOf(lines)),
  }));
};

/** A scan speaks of the whole order, or of its node or lines there: shipping knows its parcels. */
const scoped = ({ node, lines }: FactScope, fact: ShipmentFact): ShipmentFact => ({
  ...fact,
  ...(lines !== undefined && { lines }),
  ...(node !== undefined && { node }),
});

/**
 * What of a dispatch the order does not have is told all the same: shipping knows it, so that it
 * can be corrected, and finds it once the order has it.
 */
const unmatched = (
  number: string,
  scope: FactScope,
  fact: ShipmentFact,
  { shares, missing }: Reach,
  planned: readonly ReleasedTo[],
): readonly SharedFact[] => {
  if (shares.length + planned.length === 0) {
    return [{ shipment: number, fact: scoped(scope, fact) }];
  }
  return missing.length === 0
    ? []
    : [{ shipment: number, fact: { ...fact, lines: quantitiesOf(missing) } }];
};

const linesOf = ({ lines }: FactScope): FactScope => (lines === undefined ? {} : { lines });

/**
 * The first dispatch that is told finds all that was opened for it, unless a node may have sent
 * something under its id; a scan of what was dispatched finds and takes back nothing: shipping has
 * nothing to give back after them.
 */
const isPlain = (state: Placed, fact: ShipmentFact, opens: boolean): boolean => {
  if (fact.corrects !== undefined) return false;
  if (fact.kind === 'scan') {
    return (
      !opens &&
      state.asking.length === 0 &&
      state.shipments.every(
        (one) => !one.opened || one.parcels.every(({ dispatchedAt }) => dispatchedAt !== undefined),
      )
    );
  }
  return (
    isDeparture(state, fact) &&
    !hasShipmentFacts(state.seen) &&
    state.shipments.every((one) => one.opened)
  );
};

/** The facts as shipping shall record them; `opens`: they opened shipments, or asked for units. */
const accepted = (
  { before, now }: { readonly before: Placed; readonly now: Placed },
  fact: ShipmentFact,
  facts: readonly SharedFact[],
  opens: boolean,
): readonly OrderEvent[] => {
  const settles = now.shipments.some((one) => one.opened) && !isPlain(before, fact, opens);
  return facts.length === 0
    ? nothing
    : [{ type: 'shipment-fact.accepted', data: { facts, ...(settles && { settles: fact.id }) } }];
};

/** It names its shipment. */
const factOfShipment = (
  state: Placed,
  shipment: string,
  scope: FactScope,
  fact: ShipmentFact,
  hasOpened: boolean,
): readonly OrderEvent[] => {
  const again = askedAgain(needing(state, scope, fact), []);
  const opens = hasOpened || again.length > 0;
  return inTurn(
    state,
    (now) => released(now, again),
    (now) =>
      accepted(
        { before: state, now },
        fact,
        [{ shipment, fact: scoped(linesOf(scope), fact) }],
        opens,
      ),
  );
};

/** It names lines, a node or nothing: it concerns every shipment that has its units. */
const factOfOrder = (
  state: Placed,
  scope: FactScope,
  fact: ShipmentFact,
  hasOpened: boolean,
): readonly OrderEvent[] => {
  const reach = reachOf(state, scope, fact);
  const { shares, moves } = reach;
  const planned = shipmentsOf(state, moves, 'fact');
  const isWhole = (scope.lines ?? fact.lines) === undefined;
  const isShared = fact.kind === 'dispatch' && fact.corrects === undefined;
  const concernsUnits = !isShared || shares.length + planned.length > 0;
  const again = concernsUnits ? askedAgain(needing(state, scope, fact), planned) : [];
  const opens = hasOpened || planned.length + again.length > 0;
  // What may go to a node only because it has left, has left: that is said of it by itself.
  const forced = planned.filter((one) => one.moves.some(({ from }) => from !== 'reserved'));
  const facts = isShared
    ? [
        ...shared(shares, planned, isWhole, fact),
        ...unmatched(state.number, scope, fact, reach, planned),
      ]
    : [...shared([], forced, isWhole, fact), { shipment: state.number, fact: scoped(scope, fact) }];
  return inTurn(
    state,
    (now) => released(now, [...planned, ...again]),
    (now) => accepted({ before: state, now }, fact, facts, opens),
    (now) => (moves.some(({ from }) => from === 'cancelled') ? shippedAfterCancel(now) : nothing),
  );
};

/**
 * A dispatch or scan: what shipping needs to understand it is released first. `hasOpened`: it was.
 */
export const shipmentFact = (
  state: Placed,
  command: RecordDispatch | RecordScan,
  hasOpened = false,
): readonly OrderEvent[] => {
  const { scope } = command.data;
  const fact = unshared(command.data.fact);
  const { shipment } = scope;
  const needed = neededFor(state, scope, fact);
  if (needed.length > 0) {
    return inTurn(
      state,
      (now) => released(now, shipmentsOf(now, needed, 'fact')),
      (now) => shipmentFact(now, command, true),
    );
  }
  return shipment === undefined
    ? factOfOrder(state, scope, fact, hasOpened)
    : factOfShipment(state, shipment, scope, fact, hasOpened);
};
