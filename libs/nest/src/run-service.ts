import { Module } from '@nestjs/common';
import type { DynamicModule, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { MicroserviceOptions } from '@nestjs/microservices';
import { addressOf, guardServer, portOf, problemAdapter, ProblemFilter, requireTrust } from '#http';
import { openInstallation } from './installation.js';
import type { Installation } from './installation.js';
import { InstallationModule } from './installation.module.js';
import { OperationsModule } from './operations/operations.module.js';
import { decisionsPath } from './operations/partitions.controller.js';
import { runProcess } from './run-process.js';
import type { Program } from './run-process.js';
import { RuntimeStrategy } from './runtime-strategy.js';
import { readSettings } from './settings.js';
import { isService, serviceNames } from '#services';
import type { AppName } from '#services';
import { listeningFault } from './unusable.js';
import { Watch } from './watching/watch.js';
import { ViewsModule, WorkersModule } from './work.modules.js';

@Module({})
class ServiceModule {
  static on(installation: Installation, work: Type | DynamicModule): DynamicModule {
    return {
      module: ServiceModule,
      imports: [InstallationModule.of(installation), work, OperationsModule],
    };
  }
}

/**
 * One of the services as a Nest application: its work as a microservice, its operations over HTTP.
 * Its end, in this order: the work of each partition, which leaves the group; the last word on the
 * board; the HTTP server; Kafka, Redis, the states.
 */
const startService = async (
  installation: Installation,
  work: Type | DynamicModule,
): Promise<Program> => {
  const { settings, logger } = installation;
  const { app, host, port } = settings;
  const adapter = problemAdapter({ forceCloseConnections: true });
  await guardServer(adapter.getInstance(), settings.guarded);
  requireTrust(adapter.getInstance(), decisionsPath, settings);
  const nest = await NestFactory.create<NestFastifyApplication>(
    ServiceModule.on(installation, work),
    adapter,
    { bodyParser: false, logger, abortOnError: false },
  );
  nest.useGlobalFilters(new ProblemFilter());
  const strategy = nest.get(RuntimeStrategy);
  const watch = nest.get(Watch);
  nest.connectMicroservice<MicroserviceOptions>({ strategy });
  try {
    await nest.listen(port, host);
  } catch (error) {
    throw listeningFault(error, settings);
  }
  await nest.startAllMicroservices();
  const bound = portOf(nest.getHttpServer(), port);
  watch.start(bound);
  return {
    startMessage: `${app} ${addressOf(host, bound)}`,
    failed: Promise.race([installation.crashed, strategy.failed]),
    close: async () => {
      await strategy.close();
      await watch.stop();
      await nest.close();
    },
  };
};

const runApp = (app: AppName, work: Type | DynamicModule): Promise<void> =>
  runProcess(app, async (journal) => {
    const installation = await openInstallation(readSettings(app, process.env), journal);
    try {
      return await startService(installation, work);
    } catch (error) {
      await installation.close();
      throw error;
    }
  });

/** Runs the service of this name, or `projections`; says which there are where it is none. */
export const runNamed = async (name: string | undefined): Promise<void> => {
  if (name === 'projections') return runApp(name, ViewsModule);
  if (isService(name)) return runApp(name, WorkersModule.of(name));
  const found = name === undefined ? 'none was named' : `'${name}' is none`;
  process.stderr.write(
    `which service: expected ${serviceNames.join(', ')} or projections, ${found}\n`,
  );
  process.exitCode = 2;
};
