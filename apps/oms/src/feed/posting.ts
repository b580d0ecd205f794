import type { NumberKeys, Posting } from '#kernel';
import { withNumber } from '#contracts';
import type { SourceRow } from '#channels';
import { stockKey } from '#inventory';
import type { StockCommand } from '#inventory';
import type { OrderCommand } from '#orders';
import { numberOf } from '#services';

export type RowPosting =
  | { readonly service: 'orders'; readonly posting: Posting<OrderCommand> }
  | { readonly service: 'inventory'; readonly posting: Posting<StockCommand> };

/** A source's row as a message for an inbox: the number follows from the reference. */
export const postingOf = (row: SourceRow, keys: NumberKeys): RowPosting => {
  if (row.kind === 'stock') {
    const { tenant, node, sku, message } = row;
    return {
      service: 'inventory',
      posting: { key: stockKey(tenant, node, sku), tenant, command: message },
    };
  }
  const { reference: claim, placedAt, id, message } = row;
  const attempt = 0;
  const number = numberOf(keys)({ ...claim, attempt }, placedAt);
  // With one epoch the time chooses nothing, and need not travel with each message.
  const timed = keys.epochs.length > 1 && placedAt !== undefined ? { placedAt } : {};
  const said = { claim, id, from: 'import', command: message, ...timed };
  const command = withNumber(said, number, attempt);
  return { service: 'orders', posting: { key: number, tenant: claim.tenant, number, command } };
};
