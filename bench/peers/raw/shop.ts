/** The three services in memory: what kafkajs alone could do, if nothing had to be kept. */

interface Line {
  readonly line: string;
  readonly sku: string;
  readonly quantity: string;
}
interface State {
  readonly lines: readonly Line[];
  reserved: number;
  status: 'placed' | 'confirmed' | 'shipped' | 'refused';
  timesShipped: number;
}
export interface Out {
  readonly topic: string;
  readonly key: string;
  readonly value: object;
}

export const inputs = ['orders', 'receipts', 'reservations', 'reserved', 'shipments', 'dispatched'];

export class RawShop {
  readonly #orders = new Map<string, State>();
  readonly #stock = new Map<string, number>();

  /** What follows from one record. */
  handle(topic: string, key: string, value: string): readonly Out[] {
    const said: unknown = JSON.parse(value);
    switch (topic) {
      case 'orders':
        return this.#place(key, said as { lines: readonly Line[] });
      case 'receipts':
        this.#stock.set(key, (this.#stock.get(key) ?? 0) + (said as { quantity: number }).quantity);
        return [];
      case 'reservations':
        return this.#take(key, said as { order: string; line: string; quantity: number });
      case 'reserved':
        return this.#reserve(key, said as { isReserved: boolean });
      case 'shipments':
        return [{ topic: 'dispatched', key, value: { ...(said as object), status: 'dispatched' } }];
      case 'dispatched':
        return this.#ship(key);
      default:
        throw new Error(`no topic of the shop: ${topic}`);
    }
  }

  /** A JSON document a line. */
  *books(): Generator<string> {
    for (const [order, { status, timesShipped }] of this.#orders) {
      yield JSON.stringify({ order, status, timesShipped });
    }
    for (const [sku, available] of this.#stock) yield JSON.stringify({ sku, available });
  }

  #place(key: string, { lines }: { readonly lines: readonly Line[] }): readonly Out[] {
    this.#orders.set(key, { lines, reserved: 0, status: 'placed', timesShipped: 0 });
    return lines.map(({ line, sku, quantity }) => ({
      topic: 'reservations',
      key: sku,
      value: { order: key, line, quantity: Number(quantity) },
    }));
  }

  #take(
    sku: string,
    { order, line, quantity }: { order: string; line: string; quantity: number },
  ): readonly Out[] {
    const available = this.#stock.get(sku) ?? 0;
    const isReserved = available >= quantity;
    if (isReserved) this.#stock.set(sku, available - quantity);
    return [{ topic: 'reserved', key: order, value: { line, isReserved } }];
  }

  #reserve(key: string, { isReserved }: { isReserved: boolean }): readonly Out[] {
    const order = this.#orderOf(key);
    if (!isReserved) {
      order.status = 'refused';
      return [];
    }
    order.reserved += 1;
    if (order.reserved !== order.lines.length) return [];
    order.status = 'confirmed';
    const value = { order: key, lines: order.lines, status: 'planned' };
    return [{ topic: 'shipments', key, value }];
  }

  #ship(key: string): readonly Out[] {
    const order = this.#orderOf(key);
    order.status = 'shipped';
    order.timesShipped += 1;
    return [{ topic: 'updates', key, value: { status: 'shipped' } }];
  }

  #orderOf(key: string): State {
    const order = this.#orders.get(key);
    if (order === undefined) throw new Error(`order ${key} was never placed`);
    return order;
  }
}
