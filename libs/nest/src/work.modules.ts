import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import type { ServiceName } from '#services';
import type { Installation } from './installation.js';
import { installationToken } from './installation.module.js';
import { RuntimeStrategy } from './runtime-strategy.js';
import { viewsOf, workersOf } from './service-work.js';
import type { Work } from './work.js';

const workToken = Symbol('work');

const adding = (make: (installation: Installation) => Work) => ({
  provide: workToken,
  useFactory: (installation: Installation, strategy: RuntimeStrategy): void =>
    strategy.add(make(installation)),
  inject: [installationToken, RuntimeStrategy],
});

/** Writers, timers and intakes of one service. */
@Module({})
export class WorkersModule {
  static of(service: ServiceName): DynamicModule {
    return {
      module: WorkersModule,
      providers: [adding((installation) => workersOf(service, installation))],
    };
  }
}

/** The views of all services. */
@Module({ providers: [adding(viewsOf)] })
export class ViewsModule {}
