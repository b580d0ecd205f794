/** What goes on while the nemesis is at work: buyers, deliveries, a channel, and probes. */
import { setMaxListeners } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import type { Producer } from 'kafkajs';
import { instant, issueNumber, partitionOf } from '#kernel';
import type { NumberKeys } from '#kernel';
import type { Published } from '../checker/ledger.js';
import { Dice } from '../nemesis/dice.js';
import type { Client } from './client.js';

export interface LoadWanted {
  readonly client: Client;
  readonly producer: Producer;
  readonly keys: NumberKeys;
  readonly partitions: number;
  readonly seed: number;
}

const node = 'main';
const buyersCount = 5;
const skus = Array.from({ length: 8 }, (_, at) => `S${at}`);
const buyerPauseMs = 250;
const deliveryPauseMs = 1_500;
const publishPauseMs = 1_000;
const probePauseMs = 500;
/** A partition that does not answer is asked by so many probes at once. */
const probesOpenMax = 12;
const probeUnits = 100_000;

const line = (sku: string, quantity: number, onShortage: string): object => ({
  sku,
  node,
  quantity: `${quantity}`,
  unitPrice: '9.90',
  onShortage,
});

const order = (channelRef: string, lines: readonly object[]): Record<string, unknown> => ({
  channel: 'web',
  channelRef,
  currency: 'EUR',
  policy: { releaseOn: 'paid' },
  lines,
});

export class Load {
  readonly published: Published[] = [];
  readonly #ends = new AbortController();
  readonly #work: Promise<void>[] = [];
  readonly #dice: Dice;

  constructor(private readonly wanted: LoadWanted) {
    setMaxListeners(0, this.#ends.signal);
    this.#dice = new Dice(wanted.seed ^ 0x5eed);
  }

  /** Stock for the probes, one SKU a partition; and the first goods of the others. */
  async open(): Promise<void> {
    const { partitions } = this.wanted;
    const probes = Array.from({ length: partitions }, (_, at) => this.#probeSku(at));
    await Promise.all([
      ...probes.map((sku) => this.#receive(sku, probeUnits, `opening:${sku}`)),
      ...skus.map((sku) => this.#receive(sku, 50, `opening:${sku}`)),
    ]);
  }

  start(): void {
    const { partitions } = this.wanted;
    for (let buyer = 0; buyer < buyersCount; buyer += 1) this.#go(this.#buy(buyer));
    for (let at = 0; at < partitions; at += 1) this.#go(this.#probe(at));
    this.#go(this.#deliver());
    this.#go(this.#publish());
  }

  /** Nothing new is asked; what has been asked is answered. */
  async end(): Promise<void> {
    this.#ends.abort();
    await Promise.all(this.#work);
  }

  #go(work: Promise<void>): void {
    this.#work.push(work);
  }

  get #isOver(): boolean {
    return this.#ends.signal.aborted;
  }

  #pause(ms: number): Promise<void> {
    return pause(ms, undefined, { signal: this.#ends.signal }).catch(() => undefined);
  }

  async #buy(buyer: number): Promise<void> {
    for (let at = 0; !this.#isOver; at += 1) {
      const dice = this.#dice;
      const lines = Array.from({ length: dice.whole(1, 2) }, (_, which) => ({
        ...line(dice.of(skus), dice.whole(1, 3), dice.of(['backorder', 'refuse'])),
        line: `${which + 1}`,
      }));
      const id = `B-${buyer}-${at}`;
      const answer = await this.#place('order', id, order(id, lines), dice.whole(0, 2));
      const number = answer?.body.omsNumber;
      if (number !== undefined && dice.chance(1 / 3)) await this.#cancel(id, number);
      await this.#pause(dice.whole(0, 2 * buyerPauseMs));
    }
  }

  #place(kind: 'order' | 'probe', id: string, body: object, wait: number) {
    const waits = wait === 0 ? {} : { wait };
    return this.wanted.client.post({ kind, id, path: '/orders', body, ...waits });
  }

  async #cancel(id: string, number: string): Promise<void> {
    await this.wanted.client.post({
      kind: 'cancel',
      id: `${id}:cancel`,
      key: number,
      path: `/orders/${number}/cancel`,
      idempotencyKey: `${id}:cancel`,
      body: { reason: 'customer' },
      ...(this.#dice.chance(1 / 2) ? { wait: 2 } : {}),
    });
  }

  async #receive(sku: string, units: number, id: string): Promise<void> {
    await this.wanted.client.post({
      kind: 'receipt',
      id,
      key: `default/${node}/${sku}`,
      path: `/stock/${node}/${sku}/receipts`,
      body: { id, quantity: `${units}` },
      wait: 5,
    });
  }

  async #deliver(): Promise<void> {
    for (let at = 0; !this.#isOver; at += 1) {
      await this.#receive(this.#dice.of(skus), this.#dice.whole(5, 20), `delivery-${at}`);
      await this.#pause(deliveryPauseMs);
    }
  }

