// A team's own service: it listens to what happens to orders, and knows nothing else of us.
import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { AsyncMicroserviceOptions } from '@nestjs/microservices';
import { OrderEventsModule, RuntimeStrategy } from 'throughline/nest';
import { Counter } from './counter.js';

@Module({ imports: [OrderEventsModule.forRoot('order-counter')], providers: [Counter] })
class CounterModule {}

const app = await NestFactory.createMicroservice<AsyncMicroserviceOptions>(CounterModule, {
  useFactory: (strategy: RuntimeStrategy) => ({ strategy }),
  inject: [RuntimeStrategy],
});
app.enableShutdownHooks();
await app.listen();
