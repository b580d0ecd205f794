import { Inject, Module } from '@nestjs/common';
import type { DynamicModule, OnApplicationShutdown } from '@nestjs/common';
import type { Installation } from './installation.js';
import { RuntimeStrategy } from './runtime-strategy.js';

/** Injection token of the process's connections: what every module works on. */
export const installationToken = Symbol('installation');

/** Kafka, Redis and the states for all modules, and the transport that runs work on them. */
@Module({})
export class InstallationModule implements OnApplicationShutdown {
  constructor(@Inject(installationToken) private readonly installation: Installation) {}

  static of(installation: Installation): DynamicModule {
    return {
      module: InstallationModule,
      global: true,
      providers: [{ provide: installationToken, useValue: installation }, RuntimeStrategy],
      exports: [installationToken, RuntimeStrategy],
    };
  }

  /** Nest calls it when transports and servers have closed. */
  onApplicationShutdown(): Promise<void> {
    return this.installation.close();
  }
}
