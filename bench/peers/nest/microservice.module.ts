import { Module } from '@nestjs/common';
import type { DynamicModule, OnApplicationShutdown, Type } from '@nestjs/common';
import { ClientsModule, Transport } from '@nestjs/microservices';
import { Redis } from 'ioredis';
import { brokers, redisUrl, topic } from './environment.js';

export const kafkaClient = 'KAFKA';

@Module({})
export class MicroserviceModule implements OnApplicationShutdown {
  constructor(private readonly redis: Redis) {}

  /** One service: its controller, a Kafka client to emit by, and Redis. */
  static of(name: string, controller: Type): DynamicModule {
    return {
      module: MicroserviceModule,
      imports: [
        ClientsModule.register([
          {
            name: kafkaClient,
            transport: Transport.KAFKA,
            options: {
              client: { clientId: topic(`${name}-out`), brokers: [...brokers] },
              producerOnlyMode: true,
            },
          },
        ]),
      ],
      controllers: [controller],
      providers: [{ provide: Redis, useFactory: () => new Redis(redisUrl) }],
    };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.redis.quit();
  }
}
