/** A small installation's logs, written by hand as docs/kafka.md describes them. */
import type { Acknowledged, Ledger } from './ledger.js';
import type { ReadLog, ReadRecord } from './record.js';

export const number = 'N-1';
export const sku = 'default/main/A';

interface Written {
  readonly type: string;
  readonly key: string | null;
  readonly version?: number;
  readonly data?: unknown;
  readonly command?: string;
}

/** Writes one partition: term records, and answers one after the other. */
export class PlantedLog {
  readonly inbox: ReadRecord[] = [];
  readonly events: ReadRecord[] = [];
  #term = -1;
  #chain = 0;

  constructor(private readonly service: string) {}

  logs(): readonly ReadLog[] {
    return [
      { topic: `oms.${this.service}.inbox`, partition: 0, records: this.inbox },
      { topic: `oms.${this.service}.events`, partition: 0, records: this.events },
    ];
  }

  asked(type: string, key: string | null, id: string): number {
    const offset = this.inbox.length;
    const headers = { ce_type: `oms.${type}`, ce_id: id };
    this.inbox.push({ offset, timeMs: 1_000 + offset, key, headers, data: undefined });
    return offset;
  }

  opened(): number {
    this.#term = this.#append('log.term-opened', null, {});
    return this.#term;
  }

  /** Everything that one message is answered by; also under another term, or number. */
  answered(
    offset: number,
    records: readonly Written[],
    { term = this.#term, chain = this.#chain, input = 'inbox', k = 0, timeMs = 0 } = {},
  ): void {
    for (const [index, { type, key, version = 0, data, command }] of records.entries()) {
      const headers = {
        ce_id: `0:${input}:${offset}:${k}:${index}`,
        ce_omsterm: `${term}`,
        ce_omschain: `${chain}`,
        ce_omsindex: `${index}`,
        ce_omscount: `${records.length}`,
        ce_omsversion: `${version}`,
        ce_omslink: `${input}:${offset}:${k};;${'0'.repeat(32)}`,
        ...(command === undefined ? {} : { ce_omscommand: command }),
      };
      this.#append(type, key, headers, data, timeMs);
    }
    if (term === this.#term && chain === this.#chain) this.#chain += 1;
  }

  #append(
    type: string,
    key: string | null,
    more: Readonly<Record<string, string>>,
    data?: unknown,
    timeMs = 0,
  ): number {
    const offset = this.events.length;
    const headers = { ce_type: `oms.${type}`, ...more };
    this.events.push({ offset, timeMs: timeMs || 2_000 + offset, key, headers, data });
    return offset;
  }
}

export const placed = (version = 1, channelRef = 'R-1'): Written => ({
  type: 'order.placed',
  key: number,
  version,
  data: { claim: { channel: 'web', channelRef } },
  command: 'place-1',
});
export const accepted: Written = { type: 'order.accepted', key: number, version: 2 };
export const received = (quantity: number, version = 1, id = 'D-1'): Written => ({
  type: 'stock.received',
  key: sku,
  version,
  data: { receipts: [{ id, quantity: `${quantity}` }] },
});
export const reserved = (quantity: number, version: number): Written => ({
  type: 'stock.reserved',
  key: sku,
  version,
  data: { quantity: `${quantity}` },
});
export const refused = (quantity: number, version: number): Written => ({
  type: 'stock.refused',
  key: sku,
  version,
  data: { quantity: `${quantity}` },
});

export const order: Acknowledged = {
  kind: 'order',
  id: 'R-1',
  key: number,
  token: 'orders.0.0',
  postedAtMs: 1_000,
  told: ['order.placed'],
};

export const ledgerOf = (more: Partial<Ledger> = {}): Ledger => ({
  acknowledged: [order],
  published: [],
  touches: [],
  ...more,
});

/** An order that is placed and accepted, of goods that came in; nothing is wrong with it. */
export const sound = (): { readonly orders: PlantedLog; readonly stock: PlantedLog } => {
  const orders = new PlantedLog('orders');
  orders.asked('order.place', number, 'place-1');
  orders.asked('order.release', number, 'release-1');
  orders.opened();
  orders.answered(0, [placed()]);
  const stock = new PlantedLog('inventory');
  stock.asked('stock.receive', sku, 'D-1');
  stock.asked('stock.reserve', sku, 'orders:0');
  stock.opened();
  stock.answered(0, [received(2)]);
  stock.answered(1, [reserved(1, 2)]);
  return { orders, stock };
};
