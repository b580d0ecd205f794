import { partitionOf } from '#kernel';
import type { StoredRecord } from '#ports';
import { followLog, Visibility } from '../flow/follow.js';
import type { Listener, Load } from '../flow/load.js';
import { asError, post } from '../flow/post.js';
import type { Site } from '../flow/site.js';
import { placingOf } from '../orders/placing.js';
import type { StreamOrder } from '../orders/stream.js';

/** What each request was answered, by the reference. */
export interface Answers {
  readonly reserved: Set<string>;
  readonly refused: Set<string>;
}

interface Open {
  readonly ref: string;
  readonly intended: number;
  isAnswered: boolean;
}

/** Customers who want one unit each, now: an order is done once its line is reserved or refused. */
export class RushLoad implements Load {
  readonly #open = new Map<string, Open>();
  readonly #visibility: Visibility;
  #ownMs = 0;
  failure: Error | undefined;

  constructor(
    private readonly site: Site,
    private readonly next: () => StreamOrder,
    private readonly answers: Answers,
    private readonly listener: Listener,
  ) {
    this.#visibility = new Visibility(site.gateway, site.gateway.partitions);
  }

  get open(): number {
    return this.#open.size;
  }

  get ownMs(): number {
    return this.#ownMs + this.#visibility.ownMs;
  }

  place(intended: number): void {
    const began = performance.now();
    const order = this.next();
    const { number, posting, id } = placingOf(this.site.gateway.keys, order);
    this.#open.set(number, { ref: order.ref, intended, isAnswered: false });
    this.#ownMs += performance.now() - began;
    post(this.site.gateway, 'orders', posting, id).catch((error: unknown) => {
      this.failure ??= asError(error);
    });
  }

  async follow(signal: AbortSignal): Promise<void> {
    await Promise.all([
      followLog(this.site.events('orders'), (record) => this.#hear(record), signal),
      this.#visibility.follow(signal),
    ]);
  }

  #hear({ headers, offset }: StoredRecord): void {
    const began = performance.now();
    const number = headers['ce_subject'] ?? '';
    const open = this.#open.get(number);
    const type = headers['ce_type'];
    const isReserved = type === 'oms.line.reserved';
    if (open !== undefined && !open.isAnswered && (isReserved || type === 'oms.line.refused')) {
      open.isAnswered = true;
      (isReserved ? this.answers.reserved : this.answers.refused).add(open.ref);
      const partition = partitionOf(number, this.site.gateway.partitions);
      this.#visibility.await(partition, offset, (now) => {
        this.#open.delete(number);
        this.listener.shipped(now - open.intended);
        this.listener.completed(now - open.intended);
      });
    }
    this.#ownMs += performance.now() - began;
  }
}
