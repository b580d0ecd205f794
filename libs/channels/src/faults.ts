import { readText } from '#contracts';
import type { Row, Unreadable } from './csv-table.js';
import { SourceError } from './source-error.js';

/** A row that could not be read. Its order, where it tells one, is left out whole. */
export interface Fault extends Unreadable {
  readonly channelRef?: string;
}

/** Beyond this the file is rather another one than damaged. */
const faultsMax = 10_000;
const shownMax = 20;

export const placed = ({ file, line, detail }: Unreadable): string =>
  `${file}, line ${line}: ${detail}`;

/** Rows of a source that could not be read: an order of which one row is missing is no order. */
export class Faults {
  readonly #all: Fault[] = [];
  readonly #leftOut = new Set<string>();

  get list(): readonly Fault[] {
    return this.#all;
  }

  leavesOut(channelRef: string): boolean {
    return this.#leftOut.has(channelRef);
  }

  add(fault: Fault): void {
    this.#all.push(fault);
    if (fault.channelRef !== undefined) this.#leftOut.add(fault.channelRef);
    if (this.#all.length < faultsMax) return;
    const shown = this.#all.slice(0, shownMax).map(placed).join('\n');
    throw new SourceError(`${faultsMax} rows cannot be read, so nothing was imported:\n${shown}`);
  }

  /** Keeps a row's fault with the order that `column` names. */
  of<C extends string>(column: C): (row: Row<C>, fault: Unreadable) => void {
    return (row, fault) => {
      const channelRef = referenceIn(row(column));
      this.add(channelRef === undefined ? fault : { ...fault, channelRef });
    };
  }
}

const referenceIn = (said: string): string | undefined =>
  (said === '' ? undefined : readText('channelRef', said).text);
