/**
 * Servers of a test's own and the product on them, as an operator would run it: copies of one
 * process (one), or so many instances of each service.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sharedServers, startServers, uniquePrefix } from '#servers';
import type { Servers } from '#servers';
import type { SettledState } from '#runtime';
import type { PartitionStatus } from '#services';
import { startDeployment } from '../../tools/deployment/index.js';
import type { Deployment, DeploymentWanted } from '../../tools/deployment/index.js';
import { oms, vectorKey } from '../acceptance/oms-process.js';
import type { Ended, Exports } from '../acceptance/oms-process.js';

export interface SceneWanted extends Pick<
  DeploymentWanted,
  'instances' | 'copies' | 'sessionTimeoutMs'
> {
  readonly brokers?: 1 | 3;
  /** On the servers of the whole test run, under a prefix of its own: they are left alone. */
  readonly shared?: true;
  /** An installation that is there, on servers that another scene has and stops. */
  readonly there?: { readonly servers: Servers; readonly prefix: string };
  /** On servers that ask for TLS and a password. */
  readonly secured?: true;
}

export interface Scene {
  readonly servers: Servers;
  readonly deployment: Deployment;
  readonly prefix: string;
  /** The command line with `--brokers … --redis …`. */
  oms(...args: readonly string[]): Promise<Ended>;
  exports(): Promise<Exports>;
  settle(): Promise<void>;
  /** `oms verify` on the servers finds nothing, and proves this many orders; what it counted. */
  expectVerified(orders?: number): Promise<Verified>;
  stop(): Promise<void>;
}

export interface Verified {
  /** By service. */
  readonly counts: Readonly<Record<string, { readonly superseded: number }>>;
}

interface Status {
  readonly partitions: readonly PartitionStatus[];
}

/** A busy machine answers late: who asks by the command line asks again, as people do. */
const serversAway = /cannot answer now|not connected|no answer|timed out|Connection error|closed/i;
const triesMax = 3;
const againMs = 1_000;
const settleSeconds = 60;
const saidCharsMax = 2_000;

/** The servers that a scene runs on, and the prefix of its installation there. */
const serversFor = async ({
  brokers = 1,
  shared,
  secured,
  there,
}: SceneWanted): Promise<Pick<Scene, 'servers' | 'prefix'>> => {
  if (there !== undefined) return there;
  if (shared === true) return { servers: await sharedServers(), prefix: uniquePrefix() };
  const servers = await startServers({ brokers, ...(secured === undefined ? {} : { secured }) });
  return { servers, prefix: '' };
};

export const openScene = async (wanted: SceneWanted): Promise<Scene> => {
  const { brokers = 1, instances, copies = 1, sessionTimeoutMs, there } = wanted;
  const folder = mkdtempSync(join(tmpdir(), 'throughline-scene-'));
  const { servers, prefix } = await serversFor(wanted);
  const { redisUrl = '', access } = servers;
  const deployment = await startDeployment({
    brokers: servers.brokers,
    redisUrl,
    numberKey: vectorKey,
    stateDirectory: folder,
    replication: brokers,
    prefix,
    environment: access?.environment ?? {},
    ...(instances === undefined ? { copies } : { instances }),
    ...(sessionTimeoutMs === undefined ? {} : { sessionTimeoutMs }),
  });
  const stop = async (): Promise<void> => {
    await deployment.stop();
    if (there === undefined) await servers.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await deployment.ready();
  } catch (error) {
    await stop();
    throw error;
  }
  return { servers, deployment, prefix, stop, ...commandsOn({ servers, deployment, prefix }) };
};

/** What a spec does and asks by the command line and the API. */
const commandsOn = ({
  servers,
  deployment,
  prefix,
}: Pick<Scene, 'servers' | 'deployment' | 'prefix'>): Pick<
  Scene,
  'oms' | 'exports' | 'settle' | 'expectVerified'
> => {
  const { redisUrl = '', access } = servers;
  const where = ['--brokers', servers.brokers.join(','), '--redis', redisUrl];
  const [api = ''] = deployment.apis;
  const env = { ...access?.environment, OMS_PREFIX: prefix };
  const run = async (...args: readonly string[]): Promise<Ended> => {
    for (let tries = 1; ; tries += 1) {
      const ended = await oms([...args, ...where], { env });
      const hasSaid = ended.code !== 1 || ended.stdout !== '';
      if (hasSaid || tries === triesMax || !serversAway.test(ended.stderr)) return ended;
      process.stdout.write(`oms ${args.join(' ')}, again after: ${ended.stderr}\n`);
      await pause(againMs);
    }
  };
  const exported = async (what: string): Promise<string> => {
    const { code, stdout, stderr } = await run('export', what);
    expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
    return stdout;
  };
  return {
    oms: run,
    exports: async () => ({ orders: await exported('orders'), stock: await exported('stock') }),
    async settle() {
      const response = await fetch(`${api}/v1/settled?wait=${settleSeconds}`);
      const { settled, waitingFor } = (await response.json()) as SettledState;
      if (settled) return;
      const { partitions } = (await (await fetch(`${api}/v1/status`)).json()) as Status;
      const rows = partitions.filter(({ state, lag }) => state !== 'running' || lag > 0);
      const said = deployment.all().map((each) => each.said().slice(-saidCharsMax));
      throw new Error(
        `nothing settles: ${waitingFor.join('; ')}\n${JSON.stringify(rows)}\n${said.join('\n')}`,
      );
    },
    async expectVerified(orders) {
      const { code, stdout, stderr } = await run('verify', '--json');
      if (stdout === '') throw new Error(`verify ended with ${code}: ${stderr}`);
      const verified = JSON.parse(stdout) as Verified;
      expect({ code, stderr: stderr.slice(-2_000), ...verified }).toMatchObject({
        code: 0,
        violations: 0,
        firstViolations: [],
        settled: true,
        waitingFor: [],
        ...(orders === undefined ? {} : { orders }),
      });
      return verified;
    },
  };
};

/** Stock for the buyers, once it is in the books. */
export const receive = async (
  api: string,
  sku: string,
  quantity: number,
  id = `opening:${sku}`,
): Promise<void> => {
  const response = await fetch(`${api}/v1/stock/main/${sku}/receipts`, {
    method: 'POST',
    body: JSON.stringify({ id, quantity: String(quantity) }),
    headers: { 'content-type': 'application/json', prefer: 'wait=20' },
  });
  expect(response.status).toBe(200);
};

/** All of these orders are there, each under its own reference. */
export const missing = async (
  api: string,
  bought: readonly { readonly omsNumber: string; readonly ref: string }[],
): Promise<readonly string[]> => {
  const gone: string[] = [];
  for (let at = 0; at < bought.length; at += atOnce) {
    await Promise.all(
      bought.slice(at, at + atOnce).map(async ({ omsNumber, ref }) => {
        const response = await patiently(`${api}/v1/orders/${omsNumber}`);
        const { channelRef } = (await response.json()) as { readonly channelRef?: string };
        if (channelRef !== ref) gone.push(`${ref} ${omsNumber}: ${response.status} ${channelRef}`);
      }),
    );
  }
  return gone;
};

/** Who is told to come later does. */
const patiently = async (url: string): Promise<Response> => {
  for (let tries = 1; ; tries += 1) {
    const response = await fetch(url);
    if (response.status !== 503 || tries === laterMax) return response;
    await response.text();
    await pause(againMs);
  }
};
const laterMax = 10;

const atOnce = 50;
