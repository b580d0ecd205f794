import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { Transport } from '@nestjs/microservices';
import type { MicroserviceOptions } from '@nestjs/microservices';
import { brokers, topic } from './environment.js';
import { InventoryController } from './inventory.controller.js';
import { MicroserviceModule } from './microservice.module.js';
import { OrdersController } from './orders.controller.js';
import { ShippingController } from './shipping.controller.js';

/**
 * One of three stock microservices: `node main.js orders|inventory|shipping`. Its environment:
 * KAFKA_BROKERS, REDIS_URL, PREFIX.
 */
const controllers = {
  orders: OrdersController,
  inventory: InventoryController,
  shipping: ShippingController,
};

const [name = ''] = process.argv.slice(2);
const controller = new Map<string, (typeof controllers)[keyof typeof controllers]>(
  Object.entries(controllers),
).get(name);
if (controller === undefined) {
  throw new Error(`no service '${name}': expected ${Object.keys(controllers).join(', ')}`);
}
const app = await NestFactory.createMicroservice<MicroserviceOptions>(
  MicroserviceModule.of(name, controller),
  {
    transport: Transport.KAFKA,
    logger: ['error', 'warn'],
    options: {
      client: { clientId: topic(name), brokers: [...brokers] },
      consumer: { groupId: topic(name) },
      subscribe: { fromBeginning: true },
    },
  },
);
app.enableShutdownHooks();
await app.listen();
process.stdout.write('listening\n');
