import { decimal } from '#kernel';
import type { Quantity } from '#kernel';
import type { Reservation, StockState } from '#inventory';
import { notFoundInvariants } from './not-found.js';
import type { OnViolation } from './violation.js';

const sum = (quantities: Iterable<Quantity>): Quantity => {
  let total = 0;
  for (const quantity of quantities) total += quantity;
  return total;
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

export const waitingOf = ({ queue }: Reservation): Quantity =>
  sum(queue.map(({ quantity }) => quantity));

export const reservationsIn = (
  parts: StockState['parts'],
): readonly { readonly id: string; readonly reservation: Reservation }[] =>
  parts
    .first('r/', Number.MAX_SAFE_INTEGER)
    .flatMap(([key, part]) =>
      part.kind === 'reservation' ? [{ id: key.slice(2), reservation: part }] : [],
    );
