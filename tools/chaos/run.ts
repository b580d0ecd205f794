import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Kafka, Partitioners, logLevel } from 'kafkajs';
import type { Producer } from 'kafkajs';
import { parseKey } from '#kernel';
import { check } from './checker/check.js';
import { readLogs } from './checker/read-logs.js';
import { Client } from './load/client.js';
import { Load } from './load/load.js';
import { Dice } from './nemesis/dice.js';
import { Nemesis } from './nemesis/nemesis.js';
import { Poisoner, poisonTopics } from './nemesis/poison.js';
import { scheduleOf } from './nemesis/schedule.js';
import { reportOf } from './report.js';
import type { ChaosReport, LoadReport } from './report.js';
import { numberKey, partitions } from './site/scale.js';
import { openSite } from './site/site.js';
import type { Site } from './site/site.js';

export interface ChaosWanted {
  readonly minutes: number;
  readonly seed: number;
  readonly commit: string;
  readonly recoveryMsMax: number;
  readonly say: (line: string) => void;
}

const readyMsMax = 120_000;
/** Long enough for the last fault's recovery to be seen, or to be seen missing. */
const lastCalmMs = 20_000;
const poisonPauseMs = 400;
const settleTriesMax = 6;

export const runChaos = async (wanted: ChaosWanted): Promise<ChaosReport> => {
  const site = await openSite(wanted.say);
  try {
    await site.instances.ready(readyMsMax);
    return await new Run(wanted, site).report();
  } finally {
    await site.stop();
  }
};

class Run {
  readonly #kafka: Kafka;
  readonly #producer: Producer;
  readonly #client: Client;
  readonly #load: Load;

  constructor(
    private readonly wanted: ChaosWanted,
    private readonly site: Site,
  ) {
    this.#kafka = new Kafka({
      clientId: 'chaos',
      brokers: [...site.servers.brokers],
      logLevel: logLevel.NOTHING,
      retry: { retries: 8, maxRetryTime: 5_000 },
    });
    this.#producer = this.#kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
    this.#client = new Client(site.apis);
    this.#load = new Load({
      client: this.#client,
      producer: this.#producer,
      keys: { epochs: [{ from: Number.NEGATIVE_INFINITY, key: parseKey(numberKey) }] },
      partitions,
      seed: wanted.seed,
    });
  }

  async report(): Promise<ChaosReport> {
    const { seed, minutes, commit, say } = this.wanted;
    const admin = this.#kafka.admin();
    await Promise.all([admin.connect(), this.#producer.connect()]);
    await this.#load.open();
    const nemesis = new Nemesis({
      site: this.site,
      admin,
      seed,
      flashSale: (...sale) => this.#load.flashSale(...sale),
      say,
    });
    const poisoner = new Poisoner(this.#producer, new Dice(seed ^ 0xbad), partitions);
    say(`load and faults for ${minutes} minutes, seed ${seed}`);
    this.#load.start();
    const endPoison = this.#poison(poisoner);
    await Promise.all([nemesis.run(scheduleOf(seed, minutes)), pause(minutes * 60_000)]);
    await endPoison();
    say('the last fault is mended');
    await Promise.all([this.site.instances.ready(readyMsMax), pause(lastCalmMs)]);
    await this.#load.end();
    const settled = await this.#settled();
    await Promise.all([admin.disconnect(), this.#producer.disconnect()]);
    say('reading the logs');
    const logs = await readLogs(this.#kafka, poisonTopics);
    const { acknowledged } = this.#client;
    const { touches } = nemesis;
    const checked = check(logs, { acknowledged, published: this.#load.published, touches });
    say('oms verify');
    return reportOf({
      seed,
      minutes,
      commit,
      faults: nemesis.counts,
      faultsFailed: nemesis.failed,
      load: this.#loadReport(poisoner),
      endings: this.site.instances.endings,
      verify: await this.#verify(),
      checked,
      recoveryMsMax: this.wanted.recoveryMsMax,
      httpViolations: this.#client.violations,
      settled,
    });
  }

  #poison(poisoner: Poisoner): () => Promise<void> {
    const ends = new AbortController();
    const work = (async () => {
      while (!ends.signal.aborted) {
        await poisoner.send();
        await pause(poisonPauseMs);
      }
    })();
    return () => {
      ends.abort();
      return work;
    };
  }

  /** What it still waits for, in words; nothing where it came to rest. */
  async #settled(): Promise<string> {
    let last = 'no answer';
    for (let tries = 0; tries < settleTriesMax; tries += 1) {
      const api = this.site.apis[tries % this.site.apis.length] ?? '';
      const response = await fetch(`${api}/v1/settled?wait=30`).catch(() => undefined);
      const body = (await response?.json()) as
        | { readonly settled?: boolean; readonly waitingFor?: readonly string[] }
        | undefined;
      if (body?.settled === true) return '';
      last = body?.waitingFor?.join('; ') ?? `status ${response?.status}`;
    }
    return last;
  }

  #loadReport(poisoner: Poisoner): LoadReport {
    const { acknowledged, refused, givenUp, again } = this.#client;
    const count = (kind: string): number =>
      acknowledged.filter((each) => each.kind === kind).length;
    return {
      orders: count('order'),
      probes: count('probe'),
      cancels: count('cancel'),
      receipts: count('receipt'),
      published: this.#load.published.length,
      refused,
      givenUp,
      again: Object.fromEntries(again),
      poison: Object.values(poisoner.sent).reduce((sum, sent) => sum + sent, 0),
    };
  }

  /** The project's own verification, as a second opinion. */
  async #verify(): Promise<ChaosReport['verify']> {
    const { brokers, redisUrl = '' } = this.site.servers;
    const child = spawn(
      process.execPath,
      [
        join(process.cwd(), 'dist/apps/oms/src/main.js'),
        'verify',
        '--json',
        '--brokers',
        brokers.join(','),
        '--redis',
        redisUrl,
      ],
      {
        env: { ...process.env, OMS_NUMBER_KEY: numberKey, OMS_PREFIX: '' },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    const said = { out: '', err: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => (said.out += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (said.err += text));
    await once(child, 'close');
    const code = child.exitCode ?? 1;
    return { code, said: code === 0 ? '' : `${said.out}\n${said.err}`.slice(-2_000) };
  }
}
