import { decimal } from '#kernel';
import { namesOf } from './buckets.js';
import type { ShipmentStatus } from './parcels.js';
import type { Line, Placed, Shipment } from './state.js';
import { fulfilmentOf, lifecycleOf, paymentOf, slaOf } from './status.js';
import type { Fulfilment, Lifecycle, Payment, Sla } from './status.js';

/**
 * An order as lists and the export show it: nothing of processing time in it, every list sorted.
 */
export interface OrderRow {
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
      readonly type: string; readonly line?: string; readonly reason: string;
    }[];
    readonly sla: Sla;
  };
  readonly lines: readonly {
    readonly line: string; readonly sku: string; readonly node: string; readonly ordered: string;
    readonly buckets: Readonly<Record<string, string>>;
  }[];
  readonly shipments: readonly {
    readonly id: string; readonly node: string; readonly status: ShipmentStatus;
    readonly carrier?: string; readonly dispatchedAt?: string; readonly deliveredAt?: string;
  }[];
}

const lineRow = ({ line, sku, node, ordered, buckets }: Line): OrderRow['lines'][number] => ({
  line, sku, node, ordered: decimal(ordered),
  buckets: Object.fromEntries(namesOf(buckets).toSorted()
    .map((name) => [name, decimal(buckets[name] ?? 0)])),
});

const shipmentRow = (
  { shipment, node, status, carrier, dispatchedAt, deliveredAt }: Shipment,
): OrderRow['shipments'][number] => ({
  id: shipment, node, status,
  ...(carrier !== undefined && { carrier }),
  ...(dispatchedAt !== undefined && { dispatchedAt }),
  ...(deliveredAt !== undefined && { deliveredAt }),
});

/** `N-S2` before `N-S10`: the shorter id is the lower number. */
const byOrdinal = (one: Shipment, other: Shipment): number =>
  one.shipment.length - other.shipment.length || (one.shipment < other.shipment ? -1 : 1);

const byText = (one: string, other: string): number => (one < other ? -1 : Number(one > other));

const troubles = ({ exceptions }: Placed): OrderRow['attention']['exceptions'] =>
  exceptions.map(({ exception, line, reason }) => ({
    type: exception, ...(line !== undefined && { line }), reason,
  })).toSorted((one, other) =>
    byText(one.type, other.type) || byText(one.line ?? '', other.line ?? ''));

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
    exceptions: troubles(order),
    sla: slaOf(order),
  },
  lines: order.lines.map(lineRow),
  shipments: order.shipments.toSorted(byOrdinal).map(shipmentRow),
});
