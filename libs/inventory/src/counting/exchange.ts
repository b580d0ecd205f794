/** Between the unit of an order's line and the one that its ledger counts in. */
import { conversionOf, converted, decimal, each, millionths, nearly, unitName } from '#kernel';
import type { Quantity } from '#kernel';
import { bookedIn } from './counted-in.js';
import type { Ledger } from './counted-in.js';
import type { ReservationRequest } from '../events.js';

/**
 * Both ways. Totals of a line are kept in its own unit, for its ledger may count in another one by
 * and by; each is rounded down to what the ledger counts, so that a quantity that is given back in
 * any parts is given back whole, and never more than that.
 */
export interface Exchange {
  /** The ledger's unit. */
  readonly unit: string;
  readonly isSame: boolean;
  /** Undefined: it is no whole number of millionths there, or too large. */
  readonly exactly: (quantity: Quantity) => Quantity | undefined;
  readonly counted: (quantity: Quantity) => Quantity;
  /** What the ledger counts, as the line says it. */
  readonly inLineUnit: (quantity: Quantity) => Quantity;
}

const same = (quantity: Quantity): Quantity => quantity;
const inOneUnit = (unit: string): Exchange => ({
  unit,
  isSame: true,
  exactly: same,
  counted: same,
  inLineUnit: same,
});
const inPieces = inOneUnit(each);

/** Undefined: the line's unit says nothing of this stock, so that no unit of it is moved. */
export const exchangeOf = (ledger: Ledger, lineUnit: string | undefined): Exchange | undefined => {
  if (lineUnit === undefined && (ledger.unit ?? each) === each) return inPieces;
  const own = unitName(lineUnit ?? each);
  const unit = bookedIn(ledger, lineUnit);
  const there = unit === undefined ? undefined : conversionOf(own, unit);
  const back = unit === undefined ? undefined : conversionOf(unit, own);
  if (unit === undefined || there === undefined || back === undefined) return undefined;
  if (there.times === 1) return inOneUnit(unit);
  return {
    unit,
    isSame: false,
    exactly: (quantity) => converted(quantity, there),
    counted: nearly(there),
    inLineUnit: nearly(back),
  };
};

type Totals = Pick<ReservationRequest, 'asked' | 'released' | 'issued'>;

/**
 * The totals of a request that stands in an event, as its line says them: as it came where the
 * event names the ledger's unit, else as the ledger counted them.
 */
export const totalsReported = <T extends Totals>(
  request: T,
  countedIn: string | undefined,
  exchange: Exchange | undefined,
): T => {
  if (countedIn !== undefined || exchange === undefined || exchange.isSame) return request;
  const reported = (total: string): string => decimal(exchange.inLineUnit(millionths(total)));
  return {
    ...request,
    asked: reported(request.asked),
    released: reported(request.released),
    issued: reported(request.issued),
  };
};
