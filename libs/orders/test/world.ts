import { decimal, instantText, isRefusal, keyOf } from '#kernel';
import type { Deadline, Posting, Recorded } from '#kernel';
import { stock, stockKey, stockReactions } from '#inventory';
import type { StockCommand, StockEvent, StockState } from '#inventory';
import { order, orderProjections, orderReactions, orderRow } from '#orders';
import type { OrderCommand, OrderDocument, OrderEvent, OrderRow, OrderState } from '#orders';
import { shipment, shippingReactions } from '#shipping';
import type { ShippingCommand, ShippingEvent, ShippingState } from '#shipping';
import { number } from './orders.js';

const tenant = 'acme';
const began = Date.parse('2026-01-05T10:00:00Z');
const reactions = orderReactions(() => number);
const otherNumber = 'C4BH-WF4H-MBX3-K7';

type Delivery = () => void;

/**
 * One order, its stock and its shipments as their real deciders play them. Each pair of services
 * talks over a line that keeps the order of messages; which line speaks next is up to whoever
 * turns the world.
 */
export class World {
  readonly #lines = new Map<string, Delivery[]>();
  readonly #stocks = new Map<string, StockState>();
  #order: OrderState = order.initial;
  #shipping: ShippingState = shipment.initial;
  #document: OrderDocument | undefined;
  #version = 0;
  #now = began;
  readonly history: OrderEvent[] = [];

  receive(node: string, sku: string, quantity: string, id = 'receipt'): void {
    this.#toStock({
      key: stockKey(tenant, node, sku),
      tenant,
      command: { type: 'stock.receive', data: { receipts: [{ id, quantity }] } },
    });
  }

  /** Puts a message to the order at once: true where it was not refused. */
  tell(command: OrderCommand): boolean {
    const events = order.decide(command, this.#order, { now: this.#now, key: number });
    if (isRefusal(events)) return false;
    for (const event of events) this.#hear(event);
    return true;
  }

  /** The clock goes on, and what the order wants to be woken for comes. */
  pass(now: number): void {
    this.#now = Math.max(this.#now, now);
    for (let due = this.#due(); due !== undefined; due = this.#due()) {
      this.tell({ type: 'order.deadline-reached', data: { ...due, at: instantText(due.at) } });
      if (this.#due()?.name === due.name) throw new Error(`${due.name} does not end`);
    }
  }

  #due(): Deadline | undefined {
    return order.deadlines?.(this.#order).find(({ at }) => at <= this.#now);
  }

  /** Our own node hands a shipment over, unless it was stopped. */
  dispatch(id: string): void {
    this.#toShipping({
      type: 'shipment.dispatch',
      data: { shipment: id, carrier: 'DHL', tracking: `T-${id}` },
    });
  }

  /** Delivers one message of one line; false where all is quiet. */
  turn(choice: number): boolean {
    const speaking = [...this.#lines].filter(([, queue]) => queue.length > 0);
    const [, queue] = speaking[choice % Math.max(speaking.length, 1)] ?? [];
    queue?.shift()?.();
    return queue !== undefined;
  }

  settle(choices: readonly number[] = [0]): void {
    for (let at = 0; this.turn(choices[at % choices.length] ?? 0); at += 1) {
      if (at > 10_000) throw new Error('the world does not come to rest');
    }
  }

  get state(): OrderState {
    return this.#order;
  }

  row(): OrderRow | undefined {
    return this.#document === undefined ? undefined : orderRow(this.#document);
  }

  /** What the ledger holds for a line. */
  held(node: string, sku: string, line: string): { reserved: string; backordered: string } {
    const part = this.#stocks
      .get(stockKey(tenant, node, sku))
      ?.parts.get(`r/${keyOf(number, line)}`);
    if (part?.kind !== 'reservation') return { reserved: '0', backordered: '0' };
    const waiting = part.queue.reduce((sum, { quantity }) => sum + quantity, 0);
    return { reserved: decimal(part.reserved), backordered: decimal(waiting) };
  }

  /** Somebody else waits for units of a SKU. */
  queue(node: string, sku: string, quantity: string): void {
    this.#toStock({
      key: stockKey(tenant, node, sku),
      tenant,
      command: {
        type: 'stock.reserve',
        data: {
          order: otherNumber,
          line: '1',
          request: 1,
          asked: quantity,
          released: '0',
          issued: '0',
          onShortage: 'backorder',
        },
      },
    });
  }

  available(node: string, sku: string): string {
    return decimal(this.#stocks.get(stockKey(tenant, node, sku))?.root.available ?? 0);
  }

  get shipping(): ShippingState {
    return this.#shipping;
  }

  onHand(node: string, sku: string): string {
    return decimal(this.#stocks.get(stockKey(tenant, node, sku))?.root.onHand ?? 0);
  }

  #recorded<E extends OrderEvent | StockEvent | ShippingEvent>(event: E, key: string): Recorded<E> {
    const place = { id: '0:inbox:0:0:0', chain: 0, index: 0 };
    return { event, key, tenant, number, ...place, version: this.#version, at: this.#now };
  }

  #hear(event: OrderEvent): void {
    this.#order = order.evolve(this.#order, event);
    this.#version += 1;
    const recorded = this.#recorded(event, number);
    this.#document = orderProjections.order.evolve(this.#document, recorded);
    this.history.push(event);
    for (const posting of stockReactions.orders(recorded)) {
      this.#post(`orders to ${posting.key}`, () => this.#toStock(posting));
    }
    for (const { command } of this.#forShipping(recorded)) {
      this.#post('orders to shipping', () => this.#toShipping(command));
    }
  }

  #forShipping(recorded: Recorded<OrderEvent>): readonly Posting<ShippingCommand>[] {
    const { event, key } = recorded;
    const postings = shippingReactions.orders(recorded);
    if (event.type !== 'refusal.requested' || postings.length > 0) return postings;
    const { reason, shipments } = event.data;
    return shipments.map(({ shipment: id, lines }) => ({
      key,
      tenant,
      command: { type: 'shipment.refuse', data: { shipment: id, reason, lines } },
    }));
  }

  #toStock({ key, command }: Posting<StockCommand>): void {
    const state = this.#stocks.get(key) ?? stock.initial;
    const events = stock.decide(command, state, { now: this.#now, key });
    if (isRefusal(events)) return;
    this.#stocks.set(
      key,
      events.reduce((next, event) => stock.evolve(next, event), state),
    );
    for (const event of events) {
      for (const posting of reactions.inventory(this.#recorded(event, key))) {
        if (posting.key !== number) continue;
        this.#post(`${key} to orders`, () => this.tell(posting.command));
      }
    }
  }

  #toShipping(command: ShippingCommand): void {
    const events = shipment.decide(command, this.#shipping, { now: this.#now, key: number });
    if (isRefusal(events)) return;
    this.#shipping = events.reduce((next, event) => shipment.evolve(next, event), this.#shipping);
    for (const event of events) {
      for (const posting of reactions.shipping(this.#recorded(event, number))) {
        this.#post('shipping to orders', () => this.tell(posting.command));
      }
    }
  }

  #post(line: string, delivery: Delivery): void {
    const queue = this.#lines.get(line) ?? [];
    queue.push(delivery);
    this.#lines.set(line, queue);
  }
}
