import type { OmsNumber, Quantity, Reference } from '#kernel';
import type { Address, Charge, Customer, OrderPolicy } from './message/body.js';
import type { FieldChange, PriceChange } from './message/changes.js';
import type { OrderFact } from './commands.js';
import type { Seen } from './state/facts.js';
import type { PaymentFact, Payments } from './state/payments.js';
import type { Concern } from './message/parcels.js';
import type { ReturnMove } from './events/returns.js';
import type { Disposition } from './message/quantities.js';
import { placeOfLine } from './state/tally.js';
import type { OrderException, ReportedConcern } from './state/exceptions.js';
import type { Shipment } from './state/shipment.js';
import type { Line } from './state/line.js';

/** A parcel that left, and the holds that stood then. */
export interface LeftUnderHold {
  readonly parcel: string;
  readonly holds: string;
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
  readonly exceptions: readonly OrderException[];
  /** Parcels that left under a hold. */ readonly underHold: readonly LeftUnderHold[] | undefined;
  /** What shipping finds wrong in the facts of the order. */
  readonly concerns: readonly Concern[];
  /** What stands of these, and of facts that wait, and was told. */
  readonly told: readonly ReportedConcern[];
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

export const shipmentOf = (state: Placed, id: string): Shipment | undefined =>
  state.shipments.find(({ shipment }) => shipment === id);

export const openException = (
  state: Placed,
  exception: string,
  line?: string,
): OrderException | undefined =>
  state.exceptions.find((one) => one.exception === exception && one.line === line);
