import { setTimeout as pause } from 'node:timers/promises';
import { partitionOf } from '#kernel';
import type { Posting } from '#kernel';
import type { OrderCommand } from '#orders';
import type { Log, StoredRecord } from '#ports';
import type { Gateway } from '#services';
import { benchOrder, delivered, dispatched } from './order.js';
import type { BenchOrder } from './order.js';

/** The client's own grain: how often it looks whether the view shows what it waits for. */
const lookMs = 5;
const busyPauseMs = 5;
const readLimit = { records: 1_000, bytes: 1_048_576 } as const;
const idleWaitMs = 1_000;

/** An order on its way. Times are of `performance.now()`. */
interface Open {
  readonly order: BenchOrder;
  readonly partition: number;
  /** When it should have been placed: where a late generator would hide waiting time. */
  readonly intended: number;
  heard: 'nothing' | 'accepted' | 'shipped' | 'completed';
}

/** Recorded in the log, and visible once the view has passed this offset. */
interface Awaited {
  readonly open: Open;
  readonly offset: number;
  readonly last: boolean;
}

export interface Listener {
  /** Milliseconds from the intended time until the order's view shows all of it shipped. */
  shipped(ms: number): void;
  /** Until it shows all of it delivered: the order is done. */
  completed(ms: number): void;
}

/**
 * A shop, a warehouse and a carrier outside of the backend: they post messages and hear the events
 * of the order's log, as a subscriber would. The warehouse dispatches what was accepted with every
 * line reserved, the carrier delivers what was shipped. An order is done when the view shows it
 * delivered.
 */
export class Shop {
  readonly #open = new Map<string, Open>();
  readonly #awaited: Awaited[][];
  #next = 0;
  /** Time of the generator's own work, milliseconds; encoding and posting are the backend's. */
  ownMs = 0;
  failure: Error | undefined;

  constructor(
    private readonly gateway: Gateway,
    private readonly events: Log,
    private readonly run: string,
    private readonly lines: number,
    private readonly listener: Listener,
  ) {
    this.#awaited = Array.from({ length: events.partitions }, () => []);
  }

  get open(): number {
    return this.#open.size;
  }

  place(intended: number): void {
    const began = performance.now();
    const order = benchOrder(this.gateway.keys, this.run, this.#next, this.lines, Date.now());
    this.#next += 1;
    const partition = partitionOf(order.number, this.events.partitions);
    this.#open.set(order.number, { order, partition, intended, heard: 'nothing' });
    this.ownMs += performance.now() - began;
    this.#post(order.place, `${order.ref}:p`);
  }

  /** Listens and looks until `signal` aborts. */
  async follow(signal: AbortSignal): Promise<void> {
    const partitions = Array.from({ length: this.events.partitions }, (_, partition) => partition);
    await Promise.all([
      ...partitions.map((partition) => this.#listen(partition, signal)),
      this.#look(signal),
    ]);
  }

  #post(posting: Posting<OrderCommand>, id: string): void {
    this.#posted(posting, id).catch((error: unknown) => {
      this.failure ??= error instanceof Error ? error : new Error(String(error));
    });
  }

  async #posted(posting: Posting<OrderCommand>, id: string): Promise<void> {
    for (;;) {
      const outcome = await this.gateway.post('orders', posting, id);
      if (outcome.kind === 'posted') return;
      if (outcome.kind === 'unavailable') throw new Error(`not posted: ${outcome.reason}`);
      await pause(busyPauseMs);
    }
  }

  async #listen(partition: number, signal: AbortSignal): Promise<void> {
    const end = await this.events.read(partition, Number.MAX_SAFE_INTEGER, readLimit);
    let next = end.kind === 'read' ? end.slice.end : 0;
    while (!signal.aborted) {
      const outcome = await this.events.read(partition, next, readLimit);
      if (outcome.kind === 'unavailable') throw new Error(outcome.reason);
      const { records } = outcome.slice;
      for (const record of records) this.#hear(record, partition);
      next = (records.at(-1)?.offset ?? next - 1) + 1;
      if (records.length === 0) await this.events.grown(partition, next, idleWaitMs, signal);
    }
  }

  #hear({ headers, offset }: StoredRecord, partition: number): void {
    const began = performance.now();
    const open = this.#open.get(headers.ce_subject ?? '');
    const fact = open && this.#react(open, headers.ce_type, offset, partition);
    this.ownMs += performance.now() - began;
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
        this.#awaited[partition]?.push({ open, offset, last: false });
        return { posting: delivered(order, Date.now()), id: `${order.ref}:s` };
      case 'oms.order.completed':
        if (open.heard !== 'shipped') return undefined;
        open.heard = 'completed';
        this.#awaited[partition]?.push({ open, offset, last: true });
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

  async #look(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const projections = await this.gateway.views.orders.projections();
      await Promise.all(
        this.#awaited.map(async (awaited, partition) => {
          if (awaited.length === 0) return;
          const cursor = await projections?.cursor(partition);
          if (cursor !== undefined) this.#show(awaited, cursor.offset);
        }),
      );
      await pause(lookMs);
    }
  }

  #show(awaited: Awaited[], passed: number): void {
    const now = performance.now();
    const shown = awaited.findIndex(({ offset }) => offset >= passed);
    for (const { open, last } of awaited.splice(0, shown < 0 ? awaited.length : shown)) {
      const ms = now - open.intended;
      if (last) {
        this.#open.delete(open.order.number);
        this.listener.completed(ms);
      } else this.listener.shipped(ms);
    }
    this.ownMs += performance.now() - now;
  }
}
