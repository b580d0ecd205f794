import { eventsTopic, totalRecords } from '#runtime';
import type { Ports } from '#runtime';
import type { OnProgress } from '../gateway.js';
import { serviceNames } from '../register.js';

const everyRecords = 1_000;

/** Tells now and then how many records were read, which is for show alone. */
export class Passing {
  #total = 0;
  /** Records of the partitions that are done; and what was told last. */
  #before = 0;
  #told = 0;

  constructor(private readonly onProgress: OnProgress | undefined) {}

  async begin(logs: Ports['logs']): Promise<void> {
    if (this.onProgress === undefined) return;
    for (const service of serviceNames)
      this.#total += await totalRecords(logs(eventsTopic(service)));
    this.onProgress(0, this.#total);
  }

  /** So many records of the partition that is read now; tells it at its end in any case. */
  passed(records: number, atEnd = false): void {
    const passed = this.#before + records;
    if (atEnd) this.#before = passed;
    if (!atEnd && passed - this.#told < everyRecords) return;
    this.#told = passed;
    this.onProgress?.(passed, this.#total);
  }
}
