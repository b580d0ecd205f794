import { decimal, millionths } from '#kernel';
import type { OrderBody, OrderLine, TermsSaid } from '../../message/body.js';
import type { LineChange, OrderChanges } from '../../message/changes.js';
import { lineAgreed, termsSaid } from '../../evolve/body.js';
import { totalOf } from '../../evolve/placed.js';
import { agreedOf, liveOf } from '../../state/line.js';
import type { Line } from '../../state/line.js';
import type { Placed } from '../../state.js';
import { patched, patchedPart } from './patch.js';

/** A line as it shall be: what is agreed, and how many units are on it that nobody cancelled. */
export interface WantedLine extends Omit<OrderLine, 'quantity'> {
  readonly agreed: string;
  readonly live: string;
}

/** How an order shall be. */
export interface Wanted {
  readonly terms: TermsSaid;
  readonly lines: readonly WantedLine[];
  /** Where a line's field stands in what was asked for. */
  readonly at: (line: string, field: string) => string;
}

/** What a line that is added needs to say of itself. */
export const needed = ['sku', 'node', 'quantity', 'unitPrice'] as const;

const wantedLine = (line: Line, quantity: { agreed: number; live: number }): WantedLine => {
  const { quantity: _quantity, ...terms } = lineAgreed(line);
  return { ...terms, agreed: decimal(quantity.agreed), live: decimal(quantity.live) };
};

/** As every body says it: what is usual is left out. */
const asSaid = ({ trackStock, ...line }: WantedLine): WantedLine =>
  trackStock === false ? { ...line, trackStock } : line;

/** Cancelled units stay cancelled, and are paid back as before: a quantity counts the others. */
const lineChanged = (line: Line, { remove, quantity, ...change }: LineChange): WantedLine => {
  const same = wantedLine(line, { agreed: agreedOf(line), live: liveOf(line) });
  const live = remove === true ? '0' : quantity;
  if (live === undefined) return asSaid(patched(same, change));
  const cancelled = Math.max(0, agreedOf(line) - liveOf(line));
  const agreed = cancelled + millionths(live);
  return asSaid({
    ...patched(same, change),
    live: decimal(millionths(live)),
    agreed: decimal(agreed),
  });
};

/** A line that is not there yet; the edge and the decider see to it that it says enough. */
const lineAdded = ({
  remove: _remove,
  quantity = '0',
  line,
  sku = '',
  node = '',
  unitPrice = '0',
  ...change
}: LineChange): WantedLine =>
  asSaid(
    patched<WantedLine>(
      {
        unit: 'each',
        onShortage: 'backorder',
        line,
        sku,
        node,
        unitPrice,
        agreed: quantity,
        live: quantity,
      },
      change,
    ),
  );

const termsChanged = (
  state: Placed,
  { policy, customer, shipTo, billTo, charges, ...change }: Omit<OrderChanges, 'lines'>,
): TermsSaid => {
  const before = termsSaid(state.terms);
  const { customer: _customer, shipTo: _shipTo, billTo: _billTo, ...others } = before;
  const parts = {
    customer: patchedPart(before.customer, customer),
    shipTo: patchedPart(before.shipTo, shipTo),
    billTo: patchedPart(before.billTo, billTo),
  };
  return {
    ...patched<TermsSaid>(others, change),
    charges: charges ?? before.charges,
    policy: patched(before.policy, policy ?? {}),
    ...(parts.customer !== undefined && { customer: parts.customer }),
    ...(parts.shipTo !== undefined && { shipTo: parts.shipTo }),
    ...(parts.billTo !== undefined && { billTo: parts.billTo }),
  };
};

/** The order with the changes that a client asks for. */
export const wantedByClient = (state: Placed, changes: OrderChanges): Wanted => {
  const { lines: lineChanges = [], ...terms } = changes;
  const changed = new Map(lineChanges.map((change) => [change.line, change]));
  const places = new Map(lineChanges.map(({ line }, place) => [line, place]));
  const known = new Set(state.lines.map(({ line }) => line));
  return {
    terms: termsChanged(state, terms),
    lines: [
      ...state.lines.map((line) =>
        lineChanged(line, changed.get(line.line) ?? { line: line.line }),
      ),
      ...lineChanges.filter(({ line }) => !known.has(line)).map(lineAdded),
    ],
    at: (line, field) => `lines[${places.get(line) ?? 0}].${field}`,
  };
};

/**
 * The order as its channel sends it again. It may know of cancelled units or not: none comes back
 * by it, and fewer than are left only where it names fewer.
 */
export const wantedByChannel = (state: Placed, body: OrderBody): Wanted => {
  const reported = new Map(body.lines.map((line) => [line.line, line]));
  const known = new Set(state.lines.map(({ line }) => line));
  const { placedAt } = state.terms;
  const { lines: _lines, ...terms } = body;
  return {
    terms: { ...(placedAt !== undefined && { placedAt }), ...terms },
    lines: [
      ...state.lines.map((line): WantedLine => {
        const said = reported.get(line.line);
        if (said === undefined) return wantedLine(line, { agreed: 0, live: 0 });
        const { quantity, ...others } = said;
        const agreed = millionths(quantity);
        const more = Math.max(0, agreed - agreedOf(line));
        const live = Math.min(liveOf(line) + more, agreed);
        return asSaid({ ...others, agreed: decimal(agreed), live: decimal(live) });
      }),
      ...body.lines.filter(({ line }) => !known.has(line)).map(lineAdded),
    ],
    at: (line, field) => `lines.${line}.${field}`,
  };
};

/** The order as its channel would say it then. */
export const bodyWanted = ({ terms, lines }: Wanted): OrderBody => ({
  ...terms,
  lines: lines
    .filter(({ agreed }) => millionths(agreed) > 0)
    .map(({ agreed, live: _live, ...line }) => ({ ...line, quantity: agreed })),
});

/** Minor units: all lines and charges. */
export const totalWanted = (wanted: Wanted): number => totalOf(bodyWanted(wanted));
