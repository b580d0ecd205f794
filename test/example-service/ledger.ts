import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EventBatch } from 'throughline/consumer';
import type { OrderEvent } from 'throughline/orders';
import type { Position } from 'throughline/ports';

/** What is kept of one partition: the counts, and the place that they are of, in one file. */
interface Page {
  readonly to: Position | undefined;
  readonly counts: Record<string, number>;
}

/** How many facts each order has had, on the disk: a file is replaced whole or not at all. */
export class Ledger {
  readonly #pages = new Map<number, Page>();

  constructor(private readonly directory: string) {}

  page(partition: number): Page {
    const known = this.#pages.get(partition) ?? this.#read(partition);
    this.#pages.set(partition, known);
    return known;
  }

  add({ partition, events, to }: EventBatch<OrderEvent>): void {
    const counts = { ...this.page(partition).counts };
    for (const { key, version } of events) {
      if (key !== null && version > 0) counts[key] = (counts[key] ?? 0) + 1;
    }
    const page = { to, counts };
    const path = this.#path(partition);
    writeFileSync(`${path}.new`, JSON.stringify(page));
    renameSync(`${path}.new`, path);
    this.#pages.set(partition, page);
  }

  #read(partition: number): Page {
    try {
      return JSON.parse(readFileSync(this.#path(partition), 'utf8')) as Page;
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
        return { to: undefined, counts: {} };
      }
      throw error;
    }
  }

  #path(partition: number): string {
    return join(this.directory, `partition-${partition}.json`);
  }
}
