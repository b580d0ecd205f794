/**
 * The unit that a ledger counts in. It is agreed by the first movement of goods (`each` where that
 * names none); before, every line waits in its own. Whatever comes in another unit is converted
 * exactly, or refused: 500 of a line are 500 g to its customer, and half a kilogram
 * to the shelf.
 */
import {
  conversionOf,
  converted,
  decimal,
  each,
  isOfPieces,
  millionths,
  nearly,
  refuse,
  unitName,
} from '#kernel';
import type { Conversion, Quantity, Refusal } from '#kernel';
import type { StockCommand, StockEvent } from '../events.js';
import type { StockRefusal } from '../refusals.js';
import type { StockTotals } from './totals.js';

export interface CountedIn {
  /** Undefined until anything has been said of the SKU; until it is agreed, of the first line. */
  readonly unit: string | undefined;
  /** By a movement of goods; an order's line alone agrees nothing. */
  readonly isAgreed: boolean;
}
export type Ledger = StockTotals & CountedIn;
type Movement = Extract<
  StockCommand,
  { readonly type: 'stock.receive' | 'stock.adjust' | 'stock.count' | 'stock.return' }
>;

/** Nothing lies there and nobody waits: another unit may be agreed. */
const isEmpty = ({ onHand, available, reserved, unavailable, backordered }: StockTotals): boolean =>
  onHand === 0 && available === 0 && reserved === 0 && unavailable === 0 && backordered === 0;

/**
 * The unit in which a line's request is booked: its own until goods have moved. Undefined: in none
 * that its own converts to.
 */
export const bookedIn = ({ unit, isAgreed }: CountedIn, asked: string | undefined) => {
  const own = unitName(asked ?? each);
  if (unit === undefined || !isAgreed) return own;
  return conversionOf(own, unit) === undefined ? undefined : unit;
};

/** What the ledger counts in after an event: the decision and both folds ask the same. */
export const countedInAfter = (before: Ledger, event: StockEvent): CountedIn => {
  const { unit, isAgreed } = before;
  switch (event.type) {
    case 'stock.received':
    case 'stock.adjusted':
    case 'stock.counted':
    case 'stock.returned':
      return { unit: event.data.unit ?? unit ?? each, isAgreed: true };
    case 'stock.reserved':
    case 'stock.issued':
    case 'stock.recalled':
      // Before any goods came, only such as left all the same are kept for a line.
      return isAgreed || millionths(event.data.quantity) === 0
        ? { unit, isAgreed }
        : { unit: bookedIn(before, event.data.request.unit), isAgreed: true };
    case 'stock.backordered':
    case 'stock.refused':
    case 'stock.released': {
      const asked = bookedIn(before, event.data.request.unit);
      return { unit: isAgreed || !isEmpty(before) ? (unit ?? asked) : asked, isAgreed };
    }
    default:
      return { unit, isAgreed };
  }
};

const mismatch = (detail: string): Refusal<StockRefusal> => refuse('unit_mismatch', detail, 'unit');

/** The unit of a movement of goods, or why it has none here. */
const movedIn = (ledger: Ledger, named: string | undefined): string | Refusal<StockRefusal> => {
  const { unit = each, isAgreed } = ledger;
  const own = unitName(named ?? (isAgreed ? unit : each));
  if (!isAgreed) return own;
  if (conversionOf(own, unit) !== undefined) return unit;
  return isEmpty(ledger)
    ? own
    : mismatch(`this SKU is counted in ${unit}: expected that, or a unit that converts to it`);
};

type Convert = (quantity: string) => string | undefined;

const by =
  (conversion: Conversion | undefined): Convert =>
  (text) => {
    const quantity = conversion && converted(millionths(text), conversion);
    return quantity === undefined ? undefined : decimal(quantity);
  };

/** Of units of one line that come back in parts, all parts together count as the whole would. */
const partBy =
  (conversion: Conversion | undefined, before: string): Convert =>
  (text) => {
    if (conversion === undefined || conversion.isFromLarger) return by(conversion)(text);
    const counted = nearly(conversion);
    const [there, quantity] = [millionths(before), millionths(text)];
    const part = counted(there + Math.abs(quantity)) - counted(there);
    return decimal(quantity < 0 ? -part : part);
  };

const inUnit = (command: Movement, unit: string, convert: Convert): Movement | undefined => {
  switch (command.type) {
    case 'stock.receive': {
      const receipts = command.data.receipts.flatMap(({ id, quantity }) => {
        const moved = convert(quantity);
        return moved === undefined ? [] : [{ id, quantity: moved }];
      });
      return receipts.length < command.data.receipts.length
        ? undefined
        : { type: command.type, data: { receipts, unit } };
    }
    case 'stock.adjust':
    case 'stock.return': {
      const quantity = convert(command.data.quantity);
      if (quantity === undefined) return undefined;
      if (command.type === 'stock.adjust') {
        const { before: _before, ...data } = command.data;
        return { type: command.type, data: { ...data, quantity, unit } };
      }
      const { before: _before, ...data } = command.data;
      return { type: command.type, data: { ...data, quantity, unit } };
    }
    case 'stock.count': {
      const { expected } = command.data;
      const [counted, seen] = [convert(command.data.counted), expected && convert(expected)];
      if (counted === undefined || (expected !== undefined && seen === undefined)) return undefined;
      return {
        type: command.type,
        data: { ...command.data, counted, unit, ...(seen !== undefined && { expected: seen }) },
      };
    }
    default:
      return undefined;
  }
};

/** A movement of goods as the ledger counts it, or why it can't. */
export const bookedMovement = <M extends Movement>(
  command: M,
  ledger: Ledger,
): Movement | Refusal<StockRefusal> => {
  const named = command.data.unit;
  const unit = movedIn(ledger, named);
  if (typeof unit !== 'string') return unit;
  // Every ledger that nobody ever told a unit counts in `each`, and its events need not say so;
  // but the order that hears of a return does not know what its ledger counts in.
  const isReported = command.type === 'stock.return' && unit !== each;
  if (named === undefined && !isReported && unit === (ledger.unit ?? each)) return command;
  const conversion = conversionOf(named ?? unit, unit);
  const before = 'before' in command.data ? command.data.before : undefined;
  return (
    inUnit(command, unit, before === undefined ? by(conversion) : partBy(conversion, before)) ??
    mismatch(
      `this SKU is counted in ${unit}, and the quantity is none of six digits behind the ` +
        `point in ${unit}, or too large: tell it in ${unit}`,
    )
  );
};

/**
 * How much of `there` a line gets that asks for `wanted`, both as the ledger counts: all of it, or
 * what is a whole number in the line's own unit (whole dozens, whole millionths of a kilogram).
 */
export const givenTo = (
  wanted: Quantity,
  there: Quantity,
  unit: string | undefined,
  lineUnit: string | undefined,
): Quantity => {
  if (there >= wanted) return wanted;
  const conversion = conversionOf(unit ?? each, lineUnit ?? each);
  if (conversion === undefined || conversion.isFromLarger) return there;
  const grain = isOfPieces(lineUnit ?? each)
    ? millionths(String(conversion.times))
    : conversion.times;
  return there - (there % grain);
};
