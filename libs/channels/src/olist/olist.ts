import { instantText } from '#kernel';
import { Omissions } from '../left-out.js';
import { channelRow, phase } from '../messages.js';
import { receiveRows, receiveRowsCount } from '../receipts.js';
import type { Arrival } from '../receipts.js';
import { remarks } from '../remarks.js';
import type { Remarks } from '../remarks.js';
import type { ChannelRow, Phase, Source, SourceOptions } from '../rows.js';
import { arrivalsOf, ending, placing, shipping } from './order.js';
import type { OlistOrder } from './order.js';
import { readOlist } from './tables.js';

type Telling = (order: OlistOrder) => readonly ChannelRow['message'][];

const noteOddities = (order: OlistOrder, { note }: Remarks): void => {
  const { ref, status, lines, carrierAt, deliveredAt } = order;
  const handedOver = carrierAt !== undefined || deliveredAt !== undefined;
  if (lines.length === 0) {
    note('orders without items', `${ref} ${status}`);
    if (handedOver) note('dates of a hand-over without items, left out', ref);
  } else if (status === 'canceled' && handedOver) {
    note('cancels after the hand-over, to be refused', ref);
  } else if (status === 'delivered' && deliveredAt === undefined) {
    note('delivered without a date', ref);
  }
};

/** A folder with the Olist tables, as ARCHITECTURE.md §10 reads them. */
export const openOlist = async (folder: string, options: SourceOptions): Promise<Source> => {
  const { tenant, stockFactor } = options;
  const noted = remarks();
  const omissions = new Omissions(options.tell);
  const { orders, addresses } = await readOlist(folder, noted, omissions);

  const ordering: Telling = (order) => placing(order, addresses.get(order.customer));
  function* rowsOf(order: OlistOrder, telling: Telling): Generator<ChannelRow> {
    const reference = { tenant, channel: 'olist', channelRef: order.ref };
    const placedAt = instantText(order.placedAt);
    for (const message of telling(order)) yield channelRow(reference, placedAt, message);
  }
  for (const order of orders.values()) {
    omissions.unfit(rowsOf(order, ordering));
    if (omissions.has(order.ref)) orders.delete(order.ref);
    else noteOddities(order, noted);
  }

  function* arrivals(): Generator<Arrival> {
    for (const order of orders.values()) yield* arrivalsOf(order);
  }
  function* rows(telling: Telling): Generator<ChannelRow> {
    for (const order of orders.values()) yield* rowsOf(order, telling);
  }
  const phaseOf = (name: Phase['name'], telling: Telling): Phase => {
    let total = 0;
    for (const order of orders.values()) total += telling(order).length;
    return phase(name, total, () => rows(telling));
  };
  function* placings(): Generator<ChannelRow> {
    for (const order of orders.values()) {
      const [first] = rowsOf(order, ordering);
      if (first !== undefined) yield first;
    }
  }
  return {
    name: `olist:${folder}`,
    orders: {
      placings,
      leaveOut: (channelRefs) => {
        for (const ref of channelRefs) orders.delete(ref);
      },
    },
    phases: [
      phase('stock', receiveRowsCount(arrivals(), stockFactor), () =>
        receiveRows(tenant, arrivals(), stockFactor),
      ),
      phaseOf('orders and payments', ordering),
      phaseOf('dispatches and deliveries', shipping),
      phaseOf('refusals, cancels and returns', ending),
    ],
    remarks: noted.list,
  };
};
