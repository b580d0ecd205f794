/** Three brokers and Redis behind proxies, and two processes with all roles on them. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts, startServers, whyNoProcesses } from '#servers';
import type { Servers } from '#servers';
import { startDeployment } from '../../deployment/index.js';
import { Proxy } from '../proxy/proxy.js';
import { Instances } from './instances.js';
import { brokerCount, copies, numberKey, partitions, sessionTimeoutMs } from './scale.js';

export interface Site {
  readonly servers: Servers;
  /** By the broker's index. */
  readonly brokers: readonly Proxy[];
  readonly redis: Proxy;
  readonly instances: Instances;
  readonly apis: readonly string[];
  stop(): Promise<void>;
}

/** Why there can be no chaos here; undefined where there can. */
export const whyNoSite = async (): Promise<string | undefined> => {
  const given = ['KAFKA_BROKERS', 'REDIS_URL'].some((each) => process.env[each] !== undefined);
  return given ? 'needs own servers' : await whyNoProcesses();
};

export const openSite = async (say: (line: string) => void): Promise<Site> => {
  const ports = await freePorts(2 * brokerCount + 1);
  const [redisPort = 0, ...others] = ports;
  const detours = Array.from({ length: brokerCount }, (_, at) => ({
    port: others[2 * at] ?? 0,
    behind: others[2 * at + 1] ?? 0,
  }));
  const servers = await startServers({ brokers: brokerCount, detours, lasting: true, say });
  const redisUrl = new URL(servers.redisUrl ?? '');
  const brokers = await Promise.all(
    detours.map(({ port, behind }) => Proxy.open({ port, to: behind, kafka: true })),
  );
  const redis = await Proxy.open({ port: redisPort, to: Number(redisUrl.port), kafka: false });
  const folder = mkdtempSync(join(tmpdir(), 'throughline-chaos-'));
  const deployment = await startDeployment({
    brokers: detours.map(({ port }) => `127.0.0.1:${port}`),
    redisUrl: `redis://127.0.0.1:${redisPort}`,
    numberKey,
    stateDirectory: folder,
    partitions,
    replication: brokerCount,
    copies,
    sessionTimeoutMs,
  });
  const instances = new Instances(deployment);
  const stop = async (): Promise<void> => {
    await instances.end();
    await Promise.all([...brokers, redis].map((each) => each.close()));
    await servers.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  return { servers, brokers, redis, instances, apis: deployment.apis, stop };
};
