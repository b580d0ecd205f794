import type { OmsNumber, Quantity, Reference } from '#kernel';
import { invariant } from '#kernel';
import { moved } from './units/buckets.js';
import type { Buckets } from './units/buckets.js';
import type { CameFrom } from './message/came-from.js';
import type { Address, Charge, Customer, OrderLine, OrderPolicy } from './message/body.js';
import type { FieldChange, PriceChange } from './message/changes.js';
import type { OrderFact } from './commands.js';
import type { Seen } from './facts/facts.js';
import type { PaymentFact, Payments } from './money/payments.js';
import type { Concern, ParcelNews, ShipmentStatus } from './message/parcels.js';
import type { ReturnMove } from './events.js';
import type { Bucket, Disposition, LineQuantity } from './message/quantities.js';
import { keepTally, placeOfLine } from './units/tally.js';

/** Which stock a line is reserved in; of one that needs none the order itself keeps the totals. */
export interface Source {
  readonly node: string;
  readonly sku: string;
  readonly trackStock: boolean;
}

export type { PaymentFact, Payments, PaymentSums } from './money/payments.js';

/** Totals of a reservation that a line had at another node or of another SKU. */
export interface Elsewhere extends Source {
  readonly asked: Quantity;
  readonly released: Quantity;
  readonly issued: Quantity;
  readonly refused: Quantity;
}

/** One line: where its units stand, and what the order has asked of the stock for it. */
export interface Line extends Omit<
  OrderLine,
  'quantity' | 'name' | 'metadata' | 'notBefore' | 'trackStock'
> {
  readonly name: string | undefined;
  readonly trackStock: boolean;
  readonly notBefore: string | undefined;
  /** JSON text whose names stand in order. */
  readonly metadata: string | undefined;
  /** Ever: edits add to it. */
  readonly ordered: Quantity;
  /** Cancelled units that an edit took off the line: what is agreed does not count them. */
  readonly dropped: Quantity;
  /** Units that left after they were cancelled, and that nobody has cancelled or agreed since. */
  readonly revived: Quantity;
  readonly elsewhere: readonly Elsewhere[];
  readonly buckets: Buckets;
  /**
   * Open units that nobody is asked for (a node refused them); the other open ones are on their
   * way.
   */
  readonly resting: Quantity;
  /** An answer of the stock is due. */
  readonly awaiting: boolean;
  /** Counts the requests; the totals are those of the newest one. */
  readonly request: number;
  readonly asked: Quantity;
  readonly released: Quantity;
  readonly issued: Quantity;
  /** Total that the stock refused. */
  readonly refused: Quantity;
}

export interface Shipment {
  readonly shipment: string;
  readonly node: string;
  readonly status: ShipmentStatus;
  readonly carrier: string | undefined;
  readonly tracking: string | undefined;
  readonly dispatchedAt: string | undefined;
  readonly deliveredAt: string | undefined;
  /** Where its units stand, by line: also those that were cancelled out of it or came back. */
  readonly units: Readonly<Record<string, Buckets>>;
  /** What has left of it, as shipping told last. */
  readonly parcels: readonly ParcelNews[];
  /** Dispatches that were accepted and that shipping has not told of yet. */
  readonly sent: readonly Sent[];
  /** Where units stood that facts alone took here. */
  readonly cameFrom: CameFrom;
  /** What people were asked of units that their node had refused before facts took them here. */
  readonly refusals: readonly Trouble[];
  /** Units by line that facts took here from elsewhere and that have gone back. */
  readonly gaveBack: Readonly<Record<string, Quantity>>;
  /** Facts opened it, and the policy has not let its units go: its node is asked for nothing. */
  readonly opened: boolean;
}

/** A dispatch on its way to shipping: the lines that it names, else all of its shipment. */
export interface Sent {
  readonly id: string;
  readonly lines: readonly LineQuantity[] | undefined;
}

export interface Trouble {
  readonly exception: string;
  readonly line: string | undefined;
  readonly reason: string;
}

/** A parcel that left, and the holds that stood then. */
export interface LeftUnderHold {
  readonly parcel: string;
  readonly holds: string;
}

