import { decimal } from '#kernel';
import type { Quantity } from '#kernel';
import { stockKey } from '#inventory';
import type { Reservation, StockState } from '#inventory';
import type { OrderState } from '#orders';

export type Offend = (text: string) => void;

type Placed = Exclude<OrderState, { readonly stage: 'awaited' }>;
type Line = Placed['lines'][number];

const sum = (quantities: Iterable<Quantity>): Quantity => {
  let total = 0;
  for (const quantity of quantities) total += quantity;
  return total;
};

/** Buckets of units that are in a shipment's hands, or were. */
const handedOver = [
  'shipped', 'delivered', 'lost', 'return_to_sender', 'delivery_failed', 'return_requested',
  'return_received', 'restocked', 'quarantined', 'scrapped', 'missing',
] as const;

/** Laws of one order at any moment (domain.md §2: I1, I2, I4, I5). */
export const orderLaws = (key: string, state: OrderState, offend: Offend): void => {
  if (state.stage === 'awaited') return;
  for (const line of state.lines) {
    const units = Object.values(line.buckets);
    if (sum(units) !== line.ordered) {
      offend(`I1 ${key} line ${line.line}: buckets hold ${decimal(sum(units))}, `
        + `ordered ${decimal(line.ordered)}`);
    }
    if (units.some((quantity) => quantity < 0)) offend(`I2 ${key} line ${line.line}: below zero`);
    if (line.released + line.issued > line.asked) {
      offend(`I3 ${key} line ${line.line}: more given back and issued than asked for`);
    }
    const gone = sum(handedOver.map((bucket) => line.buckets[bucket] ?? 0));
    const carried = sum(state.shipments.map((shipment) =>
      sum(handedOver.map((bucket) => shipment.units[line.line]?.[bucket] ?? 0))));
    if (gone !== carried) {
      offend(`I4 ${key} line ${line.line}: ${decimal(gone)} left, shipments say ${decimal(carried)}`);
    }
  }
};

/** Laws of one SKU at any moment. */
export const stockLaws = (key: string, { root, parts }: StockState, offend: Offend): void => {
  if (root.onHand !== root.available + root.reserved + root.unavailable) {
    offend(`stock ${key}: on hand ${decimal(root.onHand)} is not available + reserved + unavailable`);
  }
  if (root.reserved < 0 || root.backordered < 0 || root.unavailable < 0) {
    offend(`stock ${key}: a total stands below zero`);
  }
  if (root.available < -root.shortfall) offend(`stock ${key}: oversold without a recorded shortfall`);
  const held = reservationsIn(parts);
  const reserved = sum(held.map(({ reservation }) => reservation.reserved));
  const waiting = sum(held.map(({ reservation }) => waitingOf(reservation)));
  if (reserved !== root.reserved) {
    offend(`stock ${key}: reserved ${decimal(root.reserved)}, its reservations ${decimal(reserved)}`);
  }
  if (waiting !== root.backordered) {
    offend(`stock ${key}: backordered ${decimal(root.backordered)}, its queue ${decimal(waiting)}`);
  }
};

const waitingOf = ({ queue }: Reservation): Quantity => sum(queue.map(({ quantity }) => quantity));

const reservationsIn = (
  parts: StockState['parts'],
): readonly { readonly id: string; readonly reservation: Reservation }[] =>
  parts.first('r/', Number.MAX_SAFE_INTEGER).flatMap(([key, part]) =>
    (part.kind === 'reservation' ? [{ id: key.slice(2), reservation: part }] : []));

interface Held { readonly reserved: Quantity; readonly backordered: Quantity }

/** What the order's own books say that the stock holds for this line. */
const booksOf = (line: Line): Held => ({
  reserved: (line.buckets.reserved ?? 0) + (line.buckets.released ?? 0)
    + (line.buckets.cancel_pending ?? 0),
  backordered: line.buckets.backordered ?? 0,
});

/**
 * I3, once messages have settled: what each line holds as reserved is what the ledgers hold for it,
 * and no ledger holds anything for nobody. Collects both sides, then compares.
 */
export class ReservationLaw {
  readonly #ledgers = new Map<string, Held>();
  readonly #books = new Map<string, Held>();

  takeStock(key: string, { parts }: StockState): void {
    for (const { id, reservation } of reservationsIn(parts)) {
      const held = { reserved: reservation.reserved, backordered: waitingOf(reservation) };
      if (held.reserved !== 0 || held.backordered !== 0) this.#ledgers.set(`${key} ${id}`, held);
    }
  }

  takeOrder(key: string, state: OrderState): void {
    if (state.stage === 'awaited') return;
    for (const line of state.lines) {
      const held = booksOf(line);
      if (held.reserved === 0 && held.backordered === 0) continue;
      const { tenant } = state.claim;
      this.#books.set(`${stockKey(tenant, line.node, line.sku)} ${key}/${line.line}`, held);
    }
  }

  compare(offend: Offend): void {
    const none: Held = { reserved: 0, backordered: 0 };
    for (const id of new Set([...this.#ledgers.keys(), ...this.#books.keys()])) {
      const ledger = this.#ledgers.get(id) ?? none;
      const books = this.#books.get(id) ?? none;
      if (ledger.reserved !== books.reserved || ledger.backordered !== books.backordered) {
        offend(`I3 ${id}: the order counts ${inWords(books)}, the stock holds ${inWords(ledger)}`);
      }
    }
  }
}

const inWords = ({ reserved, backordered }: Held): string =>
  `${decimal(reserved)} reserved and ${decimal(backordered)} backordered`;
