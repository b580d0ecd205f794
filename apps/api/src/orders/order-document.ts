import { instantText, placeIn } from '#kernel';
import { exceptionKey, judgedChange, metadataIn, orderRow, personalRow } from '#orders';
import type { Change, Metadata, OrderDocument, OrderRow, Placed } from '#orders';

/** An order in full: every field of its row, and what lists leave out. */
export type FullOrder = Omit<OrderRow, 'shipments'> & Readonly<Record<string, unknown>>;

type FullLine = OrderRow['lines'][number] & {
  readonly onShortage?: string;
  readonly notBefore?: string;
  readonly metadata?: Metadata;
};

const fullLines = ({ lines }: OrderRow, state: Placed): readonly FullLine[] => {
  const known = new Map(state.lines.map((line) => [line.line, line]));
  return lines.map((row) => {
    const line = known.get(row.line);
    if (line === undefined) return row;
    const { onShortage, notBefore, metadata } = line;
    return { ...row, onShortage, notBefore, metadata: metadataIn(metadata) };
  });
};

/** With the scans of each parcel, and a number to call it by: it is no identity. */
const fullShipments = (
  { shipments }: OrderRow,
  { releasedTo, shipments: known }: Placed,
): readonly object[] => {
  const parcels = new Map(known.map((one) => [one.shipment, one.parcels]));
  return shipments.map((row) => {
    const { [row.id]: shipTo } = releasedTo;
    return {
      ...row,
      ...(shipTo !== undefined && { shipTo }),
      parcels: row.parcels.map((parcel, at) => ({
        ...parcel,
        number: `${row.id}.${at + 1}`,
        scans: parcels.get(row.id)?.[at]?.scans ?? [],
      })),
    };
  });
};

const attention = (
  { attention: { holds, exceptions, sla } }: OrderRow,
  state: Placed,
  since: OrderDocument['since'],
): OrderRow['attention'] & { readonly holdReasons: Placed['holds'] } => ({
  holds,
  holdReasons: state.holds,
  exceptions: exceptions.map((each) => {
    const place = since[exceptionKey(each.type, each.line)];
    return place === undefined ? each : { ...each, since: instantText(placeIn(place).at) };
  }),
  sla,
});

const changeRow = ({ version, by, reason, fields, total }: Change): object => ({
  version,
  by,
  ...(reason !== undefined && { reason }),
  fields,
  ...(total !== undefined && { total }),
});

/** What people accept or dismiss: in clear, as the order itself is shown. */
const pendingChange = (state: Placed): object => {
  const judged = judgedChange(state);
  if (judged === undefined) return {};
  const { change, fields, more } = judged;
  return { pendingChange: { change, fields, ...(more > 0 && { more }) } };
};

/** `undefined` for an order of which only facts have come. */
export const fullOrder = (doc: OrderDocument): FullOrder | undefined => {
  const { state, since, changed } = doc;
  const row = orderRow(doc);
  if (row === undefined || state.stage === 'awaited') return undefined;
  const { policy, metadata } = state.terms;
  return {
    ...row,
    ...personalRow(doc),
    policy,
    metadata: metadataIn(metadata),
    lines: fullLines(row, state),
    shipments: fullShipments(row, state),
    attention: attention(row, state, since),
    ...(state.cancelReason === undefined ? {} : { cancelReason: state.cancelReason }),
    changedAt: instantText(changed),
    version: state.version,
    changes: state.changes.map(changeRow),
    ...pendingChange(state),
    ...(state.releasedAnyway !== undefined && { releasedAnyway: state.releasedAnyway.reason }),
  };
};