/** People have been told of it; `dismissed`: they have dealt with it. */
export interface ToldConcern extends Concern {
  readonly dismissed: boolean;
}

interface Known {
  readonly payments: Payments;
  /** What the payments are the sums of, in the order of their coming. */
  readonly paid: readonly PaymentFact[];
  /** Facts that wait for what they need, in the order of their coming. */
  readonly kept: readonly OrderFact[];
  /** Facts that are done with: a repeat changes nothing. */
  readonly seen: readonly Seen[];
  /** Of returns that waited, by key: when they were told, epoch milliseconds. */
  readonly toldAt: Readonly<Record<string, number>>;
}

/** What of a return is booked. */
export interface BookedReturn {
  readonly id: string;
  readonly disposition: Disposition;
  readonly moves: readonly ReturnMove[];
  /** Epoch milliseconds, as said or told. */ readonly cameAt: number | undefined;
  /** By line: what left again, and its stock, not the line's, was told to give up. */
  readonly again: Readonly<Record<string, Quantity>>;
}

/** What one tenant told by number alone: it counts where the order proves to be that tenant's. */
export interface Early {
  readonly tenant: string;
  readonly kept: readonly OrderFact[];
}

/** The order has not come; facts about it may have. */
export interface Awaited extends Known {
  readonly stage: 'awaited';
  readonly early: readonly Early[];
  /** The first reference that reached this number: it is claimed for ever. */
  readonly claim: Reference | undefined;
}

/** What was agreed; the lines stand apart. A new field of a body has to be taken over by name. */
export interface Terms {
  readonly placedAt: string | undefined;
  readonly currency: string;
  readonly policy: OrderPolicy;
  readonly customer: Customer | undefined;
  readonly shipTo: Address | undefined;
  readonly billTo: Address | undefined;
  readonly notes: string | undefined;
  /** JSON text whose names stand in order. */
  readonly metadata: string | undefined;
  readonly promise: string | undefined;
  readonly charges: readonly Charge[];
}

/** What was agreed otherwise than before, by whom, and what it makes of the total. */
export interface Change {
  readonly version: number;
  readonly by: 'client' | 'channel' | 'cancel' | 'undo';
  readonly id: string | undefined;
  readonly reason: string | undefined;
  readonly fields: readonly FieldChange[];
  readonly total: PriceChange | undefined;
}

/** Another body that the channel sent: people accept it or turn it down. */
export interface PendingChange {
  /** As JSON. */
  readonly body: string;
  readonly fields: readonly FieldChange[];
}

/** When its last unit shall arrive. */
export interface Promised {
  /** Epoch milliseconds. */ readonly at: number;
  readonly atRisk: boolean;
  readonly missed: boolean;
}

/** People let goods go without their money; in minor units what was owed and missing then. */
export interface OnAccount {
  readonly reason: string;
  readonly owed: number;
  readonly lack: number;
}

/** Stages of the order itself; what its units do is told by their buckets. */
export interface Placed extends Known {
  readonly stage: 'received' | 'accepted' | 'cancelled' | 'rejected' | 'expired';
  readonly number: OmsNumber;
  readonly claim: Reference;
  readonly placedAt: string;
  readonly terms: Terms;
  /** Minor units: all lines and charges. */
  readonly total: number;
  readonly lines: readonly Line[];
  readonly shipments: readonly Shipment[];
  /** In the order of their booking. */
  readonly returns: readonly BookedReturn[];
  readonly holds: Readonly<Record<string, string>>;
  readonly exceptions: readonly Trouble[];
  /** Parcels that left under a hold. */ readonly underHold: readonly LeftUnderHold[] | undefined;
  /** What shipping finds wrong in the facts of the order. */
  readonly concerns: readonly Concern[];
  /** What stands of these, and of facts that wait, and was told. */
  readonly told: readonly ToldConcern[];
  /** Digests of the other bodies that came under this reference. */
  readonly conflicts: readonly string[];
  readonly completed: boolean;
  /** Epoch milliseconds of the payment deadline that passed while a part was paid. */
  readonly overdue: number | undefined;
  /** Counts what was agreed: 1 as it was placed, one more with each edit and each cancel. */
  readonly version: number;
  /** The newest ones, oldest first. */
  readonly changes: readonly Change[];
  /** People have edited it since its channel said last how it should be. */
  readonly editedByHand: boolean;
  readonly pending: PendingChange | undefined;
  /** Where shipments go that their nodes had before the address changed. */
  readonly releasedTo: Readonly<Record<string, Address>>;
  readonly releasedAnyway: OnAccount | undefined;
  /** What was told to shipping under these ids, it has not answered yet. */
  readonly asking: readonly string[];
  /** By node: until when units that are ready wait for others, epoch milliseconds. */
  readonly waits: Readonly<Record<string, number>>;
  readonly cancelReason: string | undefined;
  readonly promise: Promised | undefined;
}

