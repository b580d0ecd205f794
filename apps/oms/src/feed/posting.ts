import type { NumberKeys, Posting } from '#kernel';
import { checkedPosting, inventoryCodec, isUndecodable, ordersCodec, withNumber } from '#contracts';
import type { Undecodable } from '#contracts';
import { fieldInRow } from '#channels';
import type { SourceRow } from '#channels';
import { stockKey } from '#inventory';
import type { StockCommand } from '#inventory';
import type { OrderCommand } from '#orders';
import { numberOf } from '#services';
import type { Refused } from './sink.js';

export type RowPosting =
  | { readonly service: 'orders'; readonly posting: Posting<OrderCommand> }
  | { readonly service: 'inventory'; readonly posting: Posting<StockCommand> };

/** A source's row as its inbox will read it, or why that would refuse its form. */
export const postingOf = (row: SourceRow, keys: NumberKeys): RowPosting | Refused => {
  const about = { id: row.id, from: '/oms/import' };
  const made = madeOf(row, keys);
  if (made.service === 'orders') {
    const posting = checkedPosting(ordersCodec, made.posting, about);
    return isUndecodable(posting) ? refusal(row, posting) : { service: made.service, posting };
  }
  const posting = checkedPosting(inventoryCodec, made.posting, about);
  return isUndecodable(posting) ? refusal(row, posting) : { service: made.service, posting };
};

const refusal = ({ id }: SourceRow, { error: { code, detail, field } }: Undecodable): Refused => ({
  id,
  code,
  detail,
  ...(field === undefined ? {} : { field: fieldInRow(field) }),
});

/** The message of a row: the number follows from the reference. */
const madeOf = (row: SourceRow, keys: NumberKeys): RowPosting => {
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
