import 'reflect-metadata';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Controller, Injectable, Module } from '@nestjs/common';
import type { Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { EventPattern } from '@nestjs/microservices';
import type { AsyncMicroserviceOptions } from '@nestjs/microservices';
import { openEmbedded, soleOwnership, systemClock, systemRandom } from '#embedded';
import type { Embedded } from '#embedded';
import type { EventBatch } from '#consumer';
import type { NumberKeys } from '#kernel';
import type { OrderEvent } from '#orders';
import type { Position } from '#ports';
import { numberOf, startBackend } from '#services';
import type { Backend } from '#services';
import {
  OnOrderEvents,
  OnShipmentEvents,
  OnStockEvents,
  OrderEventsModule,
  RuntimeStrategy,
} from '../index.js';

const keys: NumberKeys = {
  epochs: [{ from: Number.NEGATIVE_INFINITY, key: new Uint8Array(32).fill(7) }],
};
let directory: string;
let embedded: Embedded;
let backend: Backend;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'listeners-'));
  embedded = await openEmbedded(directory, { partitions: 2 });
  backend = startBackend(
    {
      logs: embedded.log,
      states: embedded.states,
      positions: embedded.positions,
      generations: embedded.generations,
      clock: systemClock,
      random: systemRandom,
      ownership: soleOwnership,
    },
    keys,
  );
});
afterAll(async () => {
  await backend.stop();
  await embedded.close();
  rmSync(directory, { recursive: true });
});

/** Holds an order that nobody has placed: recorded as a refusal, which is an event as well. */
const post = async (channelRef: string): Promise<string> => {
  const number = numberOf(keys)({ tenant: 'default', channel: 'web', channelRef, attempt: 0 });
  const command = { type: 'order.hold', data: { id: channelRef, hold: 'h', reason: 'r' } } as const;
  await backend.post('orders', { key: number, tenant: 'default', number, command }, channelRef);
  return number;
};

const listening = async (listener: Type) => {
  @Module({
    imports: [
      OrderEventsModule.over(() => ({
        logs: embedded.log,
        positions: embedded.positions,
        clock: systemClock,
        random: systemRandom,
        ownership: soleOwnership,
        close: async () => undefined,
      })),
    ],
    providers: [listener],
    controllers: [],
  })
  class Program {}
  const app = await NestFactory.createMicroservice<AsyncMicroserviceOptions>(Program, {
    useFactory: (strategy: RuntimeStrategy) => ({ strategy }),
    inject: [RuntimeStrategy],
    logger: false,
  });
  return { app, listen: () => app.listen(), heard: app.get<Listener>(listener) };
};

class Listener {
  readonly keys: string[] = [];
  stored: Position | undefined;

  take({ events, to }: EventBatch<OrderEvent>): void {
    for (const { key } of events) if (key !== null) this.keys.push(key);
    this.stored = to;
  }

  async untilHeard(key: string): Promise<void> {
    for (let tries = 0; tries < 500 && !this.keys.includes(key); tries += 1) {
      await systemClock.wakeAt(systemClock.now() + 10, new AbortController().signal);
    }
    if (!this.keys.includes(key)) throw new Error(`${key} is not heard`);
  }
}

@Injectable()
class Kept extends Listener {
  @OnOrderEvents({ group: 'kept' })
  on(batch: EventBatch<OrderEvent>): void {
    this.take(batch);
  }
}

test('a decorated method gets batches, and a new start goes on where it was', async () => {
  const first = await listening(Kept);
  await first.listen();
  const one = await post('one');
  await first.heard.untilHeard(one);
  const statuses = await first.app.get(RuntimeStrategy).statuses();
  expect(statuses).toMatchObject(
    [0, 1].map((partition) => ({
      service: 'orders',
      role: 'follower',
      name: 'kept',
      partition,
      state: 'running',
    })),
  );
  await first.app.close();
  const second = await listening(Kept);
  await second.listen();
  const two = await post('two');
  await second.heard.untilHeard(two);
  expect(second.heard.keys).not.toContain(one);
  await second.app.close();
});

@Injectable()
class Own extends Listener {
  @OnOrderEvents({ group: 'own', positions: 'own' })
  on(batch: EventBatch<OrderEvent>): void {
    this.take(batch);
  }

  async load(): Promise<Position | undefined> {
    return this.stored;
  }
}

test('one that keeps its own positions is asked for them', async () => {
  const { app, listen, heard } = await listening(Own);
  await listen();
  await heard.untilHeard(await post('three'));
  expect(await embedded.positions.load('own', 0)).toBeUndefined();
  await app.close();
});

class Taken extends Listener {
  @OnOrderEvents({ group: 'orders' })
  on(): void {}
}

class Twice extends Listener {
  @OnOrderEvents({ group: 'mine' })
  orders(): void {}

  @OnStockEvents({ group: 'mine' })
  stock(): void {}
}

class Unreported extends Listener {
  @OnShipmentEvents({ group: 'untold', positions: 'own' })
  on(): void {}
}

const refusals: readonly (readonly [string, Type, RegExp])[] = [
  ['a group of the product', Taken, /Taken\.on: group 'orders' belongs to a service/],
  ['one group twice', Twice, /Twice\.stock and Twice\.orders have the group 'mine'/],
  [
    'own positions that nobody tells',
    Unreported,
    /Unreported\.on has positions: 'own': expected a method/,
  ],
];

test.each(refusals)('%s is refused at the start', async (_, listener, message) => {
  const { app, listen } = await listening(listener);
  await expect(listen()).rejects.toThrow(message);
  await app.close();
});

test('a message handler that nothing would come to is refused', async () => {
  @Controller()
  class Handler {
    @EventPattern<string>('order.placed')
    on(): void {}
  }
  @Module({ providers: [RuntimeStrategy], controllers: [Handler] })
  class Program {}
  const app = await NestFactory.createMicroservice<AsyncMicroserviceOptions>(Program, {
    useFactory: (strategy: RuntimeStrategy) => ({ strategy }),
    inject: [RuntimeStrategy],
    logger: false,
  });
  await expect(app.listen()).rejects.toThrow(/no message comes to the handlers of order\.placed/);
  await app.close();
});
