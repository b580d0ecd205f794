import type { Expectation } from './expectation.js';

const ndjson = (rows: object[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join('');

/**
 * The NDJSON that `oms export` prints where everything is as expected; for the specs.
 * Numbers are invented: `T-1` and on, in the order of the file.
 */
export function exportRows(expectation: Expectation): { orders: string; stock: string } {
  const orders = [...expectation.orders.values()].map((order, index) => ({
    omsNumber: `T-${index + 1}`,
    tenant: 'default',
    channel: expectation.channel,
    channelRef: order.channelRef,
    placedAt: order.placedAt[0],
    lifecycle: order.lifecycle,
    fulfilment: order.fulfilment,
    payment: order.payment,
    attention: {
      holds: [],
      exceptions: order.exceptions.map((type) => ({ type, reason: 'as told' })),
      sla: order.sla ?? 'late',
    },
    lines: order.lines.map((line) => ({
      ...line,
      ordered: String(line.ordered),
      buckets: Object.fromEntries(
        Object.entries(line.buckets)
          .filter(([, units]) => units > 0)
          .map(([name, units]) => [name, String(units)]),
      ),
    })),
    shipments: order.shipments.map((shipment, at) => ({
      id: `T-${index + 1}-S${at + 1}`,
      node: shipment.node,
      status: shipment.status,
      dispatchedAt: shipment.dispatchedAt?.[0],
      deliveredAt: shipment.deliveredAt?.[0],
    })),
  }));
  const stock = [...expectation.stock.values()].map(({ node, sku, ...units }) => ({
    node,
    sku,
    ...Object.fromEntries(Object.entries(units).map(([name, count]) => [name, String(count)])),
  }));
  return { orders: ndjson(orders), stock: ndjson(stock) };
}
