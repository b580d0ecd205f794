import { checkedPosting, isUndecodable, ordersCodec, readText, withNumber } from '#contracts';
import type { Row, Unreadable } from './csv-table.js';
import { fieldInRow } from './rows.js';
import type { ChannelRow, LeftOut } from './rows.js';

const wholeOrder = 'its order is left out whole';

/** A number of the right form: which one it is says nothing about what a message may hold. */
const anyNumber = '0000-0000-0000-00';

/** Why no inbox takes this message of an order; undefined: any does. */
const misfit = ({
  id,
  reference: claim,
  message,
}: ChannelRow): Omit<LeftOut, 'row' | 'of'> | undefined => {
  const said = { claim, id, from: 'import', command: message };
  const command = withNumber(said, anyNumber, 0);
  const posting = { key: anyNumber, tenant: claim.tenant, number: anyNumber, command };
  const read = checkedPosting(ordersCodec, posting, { id, from: '/oms/import' });
  if (!isUndecodable(read)) return undefined;
  const { code, detail, field } = read.error;
  const where = field === undefined ? {} : { field: fieldInRow(field) };
  return { id, type: message.type, code, detail: `${detail}; ${wholeOrder}`, ...where };
};

/**
 * What a source leaves out, told as it is found: an order of which a row is missing, or that no
 * edge takes, is no order, and nothing of it goes anywhere.
 */
export class Omissions {
  readonly #orders = new Set<string>();
  readonly #told = new Set<string>();

  constructor(private readonly tell: (one: LeftOut) => void) {}

  has(channelRef: string): boolean {
    return this.#orders.has(channelRef);
  }

  /** Without a word: the order was told of. */
  add(channelRef: string): void {
    this.#orders.add(channelRef);
  }

  /** A row that cannot be used, and the orders that it is part of. */
  row({ file, line, code, detail, row }: Unreadable, orders: readonly string[]): void {
    const found = { id: `${file}:${line}`, type: 'row', code, row };
    const why = `${file}, line ${line}: ${detail}`;
    if (orders.length === 0) this.tell({ ...found, of: file, detail: why });
    for (const of of orders) {
      if (code === 'row_unreadable') this.#orders.add(of);
      this.tell({
        ...found,
        of,
        detail: code === 'row_unreadable' ? `${why}; ${wholeOrder}` : why,
      });
    }
  }

  /** A message that would be told by itself; once, however often it is found. */
  message(one: LeftOut): void {
    if (this.#told.has(one.id)) return;
    this.#told.add(one.id);
    this.tell(one);
  }

  /** Leaves the order of these messages out where one of them is such that no edge takes it. */
  unfit(rows: Iterable<ChannelRow>): void {
    for (const row of rows) {
      const why = misfit(row);
      if (why === undefined) continue;
      const { channel, channelRef } = row.reference;
      this.#orders.add(channelRef);
      this.message({ ...why, of: `${channel}/${channelRef}`, row });
      return;
    }
  }

  /** Keeps an unreadable row with the order that `column` names. */
  of<C extends string>(column: C): (row: Row<C>, fault: Unreadable) => void {
    return (row, fault) => {
      const channelRef = referenceIn(row(column));
      this.row(fault, channelRef === undefined ? [] : [channelRef]);
    };
  }
}

/** The order that a row names, where it names one. */
export const referenceIn = (said: string): string | undefined =>
  said === '' ? undefined : readText('channelRef', said).text;
