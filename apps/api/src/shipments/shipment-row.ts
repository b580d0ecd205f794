import { decimal, millionths } from '#kernel';
import type { Address, Line, OrderDocument, Placed } from '#orders';
import type { ShipmentDocument } from '#shipping';

/** A shipment with its parcels as the order shows them. */
export type ShownShipment = Omit<ShipmentDocument, 'parcels' | 'concerns' | 'opened'> & {
  readonly parcels: readonly object[];
};

export const shown = ({
  parcels = [],
  concerns: _concerns,
  opened: _opened,
  ...shipment
}: ShipmentDocument): ShownShipment => ({
  ...shipment,
  parcels: parcels.map(({ parcel: id, whole: _whole, ...parcel }, at) => ({
    id,
    ...parcel,
    number: `${shipment.shipment}.${at + 1}`,
  })),
});

/** What of each line is with its node: in none of the parcels. */
const toSend = ({ lines, parcels = [] }: ShipmentDocument): ReadonlyMap<string, string> => {
  const rest = new Map(lines.map(({ line, quantity }) => [line, millionths(quantity)]));
  for (const { line, quantity } of parcels.flatMap(({ contents }) => contents)) {
    rest.set(line, (rest.get(line) ?? 0) - millionths(quantity));
  }
  return new Map([...rest].map(([line, units]) => [line, decimal(Math.max(0, units))]));
};

/** What is to be packed of a line, by what its order says of it. */
const packed = ({ sku, unit, name }: Line): object => ({
  sku,
  unit,
  ...(name !== undefined && { name }),
});

/** What the order says, once its view has heard of the shipment: before, it may be out of date. */
const stateOf = (order: OrderDocument | undefined, id: string): Placed | undefined => {
  const state = order?.state;
  return state !== undefined &&
    state.stage !== 'awaited' &&
    state.shipments.some(({ shipment }) => shipment === id)
    ? state
    : undefined;
};

/** Where its units go: what a node has keeps the address that it was released to. */
const addressOf = ({ terms, releasedTo }: Placed, shipment: string): Address | undefined =>
  Object.hasOwn(releasedTo, shipment) ? releasedTo[shipment] : terms.shipTo;

const ofOrder = (order: Placed, shipment: string): object => {
  const {
    terms: { notes },
    holds,
  } = order;
  const shipTo = addressOf(order, shipment);
  return {
    ...(shipTo !== undefined && { shipTo }),
    ...(notes !== undefined && { notes }),
    holds: Object.entries(holds).map(([hold, reason]) => ({ hold, reason })),
  };
};

/** A shipment where a list has it, and what is known of its order. */
export interface Listed {
  readonly omsNumber: string;
  readonly shipment: ShipmentDocument;
  readonly order: OrderDocument | undefined;
}

/**
 * A shipment as who picks and packs it needs it: goods, address, what stands in its way; nothing of
 * its history.
 */
export const listedRow = ({ omsNumber, shipment, order }: Listed): object => {
  const { history: _history, earlier: _earlier, ...row } = shown(shipment);
  const state = stateOf(order, shipment.shipment);
  const agreed = new Map(state?.lines.map((line) => [line.line, line]));
  const rest = toSend(shipment);
  return {
    omsNumber,
    ...row,
    lines: shipment.lines.map((each) => {
      const line = agreed.get(each.line);
      return {
        ...each,
        toSend: rest.get(each.line) ?? '0',
        ...(line !== undefined && packed(line)),
      };
    }),
    ...(state !== undefined && ofOrder(state, shipment.shipment)),
  };
};
