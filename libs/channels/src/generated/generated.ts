import { instantText } from '#kernel';
import { channelRow, phase, stockRow } from '../messages.js';
import { receiveRows, receiveRowsCount } from '../receipts.js';
import type { Arrival } from '../receipts.js';
import type { Phase, Source, SourceOptions, SourceRow } from '../rows.js';
import { nodes, products } from './assortment.js';
import type { Supply } from './assortment.js';
import { dice } from './dice.js';
import type { Dice } from './dice.js';
import { plannedOrder } from './order.js';
import { scriptOf } from './script.js';
import type { Script } from './script.js';

/** Receipts a message: few, so that little waits in memory however many orders there are. */
const receiptsMax = 100;
/** Orders whose messages come in mixed at any moment. */
const openOrdersMax = 48;
const openingUnits = 5;

/** Some units lie there before anybody orders, and a few of them break. */
function* openingArrivals(): Generator<Arrival> {
  for (const { sku, supply } of products) {
    if (supply !== 'stocked') continue;
    for (const node of nodes) {
      yield { node, sku, id: `opening:${node}:${sku}`, quantity: openingUnits };
    }
  }
}

const isFragile = (rank: number): boolean => rank % 12 === 5;

function* breakages(tenant: string): Generator<SourceRow> {
  for (const { sku, supply, rank } of products) {
    if (supply !== 'stocked' || !isFragile(rank)) continue;
    const [node] = nodes;
    yield stockRow(tenant, node, sku, {
      type: 'stock.adjust',
      data: { id: `breakage:${node}:${sku}`, quantity: '-1', reason: 'write-off' },
    });
  }
}

function* arrivals(orders: number, seed: number, wanted: Supply): Generator<Arrival> {
  for (let index = 0; index < orders; index += 1) {
    const { channel, ref, lines } = plannedOrder(seed, index);
    for (const { line, supply, arriving } of lines) {
      if (supply !== wanted || arriving === 0) continue;
      const id = `${channel}:${ref}:${line.line}`;
      yield { node: line.node, sku: line.sku, id, quantity: arriving };
    }
  }
}

function* firstArrivals(orders: number, seed: number): Generator<Arrival> {
  yield* openingArrivals();
  yield* arrivals(orders, seed, 'stocked');
}

/** The rows of one order and phase, in the order of sending. */
function* orderRows(
  tenant: string,
  seed: number,
  index: number,
  part: keyof Script,
): Generator<SourceRow> {
  const order = plannedOrder(seed, index);
  const reference = { tenant, channel: order.channel, channelRef: order.ref };
  const placedAt = instantText(order.placedAt);
  for (const { message, copy } of scriptOf(seed, order)[part]) {
    yield channelRow(reference, placedAt, message, copy);
  }
}

/**
 * Takes rows from up to `openOrdersMax` orders by chance, each order's own in its order: so the
 * phase looks like a busy day, and still every order has a story that was written for it.
 */
function* mixed(
  orders: number,
  chance: Dice,
  rowsOf: (index: number) => Iterator<SourceRow>,
): Generator<SourceRow> {
  const open: Iterator<SourceRow>[] = [];
  for (let next = 0; next < orders || open.length > 0;) {
    for (; next < orders && open.length < openOrdersMax; next += 1) open.push(rowsOf(next));
    const at = chance.below(open.length);
    const step = open[at]?.next();
    if (step?.done === false) {
      yield step.value;
      continue;
    }
    const last = open.pop();
    if (last !== undefined && at < open.length) open[at] = last;
  }
}

interface Totals {
  ordering: number;
  shipping: number;
  afterwards: number;
}

const count = (orders: number, seed: number): Totals => {
  const totals = { ordering: 0, shipping: 0, afterwards: 0 };
  for (let index = 0; index < orders; index += 1) {
    const script = scriptOf(seed, plannedOrder(seed, index));
    totals.ordering += script.ordering.length;
    totals.shipping += script.shipping.length;
    totals.afterwards += script.afterwards.length;
  }
  return totals;
};

/**
 * Invented orders of four channels, the same ones for the same number and seed: two lines on one
 * SKU, goods that come late or never, cancels, repeats, conflicting copies, facts out of order,
 * returns. With a stock factor of 1 or more nothing hangs on which of two orders is faster.
 */
export const openGenerated = async (orders: number, options: SourceOptions): Promise<Source> => {
  const { tenant, stockFactor, seed } = options;
  const totals = count(orders, seed);
  const breakagesCount = [...breakages(tenant)].length;
  const lateCount = receiveRowsCount(arrivals(orders, seed, 'late'), stockFactor, receiptsMax);
  const part = (stream: number, name: keyof Script): Iterable<SourceRow> =>
    mixed(orders, dice(seed, stream, 2), (index) => orderRows(tenant, seed, index, name));
  const phases: readonly Phase[] = [
    phase(
      'stock',
      receiveRowsCount(firstArrivals(orders, seed), stockFactor, receiptsMax) + breakagesCount,
      function* stock() {
        yield* receiveRows(tenant, firstArrivals(orders, seed), stockFactor, receiptsMax);
        yield* breakages(tenant);
      },
    ),
    phase('orders and payments', totals.ordering, () => part(1, 'ordering')),
    phase('dispatches and deliveries', lateCount + totals.shipping, function* shipping() {
      yield* receiveRows(tenant, arrivals(orders, seed, 'late'), stockFactor, receiptsMax);
      yield* part(2, 'shipping');
    }),
    phase('refusals, cancels and returns', totals.afterwards, () => part(3, 'afterwards')),
  ];
  return { name: `generated:${orders}`, phases, remarks: () => [] };
};
