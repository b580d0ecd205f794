import {
  decimal,
  each,
  idConflict,
  millionths,
  never,
  quantityMax,
  refuse,
  unitName,
} from '#kernel';
import type { Quantity, Refusal } from '#kernel';
import { bookedMovement } from './counting/counted-in.js';
import type {
  AdjustStock,
  CountStock,
  Receipt,
  ReceiveStock,
  ReservationRequest,
  ReturnStock,
  StockCommand,
  StockEvent,
} from './events.js';
import { shortfallOf, withFills } from './reserving/following.js';
import { answerAgain, differsFrom } from './ids.js';
import { recounting } from './reserving/recounted.js';
import type { StockRefusal } from './refusals.js';
import { issue, recall } from './reserving/issue.js';
import { release } from './reserving/release.js';
import { reserve } from './reserving/reserve.js';
import type { StockItem, StockState } from './state.js';

type Refused = Refusal<StockRefusal>;
type Decision = readonly StockEvent[] | Refused;

/**
 * Client mistakes are refused with a field; a repeat (an id that came, a request that is not newer)
 * changes nothing; what has physically happened is recorded, below zero with a shortfall.
 */
export const decide = (command: StockCommand, state: StockState): Decision => {
  switch (command.type) {
    case 'stock.receive':
    case 'stock.adjust':
    case 'stock.count':
    case 'stock.return': {
      const booked = bookedMovement(command, state.root);
      if ('refused' in booked) return booked;
      const { unit = state.root.unit ?? each } = booked.data;
      return recounting(state, unit, (now) => moved(booked, now));
    }
    case 'stock.reserve':
      return command.data.hasLeft === true
        ? left(reserve, command.data, state)
        : reserve(command.data, state);
    case 'stock.release':
      return release(command.data, state);
    case 'stock.issue':
      return left(issue, command.data, state);
    case 'stock.recall':
      return left(recall, command.data, state);
    case 'stock.fill':
      return withFills(state, []);
    default:
      return never(command);
  }
};

/** Goods of a line that have left: where none ever came, they say what the SKU is kept in. */
const left = (decision: typeof issue, request: ReservationRequest, state: StockState): Decision =>
  recounting(state, unitName(request.unit ?? each), (now) => decision(request, now), request);

type Movement = ReceiveStock | AdjustStock | CountStock | ReturnStock;

const moved = (command: Movement, state: StockState): Decision => {
  switch (command.type) {
    case 'stock.receive':
      return receive(command.data, state);
    case 'stock.adjust':
      return adjust(command.data, state);
    case 'stock.count':
      return count(command.data, state);
    case 'stock.return':
      return takeBack(command.data, state);
    default:
      return never(command);
  }
};

/** Whether every total can be counted after a movement by this: one that brings it back can. */
const fits = ({ onHand, available, unavailable }: StockItem, by: Quantity): boolean =>
  [onHand, available, unavailable].every((total) => Math.abs(total + by) <= quantityMax);

const tooLarge = (field: string): Refused =>
  refuse('quantity_too_large', `the ledger counts up to ${decimal(quantityMax)} units`, field);

const notPositive = (field: string): Refused =>
  refuse('quantity_not_positive', 'expected a quantity above zero', field);

const receive = (
  { receipts, ...unit }: ReceiveStock['data'],
  { root, parts }: StockState,
): Decision => {
  const wrong = receipts.findIndex(({ quantity }) => millionths(quantity) <= 0);
  if (wrong >= 0) return notPositive(`receipts[${wrong}].quantity`);
  const fresh = new Map<string, Receipt>();
  for (const [at, receipt] of receipts.entries()) {
    const { id, quantity } = receipt;
    const twin = fresh.get(id);
    const differs =
      twin === undefined
        ? differsFrom(parts, 'receipt', receipt)
        : millionths(twin.quantity) === millionths(quantity)
          ? []
          : ['quantity'];
    if (differs === undefined) fresh.set(id, receipt);
    else if (differs.length > 0) return idConflict('receipt', id, [`receipts[${at}].quantity`]);
  }
  if (fresh.size === 0) return [];
  const all = [...fresh.values()];
  const sum = all.reduce((total, { quantity }) => total + millionths(quantity), 0);
  if (!fits(root, sum)) return tooLarge('receipts');
  return withFills({ root, parts }, [{ type: 'stock.received', data: { receipts: all, ...unit } }]);
};

const takeBack = (data: ReturnStock['data'], state: StockState): Decision => {
  const differs = differsFrom(state.parts, 'return', data);
  if (differs !== undefined) return answerAgain('return', data.id, differs);
  const quantity = millionths(data.quantity);
  if (quantity <= 0) return notPositive('quantity');
  if (!fits(state.root, quantity)) return tooLarge('quantity');
  const returned: StockEvent = { type: 'stock.returned', data };
  return data.condition === 'available' ? withFills(state, [returned]) : [returned];
};

const adjust = (data: AdjustStock['data'], state: StockState): Decision => {
  const { id, condition = 'available' } = data;
  const { root, parts } = state;
  const said = { ...data, condition };
  const differs = differsFrom(parts, 'adjustment', said);
  if (differs !== undefined) return answerAgain('adjustment', id, differs);
  const quantity = millionths(data.quantity);
  if (quantity === 0) {
    return refuse('quantity_zero', 'expected a quantity other than zero', 'quantity');
  }
  if (!fits(root, quantity)) return tooLarge('quantity');
  const adjusted: StockEvent = { type: 'stock.adjusted', data: said };
  if (quantity > 0) return condition === 'available' ? withFills(state, [adjusted]) : [adjusted];
  const lowered = condition === 'available' ? -quantity : -quantity - root.unavailable;
  return [...shortfallOf(root, lowered, data.reason), adjusted];
};

/**
 * A count says what is there, reserved and unavailable units too; the difference was sellable. With
 * `expected` it corrects by what the counter found wrong, whatever has moved since. Units that a
 * node had not found are judged by it: they are there and can be sold, or the difference has them.
 */
const count = (data: CountStock['data'], state: StockState): Decision => {
  const { root, parts } = state;
  const differs = differsFrom(parts, 'count', data);
  if (differs !== undefined) return answerAgain('count', data.id, differs);
  const counted = millionths(data.counted);
  if (counted < 0) return refuse('count_negative', 'expected a count of zero or more', 'counted');
  const expected = data.expected === undefined ? root.onHand : millionths(data.expected);
  const difference = counted - expected;
  if (!fits(root, difference) || root.available + difference + root.missing > quantityMax) {
    return tooLarge('counted');
  }
  const event: StockEvent = {
    type: 'stock.counted',
    data: {
      ...data,
      difference: decimal(difference),
      ...(root.missing > 0 && { judged: decimal(root.missing) }),
    },
  };
  const change = difference + root.missing;
  return change > 0
    ? withFills(state, [event])
    : [...shortfallOf(root, -change, data.reason ?? 'count'), event];
};
