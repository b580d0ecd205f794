import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import type { ServiceName } from '#services';
import type { Installation } from './installation.js';
import { installationToken } from './installation.module.js';
import { PartitionsController } from './operations/partitions.controller.js';
import { RuntimeStrategy } from './runtime-strategy.js';
import { viewsOf } from './service-work.js';
import { Workers } from './workers.js';

const workToken = Symbol('work');

/** Writers, timers and intakes of one service, and decisions about its partitions over HTTP. */
@Module({})
export class WorkersModule {
  static of(service: ServiceName): DynamicModule {
    return {
      module: WorkersModule,
      controllers: [PartitionsController],
      providers: [{
        provide: Workers,
        useFactory: (installation: Installation, strategy: RuntimeStrategy): Workers => {
          const workers = new Workers(service, installation);
          strategy.add(workers);
          return workers;
        },
        inject: [installationToken, RuntimeStrategy],
      }],
    };
  }
}

/** The views of all services. */
@Module({
  providers: [{
    provide: workToken,
    useFactory: (installation: Installation, strategy: RuntimeStrategy): void =>
      strategy.add(viewsOf(installation)),
    inject: [installationToken, RuntimeStrategy],
  }],
})
export class ViewsModule {}
