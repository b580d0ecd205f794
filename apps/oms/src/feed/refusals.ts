import { appendFileSync, writeFileSync } from 'node:fs';
import { errorText } from '#kernel';
import type { LeftOut, SourceRow } from '#channels';
import { UsageError } from '../console.js';
import type { Refused } from './sink.js';

/** A refused row as it is told: what it is of, and why. */
export interface Refusal extends Refused {
  /** The message, such as `order.place`; `row` where a row of a file became none. */
  readonly type: string;
  /** Of an order the channel and its reference, of stock the node and the SKU. */
  readonly of: string;
}

const shownMax = 20;

/** The rows of an import that changed nothing: counted, the first shown, all kept in a file. */
export class Refusals {
  #count = 0;
  readonly #first: Refusal[] = [];

  /** `file` is made anew; a line of it is a refusal with its row, to be mended and sent again. */
  constructor(readonly file?: string) {
    if (file === undefined) return;
    try {
      writeFileSync(file, '', { mode: 0o600 });
    } catch (error) {
      const why = errorText(error);
      throw new UsageError(`--rejected takes a file that can be written: ${why}`);
    }
  }

  get count(): number {
    return this.#count;
  }

  get first(): readonly Refusal[] {
    return this.#first;
  }

  add(refused: Refused, row: SourceRow): void {
    this.#tell({ ...refused, type: row.message.type, of: subjectOf(row) }, row);
  }

  /** What the source left out before anything was sent. */
  addLeftOut({ row, ...refusal }: LeftOut): void {
    this.#tell(refusal, row);
  }

  #tell(refusal: Refusal, row: object): void {
    this.#count += 1;
    if (this.#first.length < shownMax) this.#first.push(refusal);
    if (this.file === undefined) return;
    appendFileSync(this.file, `${JSON.stringify({ ...refusal, row })}\n`);
  }
}

const subjectOf = (row: SourceRow): string =>
  row.kind === 'stock'
    ? `${row.node}/${row.sku}`
    : `${row.reference.channel}/${row.reference.channelRef}`;

/** For people, a line each. */
export const refusalLines = ({
  count,
  first,
  file,
}: Pick<Refusals, 'count' | 'first' | 'file'>): readonly string[] => {
  if (count === 0) return [];
  const more = count - first.length;
  const where =
    file === undefined
      ? '; --rejected FILE lists them with their rows'
      : `; ${file} lists them with their rows`;
  return [
    `refused: ${count}${where}`,
    ...first.map(
      ({ type, of, code, detail, field }) =>
        `  ${type} of ${of}: ${code}: ${field === undefined ? '' : `${field}: `}${detail}`,
    ),
    ...(more > 0 ? [`  and ${more} more`] : []),
  ];
};