export type OrderState = Awaited | Placed;

export const initial: Awaited = {
  stage: 'awaited',
  claim: undefined,
  payments: {},
  paid: [],
  kept: [],
  seen: [],
  early: [],
  toldAt: {},
};

export const lineOf = ({ lines }: Placed, id: string): Line | undefined =>
  lines[placeOfLine(lines, id)];

/** Units that are agreed: with those that a cancel took, without those that an edit took. */
export const agreedOf = ({ ordered, dropped }: Line): Quantity => ordered - dropped;

/** Units that are not cancelled. */
export const liveOf = ({ ordered, buckets }: Line): Quantity => ordered - (buckets.cancelled ?? 0);

export const sourceOf = ({
  node,
  sku,
  trackStock = true,
}: Pick<OrderLine, keyof Source>): Source => ({ node, sku, trackStock });

export const isSameSource = (one: Source, other: Source): boolean =>
  one.node === other.node && one.sku === other.sku && one.trackStock === other.trackStock;

export const shipmentOf = (state: Placed, id: string): Shipment | undefined =>
  state.shipments.find(({ shipment }) => shipment === id);

export const openException = (
  state: Placed,
  exception: string,
  line?: string,
): Trouble | undefined =>
  state.exceptions.find((one) => one.exception === exception && one.line === line);

/**
 * The line with units moved. What comes back to `open` rests; a cancel takes resting units first,
 * everything else those that are on their way.
 */
export const moveUnits = (line: Line, from: Bucket, to: Bucket, quantity: Quantity): Line => {
  const buckets = moved(line.buckets, from, to, quantity);
  const coming = (line.buckets.open ?? 0) - line.resting;
  const rested = to === 'cancelled' ? Math.min(line.resting, quantity) : quantity - coming;
  const leaving = from === 'open' ? Math.max(0, rested) : 0;
  const resting = line.resting - leaving + (to === 'open' ? quantity : 0);
  const awaiting = line.awaiting && (buckets.open ?? 0) > resting;
  return { ...line, buckets, resting, awaiting, revived: revivedAfter(line, from, to, quantity) };
};

/** Cancelled units that are wanted again are open first: only a fact takes them elsewhere. */
const revivedAfter = ({ revived }: Line, from: Bucket, to: Bucket, some: Quantity): Quantity => {
  if (to === 'cancelled') return Math.max(0, revived - some);
  return from === 'cancelled' && to !== 'open' ? revived + some : revived;
};

/** Its node is asked for it, or something of it has left. */
export const isReal = ({ opened, parcels }: Shipment): boolean => !opened || parcels.length > 0;

/** Each entry applied to the line that it names, in order. */
export const onLines = <E extends Pick<LineQuantity, 'line'>>(
  lines: readonly Line[],
  entries: readonly E[],
  change: (line: Line, entry: E) => Line,
): readonly Line[] => {
  if (entries.length === 0) return lines;
  const next = [...lines];
  const changed = new Set<number>();
  for (const entry of entries) {
    const place = placeOfLine(lines, entry.line);
    const line = next[place];
    invariant(line !== undefined, () => `no line ${entry.line}`);
    next[place] = change(line, entry);
    changed.add(place);
  }
  keepTally(lines, next, changed);
  return next;
};

export const onShipment = (
  shipments: readonly Shipment[],
  id: string,
  change: (shipment: Shipment) => Shipment,
): readonly Shipment[] =>
  shipments.map((shipment) => (shipment.shipment === id ? change(shipment) : shipment));
