import { decimal, millionths } from '#kernel';
import type { LineQuantity, ShipmentFact } from '#orders';
import { withFact } from './state/facts.js';

export interface Shipment {
  readonly shipment: string;
  readonly node: string;
  /** As it was planned. */
  readonly planned: readonly LineQuantity[];
  /** What is still to go: without the units that were cancelled or refused. */
  readonly lines: readonly LineQuantity[];
  /** Who took the last unit; absent while there are any. */
  readonly stopped: 'refused' | 'cancelled' | undefined;
  /** Facts told that it left, and its order does not let it go. */
  readonly opened: boolean;
  /** It was opened for facts of which some are still to come. */
  readonly awaits: boolean;
  /** In their own order: by occurred time, rank, id. */
  readonly facts: readonly ShipmentFact[];
}

/** Facts of a shipment that is not planned yet, as one tenant told them. */
export interface Waiting {
  readonly shipment: string;
  readonly tenant: string | undefined;
  readonly facts: readonly ShipmentFact[];
}

/** By name: why nothing of the order may be handed over. */
export type Holds = Readonly<Record<string, string>>;

/** All shipments of one order. */
export interface ShippingState {
  /** Whose order it is; not known before a shipment is planned. */
  readonly tenant: string | undefined;
  /** When its shipments shall arrive, as the order promises. */
  readonly promise: string | undefined;
  /** In the order of planning. */
  readonly shipments: readonly Shipment[];
  /** By shipment id. */
  readonly waiting: readonly Waiting[];
  /** Facts of the whole order, in their own order. */
  readonly wide: readonly ShipmentFact[];
  /** Of the order: as long as any stands, our own node hands nothing over. */
  readonly holds: Holds;
}

export const initial: ShippingState = {
  tenant: undefined,
  promise: undefined,
  shipments: [],
  waiting: [],
  wide: [],
  holds: {},
};

export const shipmentIn = ({ shipments }: ShippingState, id: string): Shipment | undefined =>
  shipments.find(({ shipment }) => shipment === id);

/** What this tenant has told of a shipment that is not planned; older facts do not say by whom. */
export const waitingFor = (
  { waiting }: ShippingState,
  id: string,
  tenant: string | undefined,
): readonly ShipmentFact[] =>
  waiting
    .filter((each) => each.shipment === id && [tenant, undefined].includes(each.tenant))
    .flatMap(({ facts }) => facts)
    .reduce<readonly ShipmentFact[]>(withFact, []);

/** What others have told of the order's number is none of its business. */
export const ownWaiting = ({ tenant, waiting }: ShippingState): readonly Waiting[] =>
  waiting.filter((each) => [tenant, undefined].includes(each.tenant));

/** Which of `wanted` are among `lines`, at most what is there, and what is left without them. */
export const split = (
  lines: readonly LineQuantity[],
  wanted: readonly LineQuantity[],
): { readonly taken: readonly LineQuantity[]; readonly left: readonly LineQuantity[] } => {
  const open = new Map(lines.map(({ line, quantity }) => [line, millionths(quantity)]));
  const taken: LineQuantity[] = [];
  for (const { line, quantity } of wanted) {
    const there = open.get(line) ?? 0;
    const part = Math.min(there, millionths(quantity));
    if (part <= 0) continue;
    open.set(line, there - part);
    taken.push({ line, quantity: decimal(part) });
  }
  const left = [...open]
    .filter(([, quantity]) => quantity > 0)
    .map(([line, quantity]) => ({ line, quantity: decimal(quantity) }));
  return { taken, left };
};

/** It was never to have them. */
export const withoutGiven = (shipment: Shipment, units: readonly LineQuantity[]): Shipment => {
  const { left: lines } = split(shipment.lines, units);
  return { ...shipment, lines, planned: split(shipment.planned, units).left };
};

/** Without these units; `by` is remembered where nothing is left. */
export const without = (
  shipment: Shipment,
  units: readonly LineQuantity[],
  by: 'refused' | 'cancelled',
): Shipment => {
  const { left } = split(shipment.lines, units);
  const lines = { ...shipment, lines: left };
  return left.length > 0 ? lines : { ...lines, stopped: by };
};
