import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import type { ServiceName } from '#services';
import type { Installation } from './installation.js';
import { installationToken } from './installation.module.js';
import { PartitionsController } from './operations/partitions.controller.js';
import { RuntimeStrategy } from './runtime-strategy.js';
import { viewsOf } from './service-work.js';
import type { Work } from './work.js';
import { Workers } from './workers.js';

const workToken = Symbol('work');

/** Made of the installation, and the strategy's to begin and to end. */
const atWork = <W extends Work>(make: (installation: Installation) => W) => ({
  useFactory: (installation: Installation, strategy: RuntimeStrategy): W => {
    const work = make(installation);
    strategy.add(work);
    return work;
  },
  inject: [installationToken, RuntimeStrategy],
});

/** Writers, timers and intakes of some services, and decisions about their partitions over HTTP. */
@Module({})
export class WorkersModule {
  static of(services: readonly ServiceName[]): DynamicModule {
    return {
      module: WorkersModule,
      controllers: [PartitionsController],
      providers: [
        { provide: Workers, ...atWork((installation) => new Workers(services, installation)) },
      ],
    };
  }
}

/** The views of all services. */
@Module({ providers: [{ provide: workToken, ...atWork(viewsOf) }] })
export class ViewsModule {}
