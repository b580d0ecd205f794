import { Controller, Inject } from '@nestjs/common';
import { ClientKafka, Ctx, EventPattern, KafkaContext, Payload } from '@nestjs/microservices';
import { Redis } from 'ioredis';
import { lastValueFrom } from 'rxjs';
import { key, topic } from './environment.js';
import type { Reservation, Reserved } from './messages.js';
import { kafkaClient } from './microservice.module.js';

@Controller()
export class InventoryController {
  constructor(
    @Inject(kafkaClient) private readonly client: ClientKafka,
    private readonly redis: Redis,
  ) {}

  @EventPattern<string>(topic('reservations'))
  async reserve(@Payload() wanted: Reservation, @Ctx() context: KafkaContext): Promise<void> {
    const stock = key('stock', String(context.getMessage().key ?? ''));
    const isReserved = (await this.redis.decrby(stock, wanted.quantity)) >= 0;
    if (!isReserved) await this.redis.incrby(stock, wanted.quantity);
    const value: Reserved = { line: wanted.line, isReserved };
    await lastValueFrom(this.client.emit(topic('reserved'), { key: wanted.order, value }));
  }
}
