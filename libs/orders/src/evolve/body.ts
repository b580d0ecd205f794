import { decimal } from '#kernel';
import type { OrderLine, TermsSaid, OrderBody } from '../message/body.js';
import { metadataIn } from '../message/metadata.js';
import type { Placed } from '../state.js';
import { agreedOf } from '../state/line.js';
import type { Line } from '../state/line.js';

/** A line as it is agreed. */
export const lineAgreed = (line: Line): OrderLine => {
  const { sku, node, name, unit, unitPrice, onShortage, trackStock, notBefore } = line;
  const metadata = metadataIn(line.metadata);
  return {
    line: line.line,
    sku,
    node,
    quantity: decimal(agreedOf(line)),
    unit,
    unitPrice,
    onShortage,
    ...(!trackStock && { trackStock }),
    ...(name !== undefined && { name }),
    ...(notBefore !== undefined && { notBefore }),
    ...(metadata !== undefined && { metadata }),
  };
};

/** What is agreed beside the lines, as a body says it. */
export const termsSaid = ({
  placedAt,
  currency,
  policy,
  customer,
  shipTo,
  billTo,
  notes,
  metadata: text,
  promise,
  charges,
}: Placed['terms']): TermsSaid => {
  const metadata = metadataIn(text);
  return {
    currency,
    policy,
    charges,
    ...(placedAt !== undefined && { placedAt }),
    ...(customer !== undefined && { customer }),
    ...(shipTo !== undefined && { shipTo }),
    ...(billTo !== undefined && { billTo }),
    ...(notes !== undefined && { notes }),
    ...(metadata !== undefined && { metadata }),
    ...(promise !== undefined && { promise }),
  };
};

/** The order as a channel would say it; a line that was taken off whole is none of it. */
export const bodyOf = ({ terms, lines }: Placed): OrderBody => ({
  ...termsSaid(terms),
  lines: lines.filter((line) => agreedOf(line) > 0).map(lineAgreed),
});
