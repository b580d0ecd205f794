import { Controller, Inject } from '@nestjs/common';
import { ClientKafka, Ctx, EventPattern, KafkaContext, Payload } from '@nestjs/microservices';
import { Redis } from 'ioredis';
import { lastValueFrom } from 'rxjs';
import { key, topic } from './environment.js';
import type { Order, Reservation, Reserved, Shipment } from './messages.js';
import { kafkaClient } from './microservice.module.js';

const idOf = (context: KafkaContext): string => String(context.getMessage().key ?? '');

@Controller()
export class OrdersController {
  constructor(
    @Inject(kafkaClient) private readonly client: ClientKafka,
    private readonly redis: Redis,
  ) {}

  @EventPattern<string>(topic('orders'))
  async place(@Payload() order: Order, @Ctx() context: KafkaContext): Promise<void> {
    const id = idOf(context);
    await this.redis.hset(key('order', id), {
      body: JSON.stringify(order),
      lines: order.lines.length,
      status: 'placed',
    });
    for (const { line, sku, quantity } of order.lines) {
      const value: Reservation = { order: id, line, quantity: Number(quantity) };
      await lastValueFrom(this.client.emit(topic('reservations'), { key: sku, value }));
    }
  }

  @EventPattern<string>(topic('reserved'))
  async reserve(@Payload() answer: Reserved, @Ctx() context: KafkaContext): Promise<void> {
    const id = idOf(context);
    const order = key('order', id);
    if (!answer.isReserved) {
      await this.redis.hset(order, { status: 'refused' });
      return;
    }
    const reserved = await this.redis.hincrby(order, 'reserved', 1);
    const [lines, body] = await this.redis.hmget(order, 'lines', 'body');
    if (reserved !== Number(lines)) return;
    await this.redis.hset(order, { status: 'confirmed' });
    const placed = JSON.parse(body ?? '') as Order;
    const value: Shipment = { order: id, lines: placed.lines, status: 'planned' };
    await lastValueFrom(this.client.emit(topic('shipments'), { key: id, value }));
  }

  @EventPattern<string>(topic('dispatched'))
  async ship(@Payload() _shipment: Shipment, @Ctx() context: KafkaContext): Promise<void> {
    const id = idOf(context);
    await this.redis.hset(key('order', id), { status: 'shipped' });
    await this.redis.hincrby(key('order', id), 'timesShipped', 1);
    const value = { status: 'shipped' };
    await lastValueFrom(this.client.emit(topic('updates'), { key: id, value }));
  }
}
