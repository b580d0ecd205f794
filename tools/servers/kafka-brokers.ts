/** Brokers in KRaft mode, one or three, each broker and controller at once. */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Kafka, logLevel } from 'kafkajs';
import { listens, ServerProcess } from './server-process.js';

const execute = promisify(execFile);

export interface BrokersWanted {
  readonly jars: string;
  readonly folder: string;
  /** One for each broker. */
  readonly ports: readonly number[];
  /** As many. */
  readonly controllerPorts: readonly number[];
}

const offsetsPartitions = 4;
const formatMsMax = 60_000;

const propertiesOf = (
  { ports, controllerPorts, folder }: BrokersWanted, index: number,
): string => {
  const replicas = ports.length;
  const inSync = Math.max(1, replicas - 1);
  const voters = controllerPorts.map((port, at) => `${at + 1}@127.0.0.1:${port}`).join(',');
  return Object.entries({
    'process.roles': 'broker,controller',
    'node.id': index + 1,
    'controller.quorum.voters': voters,
    'controller.listener.names': 'CONTROLLER',
    listeners: `PLAINTEXT://127.0.0.1:${ports[index]},`
      + `CONTROLLER://127.0.0.1:${controllerPorts[index]}`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${ports[index]}`,
    'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'log.dirs': join(folder, `data-${index}`),
    'auto.create.topics.enable': false,
    'unclean.leader.election.enable': false,
    'group.initial.rebalance.delay.ms': 0,
    'offsets.topic.num.partitions': offsetsPartitions,
    'offsets.topic.replication.factor': replicas,
    'transaction.state.log.replication.factor': replicas,
    'transaction.state.log.min.isr': inSync,
    'share.coordinator.state.topic.replication.factor': replicas,
    'share.coordinator.state.topic.min.isr': inSync,
    'num.network.threads': 2,
    'num.io.threads': 2,
    'broker.session.timeout.ms': 6_000,
    'log.cleaner.dedupe.buffer.size': 4_194_304,
  }).map(([name, value]) => `${name}=${value}\n`).join('');
};

/** Prepares its folders (kept ones go on) and answers the brokers, not started yet. */
export const kafkaBrokers = async (wanted: BrokersWanted): Promise<readonly ServerProcess[]> => {
  const { jars, folder, ports } = wanted;
  const classes = `${jars}/*`;
  const cluster = randomBytes(16).toString('base64url');
  return Promise.all(ports.map(async (port, index) => {
    const properties = join(folder, `server-${index}.properties`);
    writeFileSync(properties, propertiesOf(wanted, index));
    const data = join(folder, `data-${index}`);
    if (!existsSync(join(data, 'meta.properties'))) {
      mkdirSync(data, { recursive: true });
      await execute('java', [
        '-XX:TieredStopAtLevel=1', '-cp', classes, 'kafka.tools.StorageTool', 'format',
        '-t', cluster, '-c', properties,
      ], { timeout: formatMsMax });
    }
    const heap = ports.length > 1 ? '-Xmx384m' : '-Xmx512m';
    return new ServerProcess({
      name: `kafka-${index}`, command: 'java', folder, port,
      args: [heap, '-XX:+UseSerialGC', '-cp', classes, 'kafka.Kafka', properties],
      isUp: () => isUp(port, ports.length),
    });
  }));
};

/** A broker serves once it knows of all; beside killed ones, once it knows of a majority. */
const isUp = async (port: number, brokers: number): Promise<boolean> => {
  if (!await listens(port)) return false;
  const admin = new Kafka({
    brokers: [`127.0.0.1:${port}`], logLevel: logLevel.NOTHING, connectionTimeout: 1_000,
    retry: { retries: 0 },
  }).admin();
  try {
    await admin.connect();
    const { brokers: known } = await admin.describeCluster();
    return known.length > brokers / 2 && known.some((each) => each.port === port);
  } catch {
    return false;
  } finally {
    await admin.disconnect().catch(() => undefined);
  }
};
