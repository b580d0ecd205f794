import { Controller, Inject } from '@nestjs/common';
import { ClientKafka, EventPattern, Payload } from '@nestjs/microservices';
import { Redis } from 'ioredis';
import { lastValueFrom } from 'rxjs';
import { key, topic } from './environment.js';
import type { Shipment } from './messages.js';
import { kafkaClient } from './microservice.module.js';

@Controller()
export class ShippingController {
  constructor(
    @Inject(kafkaClient) private readonly client: ClientKafka,
    private readonly redis: Redis,
  ) {}

  @EventPattern<string>(topic('shipments'))
  async dispatch(@Payload() { order, lines }: Shipment): Promise<void> {
    await this.redis.hset(key('shipment', order), {
      lines: JSON.stringify(lines),
      status: 'dispatched',
    });
    const value: Shipment = { order, lines, status: 'dispatched' };
    await lastValueFrom(this.client.emit(topic('dispatched'), { key: order, value }));
  }
}
