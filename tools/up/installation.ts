import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { laterKeys, numberKey, numberKeyFile } from '#embedded';
import { startServers, uniquePrefix, type Servers } from '#servers';
import { programOf } from '../deployment/program.js';
import { AskedWrongly, type Asked } from './asked.js';
import { openHome } from './home.js';
import { allServices, holdPorts, oneProgram } from './ports.js';
import { Service } from './service.js';

const readyLookMs = 100;
const sayAgainMs = 30_000;
const charsMax = 200;

/** Kafka, Redis, and one process or one for each service, below this one. */
export interface Installation {
  /** Rejects where it cannot go on; never resolves before `stop`. */
  readonly running: Promise<unknown>;
  /** Returns when the API answers `/ready` with 200: its address. */
  ready(): Promise<string>;
  /** Ends all in order: the services first, then what they stand on. */
  stop(): Promise<void>;
}

/** Starts everything. What it started ends with this process, however that ends. */
export async function install(asked: Asked, say: (line: string) => void): Promise<Installation> {
  const later = laterKeysGiven();
  const names = asked.services ? allServices : oneProgram;
  const { ports, release: releasePorts } = await holdPorts(names, asked.port, say);
  const { data, brokers } = asked;
  const home = await openHome(data);
  const folder = home.services;
  const key = Buffer.from(numberKey(home.path, process.env['OMS_NUMBER_KEY'])).toString('hex');
  const kept = data === undefined ? {} : { data };
  const servers = await startServers({ brokers, say, lasting: true, ...kept });
  const shared = environmentOf(servers, { key, later }, !home.temporary);
  const services = names.map((name, at) => {
    const program = programOf(name, join(process.cwd(), 'dist/apps'));
    const own = { OMS_PORT: String(ports[at]), OMS_STATE_DIR: join(folder, name) };
    return new Service(name, folder, program, { ...shared, ...own }, say);
  });
  const listens = (): boolean => services[0]?.hasSaid(/^api http/m) ?? false;
  await releasePorts();
  const running = Promise.race([
    Promise.all(services.map((service) => service.run())),
    servers.keep(say).then((why) => {
      throw new Error(
        `${why}\n${
          home.temporary
            ? 'start it again'
            : `start it again: the next start goes on from ${home.path}`
        }`,
      );
    }),
  ]);
  for (const [at, name] of names.entries()) {
    if (at > 0) say(`${name} http://127.0.0.1:${ports[at]}/health`);
  }
  say(`logs and states in ${folder}${home.temporary ? ' (temporary)' : ''}; ${keyAt(home.path)}`);
  return {
    running,
    ready: () => readyAt(`http://127.0.0.1:${ports[0]}`, listens, say),
    stop: async () => {
      await Promise.all(services.map((service) => service.stop()));
      await servers.stop();
      await home.release();
    },
  };
}

/** Where to have it from for `oms … --brokers`; it is never shown itself. */
const keyAt = (path: string): string =>
  process.env['OMS_NUMBER_KEY']?.trim()
    ? 'OMS_NUMBER_KEY is as it was given'
    : `OMS_NUMBER_KEY is in ${numberKeyFile(path)}`;

/** Checked before anything starts; of a file what it holds, as the services run elsewhere. */
function laterKeysGiven(): string {
  const later = laterKeys(process.env['OMS_NUMBER_KEYS']);
  if (later.kind === 'read') return later.text;
  throw new AskedWrongly(`OMS_NUMBER_KEYS: expected ${later.expected}`);
}

/** As OMS_NUMBER_KEY and OMS_NUMBER_KEYS are given. */
interface KeyTexts {
  readonly key: string;
  readonly later: string;
}

/** What all services get; what the caller's own environment says of it goes first. */
function environmentOf(
  servers: Servers,
  { key, later }: KeyTexts,
  kept: boolean,
): NodeJS.ProcessEnv {
  const given = process.env;
  const ofOthers = !servers.owned && !kept;
  return {
    OMS_HOST: '127.0.0.1',
    OMS_REPLICATION: String(Math.min(3, servers.brokers.length)),
    OMS_PREFIX: ofOthers ? uniquePrefix() : '',
    ...given,
    OMS_ROLES: '',
    OMS_NUMBER_KEY: key,
    OMS_NUMBER_KEYS: later,
    KAFKA_BROKERS: servers.brokers.join(','),
    REDIS_URL: servers.redisUrl ?? '',
  };
}

/** Asks only while our own API listens: before, another program may answer at its port. */
async function readyAt(
  address: string,
  listens: () => boolean,
  say: (line: string) => void,
): Promise<string> {
  for (let sayAt = performance.now() + sayAgainMs; ;) {
    const answer = listens() ? await fetch(`${address}/ready`).catch(() => undefined) : undefined;
    if (answer?.status === 200) return address;
    const text = await answer?.text().catch(() => '');
    if (performance.now() > sayAt) {
      const why = `${answer?.status ?? 'no answer'} ${text?.slice(0, charsMax) ?? ''}`;
      say(`still waiting for the API: ${why}`);
      sayAt += sayAgainMs;
    }
    await sleep(readyLookMs);
  }
}
