/** Backup and restore of an installation on Kafka: under load, proved, and never twice. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Kafka, logLevel } from 'kafkajs';
import { uniquePrefix } from '#servers';
import { folder, oms, start } from '../acceptance/oms-process.js';
import type { Ended } from '../acceptance/oms-process.js';
import { startBuyers } from './buyers.js';
import { missing, openScene, receive } from './scene.js';
import type { Scene } from './scene.js';

jest.setTimeout(600_000);

let scene: Scene;
let kafka: Kafka;
let place: readonly string[] = [];
beforeAll(async () => {
  scene = await openScene({ shared: true });
  place = ['--brokers', scene.servers.brokers.join(',')];
  kafka = new Kafka({ brokers: [...scene.servers.brokers], logLevel: logLevel.NOTHING });
  await receive(scene.deployment.apis[0] ?? '', 'S0', 10_000);
});
afterAll(() => scene?.stop());

const channelOrder = (channelRef: string) => ({
  key: channelRef,
  value: JSON.stringify({
    channel: 'web',
    channelRef,
    currency: 'EUR',
    policy: { releaseOn: 'accepted' },
    lines: [{ sku: 'S0', node: 'main', quantity: '1', unitPrice: '9.90' }],
  }),
  headers: {
    ce_specversion: '1.0',
    ce_type: 'oms.order.place',
    ce_id: channelRef,
    ce_source: 'shop',
    'content-type': 'application/json',
  },
});

/** Orders of a shop that publishes in transactions: some given up, so that offsets have holes. */
const publish = async (run: string): Promise<void> => {
  const producer = kafka.producer({
    transactionalId: `${scene.prefix}${run}`,
    idempotent: true,
    maxInFlightRequests: 1,
  });
  await producer.connect();
  const topic = `${scene.prefix}oms.channels.orders`;
  for (const [at, end] of (['commit', 'abort', 'commit', 'abort'] as const).entries()) {
    const transaction = await producer.transaction();
    await transaction.send({ topic, messages: [channelOrder(`${run}-${at}`)] });
    await transaction[end]();
  }
  await producer.disconnect();
};

const expectDone = ({ code, stderr }: Ended): void => {
  expect(code === 0 ? '' : stderr.slice(-2_000)).toBe('');
};

const env = (prefix: string) => ({ env: { OMS_PREFIX: prefix } });
const backup = (into: string): Promise<Ended> =>
  oms(['backup', into, ...place, '--json'], env(scene.prefix));
const restoreArgs = (from: string): readonly string[] => [
  'restore',
  from,
  ...place,
  '--redis',
  scene.servers.redisUrl ?? '',
  '--beside',
  '--json',
];

/** Runs the services on what was restored; the servers stay. */
const withRestored = async (
  prefix: string,
  look: (restored: Scene) => Promise<void>,
): Promise<void> => {
  const restored = await openScene({ there: { servers: scene.servers, prefix } });
  try {
    await restored.settle();
    await look(restored);
  } finally {
    await restored.stop();
  }
};

it('a backup under load is a past that could have been, and its restore goes on', async () => {
  const { deployment } = scene;
  const [api = ''] = deployment.apis;
  const end = startBuyers({ apis: deployment.apis, count: 10, skus: ['S0'], run: 'load' });
  await publish('before');
  await pause(3_000);
  const answered = startBuyers({ apis: deployment.apis, count: 2, skus: ['S0'], run: 'answered' });
  await pause(1_000);
  const { bought } = await answered();
  const root = folder();
  const copies = [0, 1].map((at) => join(root, `b${at}`));
  for (const copy of copies) {
    const made = await backup(copy);
    expectDone(made);
    expect(JSON.parse(made.stdout)).toMatchObject({ directory: copy, numberKey: false });
  }
  const purchases = await end();
  expect(purchases.violations).toEqual([]);
  for (const [at, copy] of copies.entries()) {
    const target = `${uniquePrefix()}r${at}.`;
    const ended = await oms(restoreArgs(copy), env(target));
    expectDone(ended);
    await withRestored(target, async (restored) => {
      await restored.expectVerified();
      expect(await missing(restored.deployment.apis[0] ?? '', bought)).toEqual([]);
      // What was lost comes again and is the same order: it goes on.
      await receive(restored.deployment.apis[0] ?? '', 'S1', 5, 'after');
      await restored.settle();
      await restored.expectVerified();
    });
  }
  await scene.settle();
  expect(await missing(api, purchases.bought)).toEqual([]);
});

describe('a backup at rest', () => {
  let copy = '';
  beforeAll(async () => {
    await publish('at-rest');
    await scene.settle();
    copy = join(folder(), 'copy');
    expect((await backup(copy)).code).toBe(0);
  });

  it('gives the same exports, interrupted once, and is made once', async () => {
    const target = uniquePrefix();
    const admin = kafka.admin();
    await admin.connect();
    const half = start(restoreArgs(copy), env(target));
    while (
      !(await admin.listTopics()).includes(`${target}oms.orders.events`) &&
      half.child.exitCode === null
    )
      await pause(5);
    await half.kill();
    const status = await oms(
      ['status', ...place, '--redis', scene.servers.redisUrl ?? ''],
      env(target),
    );
    expect(status.code).toBe(1);
    expect(status.stderr).toContain('a restore was not finished: run `oms restore` again');
    const again = await oms(restoreArgs(copy), env(target));
    expectDone(again);
    expect(JSON.parse(again.stdout)).toMatchObject({ restores: 1 });
    const twice = await oms(restoreArgs(copy), env(target));
    expect(twice.code).toBe(1);
    expect(twice.stderr).toMatch(/is there, expected missing: a restore makes a new installation/);

    const timeline = async (of: Scene): Promise<string> =>
      (await of.oms('export', 'timeline')).stdout;
    await withRestored(target, async (restored) => {
      const { orders } = await scene.exports();
      expect(['at-rest-0', 'at-rest-1'].map((ref) => orders.includes(ref))).toEqual([true, false]);
      expect(await restored.exports()).toEqual(await scene.exports());
      expect(await timeline(restored)).toBe(await timeline(scene));
      await restored.expectVerified();
      expect(restored.deployment.instance('oms').said()).toContain('restored from the backup of');
    });
    await admin.disconnect();
  });

  it('is refused beside its original, and leaves nothing where it was interrupted', async () => {
    const { code, stderr } = await oms(
      restoreArgs(copy).filter((each) => each !== '--beside'),
      env(uniquePrefix()),
    );
    expect(code).toBe(1);
    expect(stderr).toContain('stands on the same cluster');
    const root = folder();
    const half = start(['backup', join(root, 'half'), ...place], env(scene.prefix));
    while (!existsSync(join(root, 'half.unfinished')) && half.child.exitCode === null) {
      await pause(1);
    }
    await half.kill();
    expect(readdirSync(root)).not.toContain('half');
    expect((await backup(join(root, 'half'))).code).toBe(0);
    expect(readdirSync(root)).toEqual(['half']);
    expect((await backup(join(root, 'half'))).stderr).toContain('is not empty');
  });
});
