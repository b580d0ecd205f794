import { instantText, lineTotal } from '#kernel';
import { exceptionKey, metadataIn, orderRow } from '#orders';
import type { Metadata, OrderDocument, OrderRow, Placed } from '#orders';

/** An order in full: every field of its row, and what lists leave out. */
export type FullOrder = Omit<OrderRow, 'shipments'> & Readonly<Record<string, unknown>>;

type FullLine = OrderRow['lines'][number] & {
  readonly name?: string; readonly unit?: string; readonly unitPrice?: string;
  readonly onShortage?: string; readonly metadata?: Metadata;
  /** Minor units. */ readonly total?: number;
};

const fullLines = ({ lines }: OrderRow, state: Placed): readonly FullLine[] => {
  const { currency } = state.terms;
  const known = new Map(state.lines.map((line) => [line.line, line]));
  return lines.map((row) => {
    const line = known.get(row.line);
    if (line === undefined) return row;
    const { name, unit, unitPrice, onShortage, ordered } = line;
    const total = lineTotal(unitPrice, ordered, currency);
    const metadata = metadataIn(line.metadata);
    return { ...row, name, unit, unitPrice, onShortage, total, metadata };
  });
};

/** With the number that the customer follows a parcel by: exports leave it out. */
const fullShipments = ({ shipments }: OrderRow, state: Placed): readonly object[] => {
  const trackings = new Map(state.shipments.map((each) => [each.shipment, each.tracking]));
  return shipments.map((row) => {
    const tracking = trackings.get(row.id);
    return tracking === undefined ? row : { ...row, tracking };
  });
};

const attention = (
  { attention: { holds, exceptions, sla } }: OrderRow, state: Placed, since: OrderDocument['since'],
): OrderRow['attention'] & { readonly holdReasons: Placed['holds'] } => ({
  holds,
  holdReasons: state.holds,
  exceptions: exceptions.map((each) => {
    const at = since[exceptionKey(each.type, each.line)];
    return at === undefined ? each : { ...each, since: instantText(at) };
  }),
  sla,
});

const payments = ({ payments: known }: Placed): readonly object[] =>
  Object.entries(known).map(([payment, sums]) => ({ payment, ...sums }))
    .toSorted((one, other) => (one.payment < other.payment ? -1 : 1));

/** `undefined` for an order of which only facts have come. */
export const fullOrder = (doc: OrderDocument): FullOrder | undefined => {
  const { state, since, changed } = doc;
  const row = orderRow(doc);
  if (row === undefined || state.stage === 'awaited') return undefined;
  const {
    currency, policy, customer, shipTo, billTo, notes, metadata, promise, charges,
  } = state.terms;
  return {
    ...row,
    currency, total: state.total, policy, customer, shipTo, billTo, notes,
    metadata: metadataIn(metadata), promise, charges,
    lines: fullLines(row, state),
    shipments: fullShipments(row, state),
    attention: attention(row, state, since),
    payments: payments(state),
    ...(state.cancelReason === undefined ? {} : { cancelReason: state.cancelReason }),
    changedAt: instantText(changed),
  };
};