  /** As another program does it: an order on the topic of the channels. */
  async #publish(): Promise<void> {
    const topic = 'oms.channels.orders';
    for (let at = 0; !this.#isOver; at += 1) {
      const id = `C-${at}`;
      const headers = {
        'content-type': 'application/json',
        ce_specversion: '1.0',
        ce_id: id,
        ce_source: 'https://shop.example/chaos',
        ce_type: 'oms.order.place',
      };
      const value = JSON.stringify(order(id, [line(this.#dice.of(skus), 1, 'backorder')]));
      const sent = await this.wanted.producer
        .send({ topic, messages: [{ key: id, headers, value }] })
        .catch(() => []);
      for (const { partition, baseOffset } of sent) {
        this.published.push({ partition, offset: Number(baseOffset), id });
      }
      await this.#pause(publishPauseMs);
    }
  }

  /** New goods of a SKU of its own, and at once more buyers than there are units. */
  async flashSale(sale: number, units: number, buyers: number): Promise<void> {
    const sku = `F${sale}`;
    await this.#receive(sku, units, `flash:${sku}`);
    await Promise.all(
      Array.from({ length: buyers }, (_, buyer) => {
        const id = `F-${sale}-${buyer}`;
        return this.#place('order', id, order(id, [line(sku, 1, 'refuse')]), buyer % 3);
      }),
    );
  }

  /** A SKU whose ledger lies in this partition of the inventory. */
  #probeSku(partition: number): string {
    for (let at = 0; ; at += 1) {
      const sku = `P${partition}-${at}`;
      if (partitionOf(`default/${node}/${sku}`, this.wanted.partitions) === partition) return sku;
    }
  }

  /** An order every now and then that concerns one partition of the orders and of the stock. */
  async #probe(partition: number): Promise<void> {
    const open = new Set<Promise<unknown>>();
    const sku = this.#probeSku(partition);
    for (let at = 0; !this.#isOver; at += 1) {
      if (open.size < probesOpenMax) {
        const { id, placedAt } = this.#probeRef(partition, at);
        const body = { ...order(id, [line(sku, 1, 'refuse')]), placedAt };
        const probe = this.#place('probe', id, body, 0).finally(() => open.delete(probe));
        open.add(probe);
      }
      await this.#pause(probePauseMs);
    }
    await Promise.all(open);
  }

  /** A reference whose number lies in this partition. */
  #probeRef(partition: number, at: number): { readonly id: string; readonly placedAt: string } {
    const { keys, partitions } = this.wanted;
    const placedAt = new Date().toISOString();
    for (let tries = 0; ; tries += 1) {
      const id = `P-${partition}-${at}-${tries}`;
      const claim = { tenant: 'default', channel: 'web', channelRef: id };
      const number = issueNumber(keys, claim, 0, instant(placedAt));
      if (partitionOf(number, partitions) === partition) return { id, placedAt };
    }
  }
}
