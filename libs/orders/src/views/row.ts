import { decimal, instantText, lineTotal } from '#kernel';
import type { Address, Charge, Customer } from '../message/body.js';
import { namesOf } from '../state/buckets.js';
import type { Buckets } from '../state/buckets.js';
import type { PaymentStatus } from '../commands.js';
import { hasLapsed, moneyOf, paymentOf } from '../money/money.js';
import type { Money, Payment } from '../money/money.js';
import type { ParcelNews, ShipmentStatus } from '../message/parcels.js';
import { agreedOf } from '../state/line.js';
import type { Line } from '../state/line.js';
import { isReal } from '../state/shipment.js';
import type { Shipment } from '../state/shipment.js';
import type { Placed } from '../state.js';
import { fulfilmentOf, lifecycleOf, slaOf } from '../status/status.js';
import type { Fulfilment, Lifecycle, Sla } from '../status/status.js';

/**
 * An order as lists and the export show it: nothing of processing time in it, every list sorted.
 */
export interface OrderRow extends Money {
  readonly omsNumber: string;
  readonly tenant: string;
  readonly channel: string;
  readonly channelRef: string;
  readonly placedAt: string;
  readonly lifecycle: Lifecycle;
  readonly fulfilment: Fulfilment;
  readonly payment: Payment;
  readonly attention: {
    readonly holds: readonly string[];
    readonly exceptions: readonly {
      readonly type: string;
      readonly line?: string;
      readonly reason: string;
    }[];
    readonly sla: Sla;
  };
  readonly currency: string;
  readonly promise?: string;
  readonly lines: readonly {
    readonly line: string;
    readonly sku: string;
    readonly node: string;
    readonly name?: string;
    readonly trackStock?: false;
    readonly ordered: string;
    /** What edits took off it, which no total counts; absent where nothing was. */
    readonly dropped?: string;
    readonly unit: string;
    readonly unitPrice: string;
    readonly total: number;
    readonly buckets: Readonly<Record<string, string>>;
  }[];
  readonly charges: readonly Charge[];
  readonly payments: readonly PaymentRow[];
  readonly shipments: readonly {
    readonly id: string;
    readonly node: string;
    readonly status: ShipmentStatus;
    readonly carrier?: string;
    readonly tracking?: string;
    readonly dispatchedAt?: string;
    readonly deliveredAt?: string;
    readonly parcels: readonly ParcelRow[];
  }[];
}

/** A parcel as its dispatch and its scans tell it, in the order of leaving. */
export interface ParcelRow {
  readonly id: string;
  readonly status: ParcelNews['status'];
  readonly contents: ParcelNews['contents'];
  readonly carrier?: string;
  readonly tracking?: string;
  readonly dispatchedAt?: string;
  readonly deliveredAt?: string;
}

/** The sums of one payment, by what happened to it; and until when its authorization holds. */
export type PaymentRow = { readonly [S in PaymentStatus]?: number } & {
  readonly payment: string;
  readonly expiresAt?: string;
  readonly expired?: boolean;
};

/** Personal data of an order, which only who asks for it is shown. */
export interface PersonalRow {
  readonly customer?: Customer;
  readonly shipTo?: Address;
  readonly billTo?: Address;
  readonly notes?: string;
}

/** Most units of a line stand in one: a row of 2,000 lines is written while others wait. */
const bucketsRow = (buckets: Buckets): Readonly<Record<string, string>> => {
  const row: Record<string, string> = {};
  for (const bucket of namesOf(buckets).toSorted()) row[bucket] = decimal(buckets[bucket] ?? 0);
  return row;
};

const lineRow = (each: Line, currency: string): OrderRow['lines'][number] => {
  const { line, sku, node, name, trackStock, ordered, dropped, unit, unitPrice, buckets } = each;
  return {
    line,
    sku,
    node,
    ...(name !== undefined && { name }),
    ...(!trackStock && { trackStock }),
    ordered: decimal(ordered),
    ...(dropped > 0 && { dropped: decimal(dropped) }),
    unit,
    unitPrice,
    total: lineTotal(unitPrice, agreedOf(each), currency),
    buckets: bucketsRow(buckets),
  };
};

