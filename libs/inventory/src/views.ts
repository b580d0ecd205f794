import { decimal, each, keyOf, millionths, never, placeOf } from '#kernel';
import type { Matter, Projection, Quantity } from '#kernel';
import { countedInAfter } from './counting/counted-in.js';
import { stockOf } from './events.js';
import type { StockEvent } from './events.js';
import { noTotals, totalsAfter } from './counting/totals.js';
import type { StockTotals } from './counting/totals.js';

/** A SKU at a node as people see it: decimal texts, all of them always there. */
export interface StockRow {
  readonly node: string;
  readonly sku: string;
  readonly onHand: string;
  readonly available: string;
  readonly reserved: string;
  readonly unavailable: string;
  /** Of the unavailable ones: not found by their node, until they are counted. */
  readonly missing: string;
  readonly backordered: string;
  /** What all of these count: `each`, `kg`, …. */
  readonly unit: string;
}
export interface StockDocument extends StockRow {
  readonly tenant: string;
  /** The unit was told by a movement of goods, not by an order's line alone. */
  readonly isAgreed: boolean;
  /** Of the event since which goods are wanted, or have left, that are not there. */
  readonly shortSince: string | undefined;
  /** Of the event since which units wait for a count. */
  readonly uncountedSince: string | undefined;
}

const totalsOf = (doc: StockDocument | undefined): StockTotals =>
  doc === undefined
    ? noTotals
    : {
        onHand: millionths(doc.onHand),
        available: millionths(doc.available),
        reserved: millionths(doc.reserved),
        unavailable: millionths(doc.unavailable),
        missing: millionths(doc.missing),
        backordered: millionths(doc.backordered),
      };

/** SKUs of a node of which goods have moved: an order's line alone makes no node. */
export const nodeIndex = (tenant: string, node: string): string => keyOf(tenant, `node:${node}`);

/** Nothing in the books says that goods are coming: what is owed to orders is short. */
const isShort = ({ available, backordered }: StockTotals): boolean =>
  available < 0 || backordered > 0;

const shortfallOf = (doc: StockDocument): readonly Matter[] => {
  const { tenant, node, sku, unit, available, backordered, shortSince } = doc;
  if (shortSince === undefined) return [];
  const isBelow = available.startsWith('-');
  return [
    {
      tenant,
      kind: 'shortfall',
      place: shortSince,
      code: isBelow ? 'below-zero' : 'backordered',
      detail: `available ${available}, backordered ${backordered} (${unit})`,
      about: { node, sku },
    },
  ];
};

/** As long as the ledger has them, whatever became of the order that its node refused. */
const uncountedOf = (doc: StockDocument): readonly Matter[] => {
  const { tenant, node, sku, unit, onHand, missing, uncountedSince } = doc;
  if (uncountedSince === undefined) return [];
  return [
    {
      tenant,
      kind: 'uncounted',
      place: uncountedSince,
      code: 'not-found',
      about: { node, sku },
      detail:
        `${missing} (${unit}) were not found, and are sold to nobody until somebody counts: ` +
        'post to `counts` all that is there, reserved and unavailable units too, also where ' +
        `all of it is (the books have ${onHand} on hand)`,
    },
  ];
};

const stock: Projection<StockEvent, StockDocument> = {
  name: 'stock',
  version: 8,
  evolve(doc, recorded) {
    const { event, key, tenant } = recorded;
    const { node, sku } = stockOf(key);
    const before = totalsOf(doc);
    const totals = totalsAfter(before, event);
    const { unit = each, isAgreed } = countedInAfter(
      { ...before, unit: doc?.unit, isAgreed: doc?.isAgreed ?? false },
      event,
    );
    return {
      node,
      sku,
      onHand: decimal(totals.onHand),
      available: decimal(totals.available),
      reserved: decimal(totals.reserved),
      unavailable: decimal(totals.unavailable),
      missing: decimal(totals.missing),
      backordered: decimal(totals.backordered),
      unit,
      isAgreed,
      tenant,
      shortSince: isShort(totals) ? (doc?.shortSince ?? placeOf(recorded)) : undefined,
      uncountedSince: totals.missing > 0 ? (doc?.uncountedSince ?? placeOf(recorded)) : undefined,
    };
  },
  indexes: ({ tenant, node, sku, isAgreed }) => [
    { index: keyOf(tenant, 'stock'), sort: `${node}/${sku}` },
    ...(isAgreed ? [{ index: nodeIndex(tenant, node), sort: sku }] : []),
  ],
  counters: ({ tenant }) => [keyOf(tenant, 'skus')],
  // No event begins both: what withholds units lowers nothing that can be sold.
  matters: (doc) => [...shortfallOf(doc), ...uncountedOf(doc)],
};

export const stockProjections = { stock };

/** The row of the export and the list: these fields, in this order. */
export const stockRow = (doc: StockDocument): StockRow => ({
  node: doc.node,
  sku: doc.sku,
  onHand: doc.onHand,
  available: doc.available,
  reserved: doc.reserved,
  unavailable: doc.unavailable,
  missing: doc.missing,
  backordered: doc.backordered,
  unit: doc.unit,
});

/** What one order line holds, in millionths. */
export interface HeldUnits {
  readonly reserved: Quantity;
  readonly backordered: Quantity;
  readonly refused: Quantity;
  readonly issued: Quantity;
}

const noUnits: HeldUnits = { reserved: 0, backordered: 0, refused: 0, issued: 0 };

const add = (
  held: Map<string, HeldUnits>,
  { order, line }: { readonly order: string; readonly line: string },
  change: Partial<HeldUnits>,
): void => {
  const name = keyOf(order, line);
  const before = held.get(name) ?? noUnits;
  held.set(name, {
    reserved: before.reserved + (change.reserved ?? 0),
    backordered: before.backordered + (change.backordered ?? 0),
    refused: before.refused + (change.refused ?? 0),
    issued: before.issued + (change.issued ?? 0),
  });
};

/**
 * Reservations by `keyOf(order, line)`, summed from events alone: a second reckoning beside the
 * ledger's own, for whoever verifies. Goes on with `held` (which it changes) where one is given.
 */
export const reservationsOf = (
  events: Iterable<StockEvent>,
  held: Map<string, HeldUnits> = new Map(),
): Map<string, HeldUnits> => {
  for (const { type, data } of events) {
    switch (type) {
      case 'stock.reserved':
      case 'stock.recalled':
        add(held, data, { reserved: millionths(data.quantity) });
        break;
      case 'stock.backordered':
        add(held, data, { backordered: millionths(data.quantity) });
        break;
      case 'stock.refused':
        add(held, data, { refused: millionths(data.quantity) });
        break;
      case 'stock.released':
        add(held, data, {
          reserved: -millionths(data.fromReserved) - millionths(data.queued ?? '0'),
          backordered: millionths(data.queued ?? '0') - millionths(data.fromBackordered),
        });
        break;
      case 'stock.issued':
        add(held, data, {
          reserved: -millionths(data.fromReserved),
          backordered: -millionths(data.fromBackordered),
          issued: millionths(data.quantity),
        });
        break;
      case 'stock.backorder-filled':
        for (const fill of data.fills) {
          const quantity = millionths(fill.quantity);
          add(held, fill, { reserved: quantity, backordered: -quantity });
        }
        break;
      case 'stock.received':
      case 'stock.adjusted':
      case 'stock.counted':
      case 'stock.returned':
      case 'stock.shortfall':
        break;
      default:
        never(type);
    }
  }
  return held;
};
