/**
 * Units of an order line that their node did not find. They wait for a count, but those that leave
 * with the line all the same are evidently found; and should they prove not to have left, nobody
 * has found them.
 */
import { millionths, never } from '#kernel';
import type { Quantity } from '#kernel';
import type { StockEvent, StockReleased } from '../events.js';

/** As the ledger counts. */
export interface NotFound {
  /** Unavailable until they are counted: those that no count has judged since it was `counts`. */
  readonly missing: Quantity;
  readonly counts: number;
  /** Told to have left, and held for the line as yet: not to be sold, should it give them up. */
  readonly doubtful: Quantity;
  /** Found, since they left. */
  readonly left: Quantity;
}

interface Holding {
  readonly reserved: Quantity;
  readonly notFound: NotFound | undefined;
}
interface Counted {
  readonly missing: Quantity;
  readonly counts: number;
}

const nothing: NotFound = { missing: 0, counts: 0, doubtful: 0, left: 0 };

/** Units of this line that still wait for a count; some may have been written off. */
export const missingOf = ({ notFound = nothing }: Holding, { missing, counts }: Counted) =>
  notFound.counts === counts ? Math.min(notFound.missing, missing) : 0;

/**
 * Of units that a line gives up unasked, so many that nobody has found. Such as never left
 * (`areBack`) may be those that the books have out: several parcels are told one after the other.
 */
export const doubtfulOf = (
  { notFound = nothing }: Holding,
  quantity: Quantity,
  areBack: boolean,
): Quantity => Math.min(quantity, notFound.doubtful + (areBack ? notFound.left : 0));

const known = ({ notFound = nothing }: Holding, counts: number): NotFound => ({
  missing: notFound.counts === counts ? notFound.missing : 0,
  counts,
  doubtful: notFound.doubtful,
  left: notFound.left,
});

/** So many of those that wait for a count are told to have left. */
export const withFound = (
  held: Holding,
  quantity: Quantity,
  counts: number,
): NotFound | undefined => {
  if (quantity === 0) return held.notFound;
  const before = known(held, counts);
  return { ...before, missing: before.missing - quantity, doubtful: before.doubtful + quantity };
};

type RequestEvent = Extract<StockEvent, { readonly data: { readonly request: object } }>;

/** What is known of the units of a line that holds `reserved` after this event. */
export const notFoundAfter = (
  held: Holding,
  event: RequestEvent,
  { counts }: Counted,
  reserved: Quantity,
): NotFound | undefined => {
  switch (event.type) {
    case 'stock.reserved':
      return withFound(held, millionths(event.data.found ?? '0'), counts);
    case 'stock.released':
      return withGivenUp(held, event.data, counts, reserved);
    case 'stock.issued': {
      // Those that its node had are told to leave before.
      const leaving = Math.max(0, (held.notFound?.doubtful ?? 0) - reserved);
      return moved(held, leaving, 'doubtful', 'left');
    }
    case 'stock.recalled': {
      const back = Math.min(millionths(event.data.quantity), held.notFound?.left ?? 0);
      return moved(held, back, 'left', 'doubtful');
    }
    case 'stock.backordered':
    case 'stock.refused':
      return held.notFound;
    default:
      return never(event);
  }
};

const moved = (
  { notFound }: Holding,
  quantity: Quantity,
  from: 'left' | 'doubtful',
  to: 'left' | 'doubtful',
): NotFound | undefined =>
  notFound === undefined || quantity === 0
    ? notFound
    : { ...notFound, [from]: notFound[from] - quantity, [to]: notFound[to] + quantity };

const withGivenUp = (
  before: Holding,
  { withheld = '0', request: { goods } }: StockReleased['data'],
  counts: number,
  reserved: Quantity,
): NotFound | undefined => {
  const quantity = millionths(withheld);
  if (quantity === 0 && before.notFound === undefined) return undefined;
  const { missing, doubtful, left } = known(before, counts);
  const here = Math.min(quantity, doubtful);
  const held = Math.min(doubtful - here, reserved);
  const gone = left + doubtful - here - held;
  return {
    missing: missing + (goods === 'damaged' ? 0 : quantity),
    counts,
    doubtful: held,
    left: goods === undefined ? gone - (quantity - here) : gone,
  };
};
