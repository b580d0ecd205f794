/**
 * How much one order may be told. All of it lies in one document that every new fact changes: these
 * bounds are far above what any order is told. A fact beyond them is rejected and listed.
 */
import { jsonBytes, refuse, refuseFact, sumOfBytes } from '#kernel';
import type { Refusal } from '#kernel';
import type { OrderFact } from '../commands.js';
import type { LineQuantity } from '../message/quantities.js';
import { nodesOf } from '../units/nodes.js';
import { shipmentOf } from '../state.js';
import type { Placed } from '../state.js';
import { waitsForStock } from './facts/ready.js';

const factsMax = { count: 10_000, bytes: 4_194_304 } as const;

/** Of those that wait: each step of the order looks at all of them. */
const keptMax = { count: 1_000, bytes: 524_288, toldBytes: 1_572_864 } as const;

/** Once they wait no more they are told to shipments in one decision, with what follows of it. */
export const reportedBytesMax = 2_097_152;
const envelopeBytes = 64;
const paymentsMax = 1_000;

/** What shipping can tell of one shipment in one message. */
const parcelsBytesMax = 700_000;

/** Lines may go to a node each; those beyond were cancelled or refused and taken up again. */
const shipmentsMax = 3_000;

type Full = Refusal<'facts_too_many' | 'parcels_too_large' | 'shipments_too_many'>;

const full = (detail: string): Full => refuseFact('facts_too_many', detail);

/** Customers cancel however much others have told. */
const spare = ({ type }: OrderFact): number => (type === 'order.cancel' ? 2 : 1);

const factsFull = ({ seen, kept, returns, exceptions }: Placed, fact: OrderFact): boolean => {
  const most = spare(fact);
  if (seen.length + kept.length >= most * factsMax.count) return true;
  const known = sumOfBytes(seen) + sumOfBytes(kept) + sumOfBytes(returns) + sumOfBytes(exceptions);
  return known + jsonBytes(fact) > most * factsMax.bytes;
};

const keptFull = (state: Placed, fact: OrderFact): boolean => {
  const { kept } = state;
  if (kept.length >= keptMax.count || sumOfBytes(kept) + jsonBytes(fact) > keptMax.bytes) {
    return true;
  }
  const reported = [...kept, fact].reduce((sum, one) => sum + reportedBytes(state, one), 0);
  return reported > keptMax.toldBytes;
};

/** What names no shipment may mean all there are, and one more of each node; a line only once. */
export const reportedBytes = ({ lines, shipments }: Placed, fact: OrderFact): number => {
  if (fact.type !== 'order.record-dispatch' && fact.type !== 'order.record-scan') {
    return jsonBytes(fact);
  }
  const {
    scope: { shipment, node, lines: units },
    fact: said,
  } = fact.data;
  if (shipment !== undefined) return jsonBytes(fact);
  const most =
    node === undefined
      ? nodesOf(lines).length + shipments.length
      : 1 + shipments.filter((one) => one.node === node).length;
  const named = said.lines === undefined ? 0 : jsonBytes(said.lines);
  const once = named + (units === undefined ? 0 : jsonBytes(units));
  return once + most * (jsonBytes(said) - named + envelopeBytes);
};

const isOnePaymentMore = ({ payments }: Placed, { type, data }: OrderFact): boolean =>
  type === 'order.record-payment' &&
  !Object.hasOwn(payments, data.payment) &&
  Object.keys(payments).length >= paymentsMax;

/** Parcels that this makes more than shipping could tell of; each line of them is told twice. */
const isTooLarge = (state: Placed, fact: OrderFact): boolean => {
  if (fact.type !== 'order.record-dispatch' && fact.type !== 'order.record-scan') return false;
  const { scope } = fact.data;
  const lines: readonly LineQuantity[] = scope.lines ?? fact.data.fact.lines ?? [];
  const shipment = scope.shipment === undefined ? undefined : shipmentOf(state, scope.shipment);
  if (shipment === undefined || lines.length === 0) return false;
  const { parcels, sent, units } = shipment;
  const contents = sumOfBytes(parcels) + sumOfBytes(sent) + jsonBytes(lines);
  return jsonBytes(units) + 2 * contents > parcelsBytesMax;
};

/** Why no more edits of the order can be remembered by their ids; undefined: they can. */
export const editsFull = ({ seen, kept }: Placed): Full | undefined =>
  seen.length + kept.length < factsMax.count
    ? undefined
    : full(`the order has ${factsMax.count} facts and edits: an edit without an id is still made`);

/** Why the order can be told no more of this; undefined: it can. `waits`: it would be kept. */
export const fullFor = (state: Placed, fact: OrderFact, waits: boolean): Full | undefined => {
  if (factsFull(state, fact)) {
    return full(
      `the order has ${state.seen.length + state.kept.length} facts: no more than ` +
        `${factsMax.count} of together ${factsMax.bytes} bytes are kept`,
    );
  }
  if (isOnePaymentMore(state, fact)) return full(`the order has ${paymentsMax} payments`);
  if (waits && keptFull(state, fact)) {
    return full(
      `no more than ${keptMax.count} facts of together ${keptMax.bytes} bytes wait, and ` +
        `of ${keptMax.toldBytes} where each shipment is told: name the shipment or node`,
    );
  }
  return waitsForStock(fact) && isTooLarge(state, fact)
    ? refuseFact(
        'parcels_too_large',
        `with this the parcels of a shipment would take more than ${parcelsBytesMax} bytes`,
      )
    : undefined;
};

/** Why nothing of the order can go to a node once more; undefined: it can. */
export const shipmentsFull = ({ shipments }: Placed): Full | undefined =>
  shipments.length < shipmentsMax
    ? undefined
    : refuse('shipments_too_many', `the order has ${shipmentsMax} shipments`);
