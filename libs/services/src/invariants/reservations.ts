import { conversionOf, converted, decimal, each, keyOf } from '#kernel';
import type { Quantity } from '#kernel';
import { stockKey } from '#inventory';
import type { Reservation, StockState } from '#inventory';
import { isBeyondCounting } from '#orders';
import type { OrderState, Placed } from '#orders';
import { reservationsIn, waitingOf } from './stock.js';
import type { OnViolation } from './violation.js';

type Line = Placed['lines'][number];

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
