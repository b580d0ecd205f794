import { Module } from '@nestjs/common';
import type { Installation } from '../installation.js';
import { installationToken } from '../installation.module.js';
import { RuntimeStrategy } from '../runtime-strategy.js';
import { Watch } from '../watching/watch.js';
import { OperationsController } from './operations.controller.js';

/** `/health`, `/ready` and `/metrics` of a service. */
@Module({
  controllers: [OperationsController],
  providers: [
    {
      provide: Watch,
      useFactory: (installation: Installation, strategy: RuntimeStrategy) =>
        new Watch(installation, () => strategy.statuses()),
      inject: [installationToken, RuntimeStrategy],
    },
  ],
})
export class OperationsModule {}
