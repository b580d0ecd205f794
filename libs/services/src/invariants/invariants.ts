import { conversionOf, converted, decimal, each, keyOf } from '#kernel';
import type { Quantity } from '#kernel';
import { stockKey } from '#inventory';
import type { Reservation, StockState } from '#inventory';
import { isBeyondCounting, left, returned } from '#orders';
import type { Bucket, Buckets, OrderState } from '#orders';
import { notFoundInvariants } from './not-found.js';

export type OnViolation = (text: string) => void;

type Placed = Exclude<OrderState, { readonly stage: 'awaited' }>;
type Line = Placed['lines'][number];

const sum = (quantities: Iterable<Quantity>): Quantity => {
  let total = 0;
  for (const quantity of quantities) total += quantity;
  return total;
};

const unitsIn = (buckets: Buckets, names: readonly Bucket[]): Quantity =>
  sum(names.map((name) => buckets[name] ?? 0));

/** Out of the building, or back from there. */
const handedOver = [...left, ...returned];

/**
 * Invariants of one order at any moment (ARCHITECTURE.md §8: I1, I2, I4 and I5 within its own books; of
 * I3 that no more is given back and issued than was asked for).
 */
export const orderInvariants = (key: string, state: OrderState, violated: OnViolation): void => {
  if (state.stage === 'awaited') return;
  for (const line of state.lines) {
    const units = Object.values(line.buckets);
    const offendLine = (invariant: string, text: string): void =>
      violated(`${invariant} ${key} line ${line.line}: ${text}`);
    if (sum(units) !== line.ordered) {
      offendLine('I1', `buckets hold ${decimal(sum(units))}, ordered ${decimal(line.ordered)}`);
    }
    if (units.some((quantity) => quantity < 0)) offendLine('I2', 'below zero');
    if (line.released + line.issued > line.asked && !isBeyondCounting(line)) {
      offendLine('I3', 'more given back and issued than asked for');
    }
    const gone = unitsIn(line.buckets, handedOver);
    const carriedBy = sum(
      state.shipments.map((shipment) => unitsIn(shipment.units[line.line] ?? {}, handedOver)),
    );
    if (gone !== carriedBy) {
      offendLine('I4', `${decimal(gone)} left, its shipments carried ${decimal(carriedBy)}`);
    }
    const back = unitsIn(line.buckets, returned);
    if (back > line.issued && !isBeyondCounting(line)) {
      offendLine('I5', `${decimal(back)} came back, ${decimal(line.issued)} ever left`);
    }
  }
};

/** Invariants of one SKU at any moment. */
export const stockInvariants = (
  key: string,
  { root, parts }: StockState,
  violated: OnViolation,
): void => {
  if (root.onHand !== root.available + root.reserved + root.unavailable) {
    const onHand = decimal(root.onHand);
    violated(`stock ${key}: on hand ${onHand} is not available + reserved + unavailable`);
  }
  if (root.reserved < 0 || root.backordered < 0 || root.unavailable < 0) {
    violated(`stock ${key}: a total stands below zero`);
  }
  if (root.available < -root.shortfall) {
    violated(`stock ${key}: oversold without a recorded shortfall`);
  }
  const held = reservationsIn(parts);
  notFoundInvariants(
    key,
    root,
    held.map(({ reservation }) => reservation),
    violated,
  );
  const reserved = sum(held.map(({ reservation }) => reservation.reserved));
  const waiting = sum(held.map(({ reservation }) => waitingOf(reservation)));
  if (reserved !== root.reserved) {
    const its = decimal(reserved);
    violated(`stock ${key}: reserved ${decimal(root.reserved)}, its reservations ${its}`);
  }
  if (waiting !== root.backordered) {
    violated(
      `stock ${key}: backordered ${decimal(root.backordered)}, its queue ${decimal(waiting)}`,
    );
  }
};

const waitingOf = ({ queue }: Reservation): Quantity => sum(queue.map(({ quantity }) => quantity));

const reservationsIn = (
  parts: StockState['parts'],
): readonly { readonly id: string; readonly reservation: Reservation }[] =>
  parts
    .first('r/', Number.MAX_SAFE_INTEGER)
    .flatMap(([key, part]) =>
      part.kind === 'reservation' ? [{ id: key.slice(2), reservation: part }] : [],
    );

