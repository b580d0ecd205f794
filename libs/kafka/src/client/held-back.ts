import type { FetchedPartition } from './requests.js';

const tellAfterMs = 10_000;
const tellEveryMs = 60_000;

/**
 * Tells of records that wait behind somebody's open transaction: no writer of ours opens one, and
 * to everybody who reads what is committed the partition seems to stand still. It ends by itself:
 * the broker aborts it after its `transaction.max.timeout.ms` (15 minutes where nothing is set).
 */
export class HeldBack {
  #since: number | undefined;
  #told = Number.NEGATIVE_INFINITY;
  #words: string | undefined;

  /** As long as it is so, and has been for a while. */
  get words(): string | undefined {
    return this.#words;
  }

  /** What to say now, if anything. */
  look(
    where: string,
    { highWatermark, lastStableOffset }: FetchedPartition,
    now: number,
  ): string | undefined {
    if (highWatermark <= lastStableOffset) {
      this.#since = undefined;
      this.#words = undefined;
      return undefined;
    }
    this.#since ??= now;
    const seconds = Math.floor((now - this.#since) / 1_000);
    if (now - this.#since < tellAfterMs) return undefined;
    const records = highWatermark - lastStableOffset;
    this.#words =
      `an open transaction holds back ${records} records of ${where} ` +
      `from offset ${lastStableOffset} on, for ${seconds} s now: its producer has to end it, or ` +
      'the broker does after transaction.max.timeout.ms; kafka-transactions --find-hanging says ' +
      'whose it is';
    if (now - this.#told < tellEveryMs) return undefined;
    this.#told = now;
    return this.#words;
  }
}
