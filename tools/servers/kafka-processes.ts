import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { kafkaAnswers, type KafkaAccess } from './answers.js';
import type { BrokerPorts } from './ports.js';
import { brokerSecurity, scramUsers, type Security } from './security.js';
import { ServerProcess } from './server-process.js';
import type { Detour, KafkaControl } from './servers.js';

const run = promisify(execFile);
const readyMsMax = 90_000;
const endMsMax = 4_000;

/** Quick to start, slower in the long run: compiled once, by the quick compiler. */
const quick = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC'];
const quiet = '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn';

export interface BrokersWanted {
  readonly folder: string;
  readonly jars: string;
  readonly ports: readonly BrokerPorts[];
  readonly lasting: boolean;
  readonly security: Security | undefined;
  /** One for each broker, or none at all. */
  readonly detours: readonly Detour[];
}

/** Brokers call each other directly, whatever becomes of the way of their clients. */
const listeners = (
  own: BrokerPorts,
  detour: Detour | undefined,
  security: Security | undefined,
): string => {
  const direct = `${security === undefined ? 'PLAINTEXT' : 'SASL_SSL'}://127.0.0.1:${own.client}`;
  const controller = `CONTROLLER://127.0.0.1:${own.controller}`;
  if (detour === undefined) {
    return `listeners=${direct},${controller}\nadvertised.listeners=${direct}`;
  }
  return `listeners=${direct},DETOUR://127.0.0.1:${detour.behind},${controller}
advertised.listeners=${direct},DETOUR://127.0.0.1:${detour.port}
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,DETOUR:PLAINTEXT,CONTROLLER:PLAINTEXT
inter.broker.listener.name=PLAINTEXT`;
};

/** Every broker is a controller too. Session limits are short, so that failures are seen soon. */
function settings(folder: string, index: number, wanted: BrokersWanted): string {
  const { ports, security, detours } = wanted;
  const own = ports[index];
  if (own === undefined) throw new RangeError(`no ports for broker ${index}`);
  const voters = ports.map(({ controller }, at) => `${at + 1}@127.0.0.1:${controller}`).join(',');
  const isrMin = ports.length > 1 ? 2 : 1;
  return `process.roles=broker,controller
node.id=${index + 1}
controller.quorum.voters=${voters}
controller.listener.names=CONTROLLER
${listeners(own, detours[index], security)}
log.dirs=${folder}
auto.create.topics.enable=false
unclean.leader.election.enable=false
default.replication.factor=${ports.length}
min.insync.replicas=${isrMin}
offsets.topic.num.partitions=4
offsets.topic.replication.factor=${ports.length}
transaction.state.log.num.partitions=4
transaction.state.log.replication.factor=${ports.length}
transaction.state.log.min.isr=${isrMin}
share.coordinator.state.topic.num.partitions=4
share.coordinator.state.topic.replication.factor=${ports.length}
share.coordinator.state.topic.min.isr=${isrMin}
group.initial.rebalance.delay.ms=0
group.min.session.timeout.ms=1000
broker.heartbeat.interval.ms=500
broker.session.timeout.ms=3000
log.cleaner.dedupe.buffer.size=16777216
${security === undefined ? '' : brokerSecurity(security)}`;
}

export class KafkaProcesses implements KafkaControl {
  /** Started again as they are, they go on from their data. */
  readonly brokers: readonly ServerProcess[];

  constructor(readonly wanted: BrokersWanted) {
    const heap = wanted.ports.length > 1 ? '-Xmx384m' : '-Xmx512m';
    const flags = wanted.lasting ? ['-XX:+UseSerialGC'] : quick;
    const java = ['java', heap, ...flags, quiet, '-cp', join(wanted.jars, '*'), 'kafka.Kafka'];
    this.brokers = wanted.ports.map(
      (_, index) =>
        new ServerProcess(`kafka-${index + 1}`, wanted.folder, [...java, this.#file(index)]),
    );
  }

  get addresses(): readonly string[] {
    return this.wanted.ports.map(({ client }) => `127.0.0.1:${client}`);
  }

  get #access(): KafkaAccess {
    const { security } = this.wanted;
    if (security === undefined) return {};
    const { user: username, password, ca } = security;
    return { ssl: { ca }, sasl: { mechanism: 'scram-sha-512', username, password } };
  }

  #file(index: number): string {
    return join(this.wanted.folder, `kafka-${index + 1}.properties`);
  }

  /** Starts all, on the data that is there; a folder without any is formatted first. */
  async startAll(): Promise<void> {
    const { folder, ports } = this.wanted;
    const clusterId = randomBytes(16).toString('base64url');
    await Promise.all(
      ports.map(async (_, index) => {
        const data = join(folder, `kafka-${index + 1}`);
        await writeFile(this.#file(index), settings(data, index, this.wanted));
        if (!existsSync(join(data, 'meta.properties'))) await this.#format(index, clusterId);
        this.brokers[index]?.start();
      }),
    );
    await Promise.all(ports.map((_, index) => this.#answers(index, ports.length)));
  }

  async #format(index: number, clusterId: string): Promise<void> {
    const { jars, security } = this.wanted;
    await run('java', [
      ...quick,
      quiet,
      '-cp',
      join(jars, '*'),
      'kafka.tools.StorageTool',
      'format',
      `--cluster-id=${clusterId}`,
      '-c',
      this.#file(index),
      ...(security === undefined ? [] : scramUsers(security)),
    ]);
  }

  async #answers(index: number, brokers: number): Promise<void> {
    const address = this.addresses[index];
    if (address === undefined) throw new RangeError(`there is no broker ${index}`);
    await this.#broker(index).ready(() => kafkaAnswers(address, brokers, this.#access), readyMsMax);
  }

  #broker(index: number): ServerProcess {
    const broker = this.brokers[index];
    if (broker === undefined) throw new RangeError(`there is no broker ${index}`);
    return broker;
  }

  async kill(index: number): Promise<void> {
    await this.#broker(index).end('SIGKILL', endMsMax);
  }

  async start(index: number): Promise<void> {
    this.#broker(index).start();
    await this.#answers(index, 1);
  }

  async pause(index: number): Promise<void> {
    this.#broker(index).signal('SIGSTOP');
  }

  async resume(index: number): Promise<void> {
    this.#broker(index).signal('SIGCONT');
  }

  /** In order where the data is kept; at once where it goes away anyway. */
  async endAll(inOrder: boolean): Promise<void> {
    const signal = inOrder ? 'SIGTERM' : 'SIGKILL';
    await Promise.all(this.brokers.map((broker) => broker.end(signal, endMsMax)));
  }
}
