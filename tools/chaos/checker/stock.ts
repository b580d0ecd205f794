/** Whether each SKU promises at most what came in, reckoned from the events alone. */
import type { ReadRecord } from './record.js';
import type { ServicePartition } from './service-logs.js';
import { violationsOf } from './violation.js';
import type { Violation } from './violation.js';

/** What is read of the bodies; quantities are decimal text. */
interface StockData {
  readonly receipts?: readonly { readonly id: string; readonly quantity: string }[];
  readonly fills?: readonly { readonly quantity: string }[];
  readonly quantity?: string;
  readonly fromReserved?: string;
  readonly fromAvailable?: string;
}

export interface SkuSum {
  received: number;
  reserved: number;
  issued: number;
}

interface Reckoned {
  readonly sums: ReadonlyMap<string, SkuSum>;
  readonly violations: readonly Violation[];
}

const amount = (text: string | undefined): number => Number(text ?? 0);
const sumOf = (parts: readonly { readonly quantity: string }[] = []): number =>
  parts.reduce((sum, { quantity }) => sum + amount(quantity), 0);

/** How an event moves the books of its SKU. */
const moves: Readonly<Record<string, (sum: SkuSum, data: StockData) => void>> = {
  'oms.stock.received': (sum, { receipts }) => {
    sum.received += sumOf(receipts);
  },
  'oms.stock.reserved': (sum, { quantity }) => {
    sum.reserved += amount(quantity);
  },
  'oms.stock.backorder-filled': (sum, { fills }) => {
    sum.reserved += sumOf(fills);
  },
  'oms.stock.released': (sum, { fromReserved }) => {
    sum.reserved -= amount(fromReserved);
  },
  'oms.stock.issued': (sum, { fromReserved, quantity }) => {
    sum.reserved -= amount(fromReserved);
    sum.issued += amount(quantity);
  },
};

const available = ({ received, reserved, issued }: SkuSum): number => received - reserved - issued;

export const reckonStock = (all: readonly ServicePartition[]): Reckoned => {
  const books = new Books();
  for (const { service, accepted } of all) {
    if (service !== 'inventory') continue;
    for (const { records } of accepted.answers) books.fold(records);
  }
  return books;
};

class Books implements Reckoned {
  readonly sums = new Map<string, SkuSum>();
  readonly violations: Violation[] = [];
  readonly #receipts = new Set<string>();

  /** All of an answer: in between it may look otherwise. */
  fold(records: readonly ReadRecord[]): void {
    const touched = new Set<string>();
    for (const record of records) {
      const key = record.key ?? '';
      touched.add(key);
      moves[record.headers['ce_type'] ?? '']?.(this.#sum(key), record.data as StockData);
      this.#receiptsOf(key, record);
    }
    for (const key of touched) this.#balance(key, records);
  }

  #sum(key: string): SkuSum {
    const known = this.sums.get(key);
    if (known !== undefined) return known;
    const made = { received: 0, reserved: 0, issued: 0 };
    this.sums.set(key, made);
    return made;
  }

  #receiptsOf(key: string, { headers, data }: ReadRecord): void {
    if (headers['ce_type'] !== 'oms.stock.received') return;
    for (const { id } of (data as StockData).receipts ?? []) {
      const name = `${key} ${id}`;
      if (this.#receipts.has(name)) this.#found('doubled', `receipt ${name} is booked again`);
      this.#receipts.add(name);
    }
  }

  #balance(key: string, records: readonly ReadRecord[]): void {
    const sum = this.#sum(key);
    const at = `${key} at offset ${records[0]?.offset}`;
    const { received, reserved, issued } = sum;
    if (available(sum) < 0) {
      this.#found(
        'oversold',
        `${at}: ${reserved} reserved, ${issued} issued, ${received} received`,
      );
    }
    const refused = records.some(
      (each) => each.key === key && each.headers['ce_type'] === 'oms.stock.refused',
    );
    if (refused && available(sum) >= 1) {
      this.#found('undersold', `${at}: refused, and ${available(sum)} are there`);
    }
  }

  #found(check: 'doubled' | 'oversold' | 'undersold', text: string): void {
    this.violations.push(...violationsOf(check, [text]));
  }
}
