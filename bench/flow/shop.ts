import { partitionOf } from '#kernel';
import type { Posting } from '#kernel';
import type { OrderCommand } from '#orders';
import type { Log, StoredRecord } from '#ports';
import type { Gateway } from '#services';
import { followLog, Visibility } from './follow.js';
import type { Listener, Load } from './load.js';
import { benchOrder, delivered, dispatched } from './order.js';
import type { BenchOrder } from './order.js';
import { asError, post } from './post.js';

/** An order on its way. Times are of `performance.now()`. */
interface Open {
  readonly order: BenchOrder;
  readonly partition: number;
  /** When it should have been placed: where a late generator would hide waiting time. */
  readonly intended: number;
  heard: 'nothing' | 'accepted' | 'shipped' | 'completed';
}

/**
 * A shop, a warehouse and a carrier outside of the backend: they post messages and hear the events
 * of the order's log, as a subscriber would. The warehouse dispatches what was accepted with every
 * line reserved, the carrier delivers what was shipped. An order is done when the view shows it
 * delivered.
 */
export class Shop implements Load {
  readonly #open = new Map<string, Open>();
  readonly #visibility: Visibility;
  #next = 0;
  #ownMs = 0;
  failure: Error | undefined;

  constructor(
    private readonly gateway: Gateway,
    private readonly events: Log,
    private readonly run: string,
    private readonly lines: number,
    private readonly listener: Listener,
  ) {
    this.#visibility = new Visibility(gateway, events.partitions);
  }

  get open(): number {
    return this.#open.size;
  }

  get ownMs(): number {
    return this.#ownMs + this.#visibility.ownMs;
  }

  place(intended: number): void {
    const began = performance.now();
    const order = benchOrder(this.gateway.keys, this.run, this.#next, this.lines, Date.now());
    this.#next += 1;
    const partition = partitionOf(order.number, this.events.partitions);
    this.#open.set(order.number, { order, partition, intended, heard: 'nothing' });
    this.#ownMs += performance.now() - began;
    this.#post(order.place, `${order.ref}:p`);
  }

  async follow(signal: AbortSignal): Promise<void> {
    await Promise.all([
      followLog(this.events, (record, partition) => this.#hear(record, partition), signal),
      this.#visibility.follow(signal),
    ]);
  }

  #post(posting: Posting<OrderCommand>, id: string): void {
    post(this.gateway, 'orders', posting, id).catch((error: unknown) => {
      this.failure ??= asError(error);
    });
  }

  #hear({ headers, offset }: StoredRecord, partition: number): void {
    const began = performance.now();
    const open = this.#open.get(headers.ce_subject ?? '');
    const fact = open && this.#react(open, headers.ce_type, offset, partition);
    this.#ownMs += performance.now() - began;
    if (fact !== undefined) this.#post(fact.posting, fact.id);
  }

  #react(
    open: Open,
    type: string | undefined,
    offset: number,
    partition: number,
  ): { readonly posting: Posting<OrderCommand>; readonly id: string } | undefined {
    const { order } = open;
    switch (type) {
      case 'oms.order.accepted':
        if (open.heard !== 'nothing') return undefined;
        open.heard = 'accepted';
        return { posting: dispatched(order, Date.now()), id: `${order.ref}:d` };
      case 'oms.line.shipped':
        if (open.heard !== 'accepted') return undefined;
        open.heard = 'shipped';
        this.#visibility.await(partition, offset, (now) => {
          this.listener.shipped(now - open.intended);
        });
        return { posting: delivered(order, Date.now()), id: `${order.ref}:s` };
      case 'oms.order.completed':
        if (open.heard !== 'shipped') return undefined;
        open.heard = 'completed';
        this.#visibility.await(partition, offset, (now) => {
          this.#open.delete(order.number);
          this.listener.completed(now - open.intended);
        });
        return undefined;
      case 'oms.log.rejected':
      case 'oms.order.rejected':
      case 'oms.line.backordered':
        this.failure ??= new Error(`order ${order.number}: ${type}`);
        return undefined;
      default:
        return undefined;
    }
  }
}
