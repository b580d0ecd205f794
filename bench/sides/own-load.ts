import { partitionOf } from '#kernel';
import type { OmsNumber, Posting } from '#kernel';
import type { OrderCommand } from '#orders';
import type { StoredRecord } from '#ports';
import type { ShippingCommand, ShippingEvent } from '#shipping';
import { tenant } from '../flow/assortment.js';
import { followLog, Visibility } from '../flow/follow.js';
import type { Listener, Load } from '../flow/load.js';
import { asError, post } from '../flow/post.js';
import type { Site } from '../flow/site.js';
import { placingOf } from '../orders/placing.js';
import { orderOf } from '../orders/stream.js';
import type { StreamOrder } from '../orders/stream.js';

type Planned = Extract<ShippingEvent, { type: 'shipment.planned' }>['data'];

interface Open {
  readonly ref: string;
  readonly intended: number;
  /** Milliseconds of `performance.now()`. */
  isShipped: boolean;
}

const textOf = new TextDecoder();

/** What was placed, by its number; several parts of a run share it. */
export interface Placed {
  /** Gives the next order, and notes it. */
  next(): StreamOrder;
  /** Of the orders placed so far. */
  readonly numbers: Map<string, OmsNumber>;
}

/**
 * A shop and a small warehouse in front of our backend: the warehouse dispatches each shipment that
 * is planned, as soon as it hears of it. An order is done when the view shows it shipped.
 */
export class OwnLoad implements Load {
  readonly #open = new Map<string, Open>();
  readonly #visibility: Visibility;
  #ownMs = 0;
  failure: Error | undefined;

  constructor(
    private readonly site: Site,
    private readonly placed: Placed,
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
    const order = this.placed.next();
    const { number, posting, id } = placingOf(this.site.gateway.keys, order);
    this.placed.numbers.set(order.ref, number);
    this.#open.set(number, { ref: order.ref, intended, isShipped: false });
    this.#ownMs += performance.now() - began;
    this.#post('orders', posting, id);
  }

  async follow(signal: AbortSignal): Promise<void> {
    const { site } = this;
    await Promise.all([
      followLog(site.events('orders'), (record) => this.#hearOrder(record), signal),
      followLog(site.events('shipping'), (record) => this.#hearShipping(record), signal),
      this.#visibility.follow(signal),
    ]);
  }

  #post<S extends 'orders' | 'shipping'>(
    service: S,
    posting: Posting<S extends 'orders' ? OrderCommand : ShippingCommand>,
    id: string,
  ): void;
  #post(service: 'orders', posting: Posting<OrderCommand>, id: string): void {
    post(this.site.gateway, service, posting, id).catch((error: unknown) => {
      this.failure ??= asError(error);
    });
  }

  #hearOrder({ headers, offset }: StoredRecord): void {
    const began = performance.now();
    const number = headers['ce_subject'] ?? '';
    const type = headers['ce_type'];
    const open = this.#open.get(number);
    if (open !== undefined) {
      if (type === 'oms.line.shipped' && !open.isShipped) this.#ship(number, open, offset);
      if (failing.has(type ?? '')) this.failure ??= new Error(`order ${number}: ${type}`);
    }
    this.#ownMs += performance.now() - began;
  }

  #ship(number: string, open: Open, offset: number): void {
    open.isShipped = true;
    const partition = partitionOf(number, this.site.gateway.partitions);
    this.#visibility.await(partition, offset, (now) => {
      this.#open.delete(number);
      this.listener.shipped(now - open.intended);
      this.listener.completed(now - open.intended);
    });
  }

  #hearShipping({ headers, value }: StoredRecord): void {
    const began = performance.now();
    const number = headers['ce_subject'] ?? '';
    const open = this.#open.get(number);
    const isPlan = headers['ce_type'] === 'oms.shipment.planned' && value !== null;
    const shipments =
      open === undefined || !isPlan
        ? []
        : (JSON.parse(textOf.decode(value)) as Planned).shipments.map(({ shipment }) => shipment);
    this.#ownMs += performance.now() - began;
    for (const shipment of shipments) {
      const command: ShippingCommand = {
        type: 'shipment.dispatch',
        data: { shipment, carrier: 'post', tracking: `T${shipment}` },
      };
      const key = number as OmsNumber;
      this.#post('shipping', { key, tenant, number: key, command }, `${shipment}:d`);
    }
  }
}

const failing = new Set(['oms.log.rejected', 'oms.order.rejected', 'oms.line.backordered']);

/** Places what `seed` has, one after the other. */
export const placing = (seed: number, note: (order: StreamOrder) => void): Placed => {
  let at = 0;
  return {
    numbers: new Map(),
    next() {
      const order = orderOf(seed, at);
      at += 1;
      note(order);
      return order;
    },
  };
};
