/** The apps on given servers, as many of each as asked for; or copies of one process with all. */
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePorts } from '#servers';
import { appNames } from '#services';
import type { AppName } from '#services';
import { startInstance } from './instance.js';
import type { Instance } from './instance.js';
import type { ProgramName } from './program.js';

export interface DeploymentWanted {
  readonly brokers: readonly string[];
  readonly redisUrl: string;
  /** 64 hex digits. */
  readonly numberKey: string;
  /** Each instance keeps its states in a folder of its own in here. */
  readonly stateDirectory: string;
  readonly prefix?: string;
  readonly partitions?: number;
  readonly replication?: number;
  /** Of each app, or of those named; else 1. */
  readonly instances?: number | Readonly<Partial<Record<AppName, number>>>;
  /** Instead of the apps: as many processes with all roles. */
  readonly copies?: number;
  /** Of the first api. */
  readonly port?: number;
  readonly sessionTimeoutMs?: number;
  readonly environment?: Readonly<Record<string, string>>;
  /** Of the instances of one app. */
  readonly environmentOf?: (app: ProgramName) => Readonly<Record<string, string>>;
  readonly nodeArguments?: readonly string[];
  readonly apps?: string;
}

export interface Deployment {
  /** Addresses of the api's instances, without `/v1`. */
  readonly apis: readonly string[];
  readonly all: () => readonly Instance[];
  instance(app: ProgramName, index?: number): Instance;
  /** SIGKILL, and waits for its end. */
  kill(app: ProgramName, index?: number): Promise<void>;
  /** SIGTERM, and waits for its end: the exit code. */
  end(app: ProgramName, index?: number): Promise<number | NodeJS.Signals>;
  /** Starts it again, on its port and its states. */
  restart(app: ProgramName, index?: number): Promise<void>;
  /** Until every instance answers `/ready`; fails with what one said that ended. */
  ready(waitMs?: number): Promise<void>;
  /** SIGTERM to all, SIGKILL to those that take too long. */
  stop(): Promise<void>;
}

const readyMsMax = 90_000;
const readyLookMs = 50;
const endMsMax = 15_000;

/** A port that nobody listens on at this moment. */
export const freePort = async (): Promise<number> => {
  const [port = 0] = await freePorts(1);
  return port;
};

export const startDeployment = async (wanted: DeploymentWanted): Promise<Deployment> => {
  const { copies } = wanted;
  const all =
    copies === undefined
      ? appNames.flatMap((app) => numbered(app, countOf(wanted, app)))
      : numbered('oms', copies);
  const ports = await freePorts(all.length);
  return new RunningDeployment(
    wanted,
    all.map(({ app, index }, at) => {
      const given = servesApi(app) && index === 0 ? wanted.port : undefined;
      return { app, index, port: given ?? ports[at] ?? 0 };
    }),
  );
};

const numbered = (app: ProgramName, count: number): readonly Omit<Place, 'port'>[] =>
  Array.from({ length: count }, (_, index) => ({ app, index }));

const servesApi = (app: ProgramName): boolean => app === 'api' || app === 'oms';

interface Place {
  readonly app: ProgramName;
  readonly index: number;
  readonly port: number;
}

const countOf = ({ instances = 1 }: DeploymentWanted, app: AppName): number =>
  typeof instances === 'number' ? instances : (instances[app] ?? 1);

const environmentOf = (
  wanted: DeploymentWanted,
  { app, index }: Place,
): Record<string, string> => ({
  KAFKA_BROKERS: wanted.brokers.join(','),
  REDIS_URL: wanted.redisUrl,
  OMS_NUMBER_KEY: wanted.numberKey,
  OMS_PREFIX: wanted.prefix ?? '',
  OMS_PARTITIONS: String(wanted.partitions ?? 4),
  OMS_REPLICATION: String(wanted.replication ?? 1),
  OMS_STATE_DIR: join(wanted.stateDirectory, `${app}-${index}`),
  ...(wanted.sessionTimeoutMs === undefined
    ? {}
    : { OMS_SESSION_TIMEOUT_MS: String(wanted.sessionTimeoutMs) }),
  ...wanted.environment,
  ...wanted.environmentOf?.(app),
});

class RunningDeployment implements Deployment {
  readonly apis: readonly string[];
  readonly #running = new Map<string, Instance>();

  constructor(
    private readonly wanted: DeploymentWanted,
    private readonly places: readonly Place[],
  ) {
    this.apis = places
      .filter(({ app }) => servesApi(app))
      .map(({ port }) => `http://127.0.0.1:${port}`);
    for (const place of places) this.#start(place);
  }

  readonly all = (): readonly Instance[] => [...this.#running.values()];

  instance(app: ProgramName, index = 0): Instance {
    const found = this.#running.get(`${app}-${index}`);
    if (found === undefined) throw new Error(`there is no ${app}-${index}`);
    return found;
  }

  async kill(app: ProgramName, index = 0): Promise<void> {
    const instance = this.instance(app, index);
    instance.signal('SIGKILL');
    await instance.ended;
  }

  async end(app: ProgramName, index = 0): Promise<number | NodeJS.Signals> {
    const instance = this.instance(app, index);
    instance.signal('SIGTERM');
    return instance.ended;
  }

  async restart(app: ProgramName, index = 0): Promise<void> {
    const place = this.places.find((each) => each.app === app && each.index === index);
    if (place === undefined) throw new Error(`there is no ${app}-${index}`);
    this.#start(place);
  }

  async ready(waitMs = readyMsMax): Promise<void> {
    await Promise.all(this.all().map((instance) => isReady(instance, waitMs)));
  }

  async stop(): Promise<void> {
    await Promise.all(
      this.all().map(async (instance) => {
        instance.signal('SIGTERM');
        // One that is stopped hears nothing else.
        instance.signal('SIGCONT');
        const late = setTimeout(() => instance.signal('SIGKILL'), endMsMax);
        await instance.ended;
        clearTimeout(late);
      }),
    );
    this.#running.clear();
  }

  #start(place: Place): void {
    const { apps, nodeArguments } = this.wanted;
    this.#running.set(
      `${place.app}-${place.index}`,
      startInstance({
        ...place,
        environment: environmentOf(this.wanted, place),
        ...(apps === undefined ? {} : { apps }),
        ...(nodeArguments === undefined ? {} : { nodeArguments }),
      }),
    );
  }
}

const isReady = async (instance: Instance, waitMs: number): Promise<void> => {
  const { app, index, address, said } = instance;
  let end: number | NodeJS.Signals | undefined;
  void instance.ended.then((how) => {
    end = how;
  });
  let last = 'no answer';
  for (const until = performance.now() + waitMs; performance.now() < until;) {
    const response = await fetch(`${address}/ready`).catch(() => undefined);
    // First: on the port of one that has ended, another may answer.
    if (end !== undefined) throw new Error(`${app}-${index} ended with ${end}: ${said()}`);
    if (response?.status === 200) return;
    if (response !== undefined) last = `${response.status} ${await response.text()}`;
    await pause(readyLookMs);
  }
  throw new Error(`${app}-${index} is not ready after ${waitMs} ms: ${last}\n${said()}`);
};
