import { problemCodes } from '#http';
import type { ProblemCode } from '#http';
import type { StockRefusal } from '#inventory';
import type { OrderRefusal } from '#orders';
import type { ShippingRefusal } from '#shipping';

/** What a decider refuses and no problem of the edge says as well. */
export type RefusalCode = Exclude<OrderRefusal | StockRefusal | ShippingRefusal, ProblemCode>;

interface Refused {
  /** The field's fault is 422, that of the state of things 409, and what is not there 404. */
  readonly status: 404 | 409 | 422;
  /** As it may read, and of which field. */
  readonly detail: string;
  readonly field?: string;
}

const shipment = 'H0VD-3KFX-FA0T-8V-S1';

/** Of each refusal: the status that follows from its code, and an example. */
export const refusals: Readonly<Record<RefusalCode, Refused>> = {
  order_closed: { status: 409, detail: 'a closed order cannot be held' },
  cancel_pending: {
    status: 409,
    detail: 'the node has been asked to stop the units that it holds',
  },
  nothing_to_cancel: { status: 409, detail: 'every unit has left or is cancelled' },
  nothing_to_reserve: { status: 409, detail: 'no open unit rests' },
  numbers_exhausted: {
    status: 409,
    detail: 'the numbers of 100 attempts belong to other references',
  },
  version_conflict: { status: 409, detail: 'the order is at version 3, not 2', field: 'version' },
  not_editable: {
    status: 409,
    field: 'lines[0].quantity',
    detail: '3 of line 1 are released or gone: expected a quantity of at least 3',
  },
  line_incomplete: {
    status: 422,
    detail: 'line 3 is not there yet: to add it, say its sku',
    field: 'lines[0].sku',
  },
  nothing_to_undo: { status: 409, detail: 'no unit is cancelled' },
  no_change_pending: { status: 409, detail: 'the channel has sent no change' },
  exception_reserved: {
    status: 422,
    field: 'exception',
    detail:
      'the order raises this exception itself, and ends it when the books agree: give it a ' +
      'name of your own',
  },
  line_not_found: { status: 422, detail: 'the order has no line 9', field: 'lines[0].line' },
  early_facts_too_many: {
    status: 409,
    detail: 'no more facts of an order wait that was never placed',
  },
  facts_too_many: { status: 409, detail: 'no more than 1000 facts of together 524288 bytes wait' },
  parcels_too_large: {
    status: 409,
    detail: 'with this the parcels of a shipment would take more than 700000 bytes',
  },
  shipment_not_released: {
    status: 409,
    field: 'shipment',
    detail:
      `the order has not released ${shipment}: its policy or a hold keeps it; a parcel that ` +
      'has left all the same is told as a fact',
  },
  shipments_too_many: { status: 409, detail: 'the order has 3000 shipments' },
  too_many_holds: { status: 422, detail: '100 holds stand: release one first', field: 'hold' },
  hold_not_found: { status: 422, detail: 'no hold fraud stands', field: 'hold' },
  exception_not_found: { status: 422, detail: 'no exception address stands', field: 'exception' },
  return_not_found: { status: 422, detail: 'no return RMA-7 was told', field: 'corrects' },
  return_ambiguous: {
    status: 409,
    field: 'corrects',
    detail:
      '2 returns were told under till-9: take back each where it was told, POST ' +
      '/v1/stock/NODE/SKU/returns with corrects and order',
  },
  payment_not_found: { status: 422, detail: 'no payment fact psp-77 was told', field: 'corrects' },
  quantity_too_large: {
    status: 422,
    detail: 'the ledger counts up to 9007199254.740991 units',
    field: 'quantity',
  },
  quantity_not_positive: {
    status: 422,
    detail: 'expected a quantity above zero',
    field: 'quantity',
  },
  quantity_zero: { status: 422, detail: 'expected a quantity other than zero', field: 'quantity' },
  unit_mismatch: {
    status: 422,
    field: 'unit',
    detail: 'this SKU is counted in kg: expected that, or a unit that converts to it',
  },
  count_negative: { status: 422, detail: 'expected a count of zero or more', field: 'counted' },
  quantity_exceeded: { status: 422, detail: '2 of line 1 are left', field: 'lines[0].quantity' },
  shipment_not_found: {
    status: 404,
    detail: `no shipment ${shipment} is planned`,
    field: 'shipment',
  },
  shipment_already_dispatched: {
    status: 422,
    detail: `${shipment} left with JJD0099`,
    field: 'tracking',
  },
  dispatch_not_found: {
    status: 422,
    detail: `no dispatch ${shipment}/dispatch of ${shipment} stands`,
    field: 'corrects',
  },
  tracking_unknown: {
    status: 404,
    field: 'tracking',
    detail:
      'no parcel of the number JD0001 had left by then, as far as is known: once its ' +
      'dispatch is told, send the scan again, or drive this one again',
  },
  shipment_cancelled: {
    status: 422,
    detail: `${shipment} was cancelled: it must not leave`,
    field: 'shipment',
  },
  shipment_held: { status: 409, detail: 'the order is held: fraud (look)', field: 'shipment' },
  shipment_refused: {
    status: 422,
    detail: `${shipment} was refused: it must not leave`,
    field: 'shipment',
  },
};

export const refusedTitle = 'Refused';

const isRefusal = (code: string): code is RefusalCode => Object.hasOwn(refusals, code);
const isProblem = (code: string): code is ProblemCode => Object.hasOwn(problemCodes, code);

/**
 * A code has one status, whoever says it; an inbox has codes of its own for what it cannot read.
 */
export const refusedAs = (
  code: string,
  field: string | undefined,
): { readonly status: number; readonly title: string } => {
  if (isProblem(code)) {
    const [status, title] = problemCodes[code];
    return { status, title };
  }
  const status = isRefusal(code) ? refusals[code].status : field === undefined ? 409 : 422;
  return { status, title: refusedTitle };
};
