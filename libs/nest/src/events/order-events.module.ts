import { Inject, Module } from '@nestjs/common';
import type { DynamicModule, OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import { Logger } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { systemClock, systemRandom } from '#embedded';
import { checkSetup, openKafka } from '#kafka';
import type { FollowPorts } from '#consumer';
import { kafkaOptions } from '../installation.js';
import { openJournal } from '../journal.js';
import { RuntimeStrategy } from '../runtime-strategy.js';
import { readKafkaSettings } from '../settings/settings.js';
import type { KafkaSettings } from '../settings/settings.js';
import { followPortsToken, Listeners } from './listeners.js';

/** What the module opened, with its end. */
interface Connection extends FollowPorts {
  close(): Promise<void>;
}

const listeningMsMax = 10_000;

const connected = async (name: string, settings: KafkaSettings): Promise<Connection> => {
  const options = kafkaOptions(settings, name, openJournal(name));
  await checkSetup(options, {});
  const kafka = await openKafka(options);
  return {
    logs: kafka.log,
    positions: kafka.positions,
    ownership: kafka.ownership,
    clock: systemClock,
    random: systemRandom,
    close: () => kafka.close(),
  };
};

/**
 * For a team's own Nest program: methods of its providers and controllers that are decorated by
 * `@OnOrderEvents` and its like get events by the batch, from `listen` of the `RuntimeStrategy` on:
 *
 *     NestFactory.createMicroservice<AsyncMicroserviceOptions>(OwnModule, {
 *       useFactory: (strategy: RuntimeStrategy) => ({ strategy }), inject: [RuntimeStrategy],
 *     })
 */
@Module({})
export class OrderEventsModule implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #log = new Logger(OrderEventsModule.name);
  #reminder: NodeJS.Timeout | undefined;

  constructor(
    @Inject(followPortsToken) private readonly connection: Connection,
    @Inject(RuntimeStrategy) private readonly strategy: RuntimeStrategy,
  ) {}

  /** `name` tells the program to the broker. Settings: by the environment, or as given. */
  static forRoot(name: string, settings?: KafkaSettings): DynamicModule {
    return OrderEventsModule.over(() =>
      connected(name, settings ?? readKafkaSettings(process.env)),
    );
  }

  /** On ports of one's own: for tests. */
  static over(open: () => Connection | Promise<Connection>): DynamicModule {
    return {
      module: OrderEventsModule,
      global: true,
      imports: [DiscoveryModule],
      providers: [{ provide: followPortsToken, useFactory: open }, RuntimeStrategy, Listeners],
      exports: [RuntimeStrategy],
    };
  }

  onApplicationBootstrap(): void {
    this.#reminder = setTimeout(() => {
      if (this.strategy.listening) return;
      this.#log.warn(
        'nobody listens: give the RuntimeStrategy to createMicroservice, or to ' +
          'connectMicroservice and start it',
      );
    }, listeningMsMax);
    this.#reminder.unref();
  }

  async onApplicationShutdown(): Promise<void> {
    clearTimeout(this.#reminder);
    await this.strategy.close();
    await this.connection.close();
  }
}
