import { Module } from '@nestjs/common';
import type { DynamicModule, LoggerService } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { MicroserviceOptions } from '@nestjs/microservices';
import { addressOf, guardServer, portOf, problemAdapter, ProblemFilter, requireTrust } from '#http';
import type { Guarded } from '#http';
import { isService, serviceNames } from '#services';
import type { Gateway } from '#services';
import { openEdge } from './edge.js';
import type { Edge } from './edge.js';
import { openInstallation } from './installation.js';
import type { Installation } from './installation.js';
import { InstallationModule } from './installation.module.js';
import { OperationsModule } from './operations/operations.module.js';
import { decisionsPath } from './operations/partitions.controller.js';
import { nameOf, servicesOf } from './settings/roles.js';
import type { Roles } from './settings/roles.js';
import { runProcess } from './run-process.js';
import type { Program } from './run-process.js';
import { RuntimeStrategy } from './runtime-strategy.js';
import { readSettings } from './settings/settings.js';
import { listeningFault } from './settings/unusable.js';
import { Watch } from './watching/watch.js';
import { ViewsModule, WorkersModule } from './work.modules.js';
import { Workers } from './workers.js';

/** Serves the API over a gateway. It is an app, and a library knows none: it is given. */
export type ServeApi = (
  options: Guarded & {
    readonly gateway: Gateway;
    readonly port: number;
    readonly token?: string;
    readonly logger: LoggerService;
  },
) => Promise<{ readonly address: string; close(): Promise<void> }>;

@Module({})
class WorkModule {
  static on(installation: Installation): DynamicModule {
    const { roles } = installation.settings;
    const services = servicesOf(roles);
    return {
      module: WorkModule,
      imports: [
        InstallationModule.of(installation),
        ...(services.length > 0 ? [WorkersModule.of(services)] : []),
        ...(roles.includes('projections') ? [ViewsModule] : []),
        OperationsModule,
      ],
    };
  }
}

/** Services and views as a Nest application: their work is a microservice of it. */
const openWork = async (installation: Installation): Promise<NestFastifyApplication> => {
  const { settings, logger } = installation;
  const adapter = problemAdapter({ forceCloseConnections: true });
  await guardServer(adapter.getInstance(), settings.guarded);
  requireTrust(adapter.getInstance(), decisionsPath, settings);
  const nest = await NestFactory.create<NestFastifyApplication>(
    WorkModule.on(installation),
    adapter,
    { bodyParser: false, logger, abortOnError: false },
  );
  nest.useGlobalFilters(new ProblemFilter());
  nest.connectMicroservice<MicroserviceOptions>({ strategy: nest.get(RuntimeStrategy) });
  return nest;
};

/**
 * Work without the API: its operations over HTTP. Its end, in this order: the work of each
 * partition, which leaves the group; the last word on the board; the HTTP server; Kafka, Redis, the
 * states.
 */
const startWork = async (installation: Installation): Promise<Program> => {
  const { settings } = installation;
  const { host, port, roles } = settings;
  const nest = await openWork(installation);
  const strategy = nest.get(RuntimeStrategy);
  const watch = nest.get(Watch);
  try {
    await nest.listen(port, host);
  } catch (error) {
    throw listeningFault(error, settings);
  }
  await nest.startAllMicroservices();
  const bound = portOf(nest.getHttpServer(), port);
  watch.start(bound);
  return {
    startMessage: `${nameOf(roles)} ${addressOf(host, bound)}`,
    failed: Promise.race([installation.crashed, strategy.failed]),
    close: async () => {
      await strategy.close();
      await watch.stop();
      await nest.close();
    },
  };
};

const serveEdge = async (
  { settings, logger }: Installation,
  { gateway }: Edge,
  serveApi: ServeApi,
): ReturnType<ServeApi> => {
  const { guarded, port, token } = settings;
  try {
    return await serveApi({
      ...guarded,
      gateway,
      port,
      logger,
      ...(token === undefined ? {} : { token }),
    });
  } catch (error) {
    throw listeningFault(error, settings);
  }
};

/** The API without work, which other processes do. */
const startEdge = async (installation: Installation, serveApi: ServeApi): Promise<Program> => {
  const edge = openEdge(installation);
  const api = await serveEdge(installation, edge, serveApi);
  return {
    startMessage: `api ${api.address}`,
    failed: installation.crashed,
    close: async () => {
      await api.close();
      edge.stop();
      await installation.close();
    },
  };
};

/**
 * Work, and the API that answers for it: `/health`, `/ready` and `/metrics` are the API's. It is
 * the first to end, so that what was asked is answered by work that still goes on.
 */
const startAll = async (installation: Installation, serveApi: ServeApi): Promise<Program> => {
  const nest = await openWork(installation);
  const strategy = nest.get(RuntimeStrategy);
  const watch = nest.get(Watch);
  const hasServices = servicesOf(installation.settings.roles).length > 0;
  const operations = hasServices ? nest.get(Workers) : undefined;
  const edge = openEdge(installation, { watch, operations });
  const api = await serveEdge(installation, edge, serveApi);
  await nest.init();
  await nest.startAllMicroservices();
  watch.start(Number(new URL(api.address).port));
  return {
    startMessage: `api ${api.address}`,
    failed: Promise.race([installation.crashed, strategy.failed]),
    close: async () => {
      await api.close();
      await strategy.close();
      await watch.stop();
      edge.stop();
      await nest.close();
    },
  };
};

const startRoles = (installation: Installation, serveApi: ServeApi): Promise<Program> => {
  const { roles } = installation.settings;
  if (!roles.includes('api')) return startWork(installation);
  return roles.length === 1 ? startEdge(installation, serveApi) : startAll(installation, serveApi);
};

/** Runs a process with these roles over Kafka and Redis until it is told to end. */
export const runRoles = (
  roles: Roles,
  serveApi: ServeApi,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<void> =>
  runProcess(nameOf(roles), async (journal) => {
    const installation = await openInstallation(readSettings(roles, environment), journal);
    try {
      return await startRoles(installation, serveApi);
    } catch (error) {
      await installation.close();
      throw error;
    }
  });

const noApi: ServeApi = () => Promise.reject(new Error('the api is an app of its own'));

/** Runs the service of this name, or `projections`; says which there are where it is none. */
export const runNamed = async (name: string | undefined): Promise<void> => {
  if (name === 'projections' || isService(name)) return runRoles([name], noApi);
  const found = name === undefined ? 'none was named' : `'${name}' is none`;
  process.stderr.write(
    `which service: expected ${serviceNames.join(', ')} or projections, ${found}\n`,
  );
  process.exitCode = 2;
};
