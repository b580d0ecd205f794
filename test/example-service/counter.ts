import { Injectable } from '@nestjs/common';
import type { EventBatch, PositionStore } from 'throughline/consumer';
import { OnOrderEvents } from 'throughline/nest';
import type { OrderEvent } from 'throughline/orders';
import type { Position } from 'throughline/ports';
import { Ledger } from './ledger.js';

/** Counts the facts of every order: none is missed, none counts twice, whenever it is killed. */
@Injectable()
export class Counter implements PositionStore {
  readonly #ledger = new Ledger(process.env['COUNTER_DIR'] ?? '.');

  @OnOrderEvents({ group: 'order-counter', positions: 'own', batchRecordsMax: 20 })
  count(batch: EventBatch<OrderEvent>): void {
    this.#ledger.add(batch);
  }

  async load(partition: number): Promise<Position | undefined> {
    return this.#ledger.page(partition).to;
  }
}