const parcelRow = ({
  parcel,
  status,
  contents,
  carrier,
  tracking,
  dispatchedAt,
  deliveredAt,
}: ParcelNews): ParcelRow => ({
  id: parcel,
  status,
  contents,
  ...(carrier !== undefined && { carrier }),
  ...(tracking !== undefined && { tracking }),
  ...(dispatchedAt !== undefined && { dispatchedAt }),
  ...(deliveredAt !== undefined && { deliveredAt }),
});

const shipmentRow = ({
  shipment,
  node,
  status,
  carrier,
  tracking,
  dispatchedAt,
  deliveredAt,
  parcels,
}: Shipment): OrderRow['shipments'][number] => ({
  id: shipment,
  node,
  status,
  ...(carrier !== undefined && { carrier }),
  ...(tracking !== undefined && { tracking }),
  ...(dispatchedAt !== undefined && { dispatchedAt }),
  ...(deliveredAt !== undefined && { deliveredAt }),
  parcels: parcels.map(parcelRow),
});

/** `N-S2` before `N-S10`: the shorter id is the lower number. */
const byOrdinal = (one: Shipment, other: Shipment): number =>
  one.shipment.length - other.shipment.length || (one.shipment < other.shipment ? -1 : 1);

const byText = (one: string, other: string): number => (one < other ? -1 : Number(one > other));

const exceptionsOf = ({ exceptions }: Placed): OrderRow['attention']['exceptions'] =>
  exceptions
    .map(({ exception, line, reason }) => ({
      type: exception,
      ...(line !== undefined && { line }),
      reason,
    }))
    .toSorted(
      (one, other) => byText(one.type, other.type) || byText(one.line ?? '', other.line ?? ''),
    );

const statuses = ['pending', 'authorized', 'captured', 'refunded', 'voided'] as const;

const paymentRows = ({ payments }: Placed): readonly PaymentRow[] =>
  Object.entries(payments)
    .toSorted(([one], [other]) => byText(one, other))
    .map(([payment, sums]): PaymentRow => {
      const reported = statuses.filter((status) => sums[status] !== undefined);
      const { expiresAt } = sums;
      return {
        payment,
        ...Object.fromEntries(reported.map((status) => [status, sums[status]])),
        ...(expiresAt !== undefined && {
          expiresAt: instantText(expiresAt),
          expired: hasLapsed(sums),
        }),
      };
    });

export const personalOf = ({
  terms: { customer, shipTo, billTo, notes },
}: Placed): PersonalRow => ({
  ...(customer !== undefined && { customer }),
  ...(shipTo !== undefined && { shipTo }),
  ...(billTo !== undefined && { billTo }),
  ...(notes !== undefined && { notes }),
});

export const rowOf = (order: Placed): OrderRow => ({
  omsNumber: order.number,
  tenant: order.claim.tenant,
  channel: order.claim.channel,
  channelRef: order.claim.channelRef,
  placedAt: order.placedAt,
  lifecycle: lifecycleOf(order),
  fulfilment: fulfilmentOf(order),
  payment: paymentOf(order),
  attention: {
    holds: Object.keys(order.holds).toSorted(),
    exceptions: exceptionsOf(order),
    sla: slaOf(order),
  },
  currency: order.terms.currency,
  ...moneyOf(order),
  ...(order.terms.promise !== undefined && { promise: order.terms.promise }),
  lines: order.lines.map((line) => lineRow(line, order.terms.currency)),
  charges: order.terms.charges,
  payments: paymentRows(order),
  shipments: order.shipments.filter(isReal).toSorted(byOrdinal).map(shipmentRow),
});