/**
 * A ledger's quantity in the unit of the line that holds it, where nothing converts as it is; and
 * how much of that the ledger, where it counts in larger units, can't tell from nothing.
 */
const inUnitOf = (
  { unit }: Reservation,
  ledger: string | undefined,
): { readonly counted: (quantity: Quantity) => Quantity; readonly grain: Quantity } => {
  const conversion = conversionOf(ledger ?? each, unit ?? each);
  return {
    counted: (quantity) => (conversion && converted(quantity, conversion)) ?? quantity,
    grain: conversion?.isFromLarger === true ? conversion.times : 1,
  };
};

interface Held {
  readonly reserved: Quantity;
  readonly backordered: Quantity;
  /** Books that differ by less are alike. */ readonly grain?: Quantity;
}

/** What the order's own books say that the stock holds for this line. */
const booksOf = (line: Line): Held => ({
  reserved:
    (line.buckets.reserved ?? 0) +
    (line.buckets.released ?? 0) +
    (line.buckets.cancel_pending ?? 0),
  backordered: line.buckets.backordered ?? 0,
});

/**
 * I3, once messages have settled: what each line holds as reserved is what the ledgers hold for it,
 * and no ledger holds anything for nobody. Collects both sides, then compares.
 */
export class ReservationInvariant {
  readonly #ledgers = new Map<string, Held>();
  readonly #books = new Map<string, Held>();
  /** Reservations of lines that need no stock: no ledger ever hears of one. */
  readonly #untracked = new Set<string>();
  readonly #heard = new Set<string>();
  /**
   * Lines of which no ledger can hold what facts say: their unit says nothing there, or it is more
   * than can be counted, which people are told.
   */
  readonly #foreign = new Set<string>();

  takeStock(key: string, { root, parts }: StockState): void {
    for (const { id, reservation } of reservationsIn(parts)) {
      this.#heard.add(`${key} ${id}`);
      if (reservation.isForeign) this.#foreign.add(`${key} ${id}`);
      const { counted, grain } = inUnitOf(
        reservation,
        root.isAgreed ? root.unit : reservation.unit,
      );
      const held = {
        reserved: counted(reservation.reserved),
        backordered: counted(waitingOf(reservation)),
        grain,
      };
      if (held.reserved !== 0 || held.backordered !== 0 || grain > 1) {
        this.#ledgers.set(`${key} ${id}`, held);
      }
    }
  }

  takeOrder(key: string, state: OrderState): void {
    if (state.stage === 'awaited') return;
    for (const line of state.lines) {
      const stock = stockKey(state.claim.tenant, line.node, line.sku);
      const id = `${stock} ${keyOf(key, line.line)}`;
      if (!line.trackStock) {
        const wasTracked = line.elsewhere.some(
          ({ node, sku, trackStock }) => trackStock && node === line.node && sku === line.sku,
        );
        if (!wasTracked) this.#untracked.add(id);
        continue;
      }
      if (isBeyondCounting(line)) this.#foreign.add(id);
      const held = booksOf(line);
      if (held.reserved !== 0 || held.backordered !== 0) this.#books.set(id, held);
    }
  }

  compare(violated: OnViolation): void {
    for (const id of this.#untracked) {
      if (this.#heard.has(id))
        violated(`I3 ${id}: the line needs no stock, and a ledger was asked`);
    }
    const none: Held = { reserved: 0, backordered: 0 };
    for (const id of new Set([...this.#ledgers.keys(), ...this.#books.keys()])) {
      if (this.#foreign.has(id)) continue;
      const ledger = this.#ledgers.get(id) ?? none;
      const books = this.#books.get(id) ?? none;
      const { grain = 1 } = ledger;
      if (
        Math.abs(ledger.reserved - books.reserved) >= grain ||
        Math.abs(ledger.backordered - books.backordered) >= grain
      ) {
        violated(
          `I3 ${id}: the order counts ${inWords(books)}, the stock holds ${inWords(ledger)}`,
        );
      }
    }
  }
}

const inWords = ({ reserved, backordered }: Held): string =>
  `${decimal(reserved)} reserved and ${decimal(backordered)} backordered`;
