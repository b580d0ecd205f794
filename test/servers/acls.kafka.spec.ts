/** docs/kafka-acls.sh, run against a broker whose authorizer denies what nobody allowed. */
import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  AclOperationTypes,
  AclPermissionTypes,
  AclResourceTypes,
  Kafka,
  logLevel,
  ResourcePatternTypes,
} from 'kafkajs';
import type { AclEntry } from 'kafkajs';
import { startServers } from '#servers';
import type { Servers } from '#servers';
import { startDeployment } from '../../tools/deployment/index.js';
import type { Deployment } from '../../tools/deployment/index.js';
import { folder, oms, vectorKey } from '../acceptance/oms-process.js';
import { inJava } from '../foreign/java.js';
import { ownServers } from './own-servers.js';
import { receive } from './scene.js';

jest.setTimeout(300_000);

const operations: Readonly<Record<string, AclOperationTypes>> = {
  Create: AclOperationTypes.CREATE,
  Describe: AclOperationTypes.DESCRIBE,
  DescribeConfigs: AclOperationTypes.DESCRIBE_CONFIGS,
  Read: AclOperationTypes.READ,
  Write: AclOperationTypes.WRITE,
};

/** What one call of `kafka-acls --add` allows. */
const entriesOf = (call: string): readonly AclEntry[] => {
  const words = call.split(' ');
  const after = (name: string): readonly string[] =>
    words.flatMap((word, at) => (word === name ? [words[at + 1] ?? ''] : []));
  const [topic] = after('--topic');
  const [group = ''] = after('--group');
  return after('--operation').map((name) => ({
    resourceType: topic === undefined ? AclResourceTypes.GROUP : AclResourceTypes.TOPIC,
    resourceName: topic ?? group,
    resourcePatternType:
      after('--resource-pattern-type')[0] === 'prefixed'
        ? ResourcePatternTypes.PREFIXED
        : ResourcePatternTypes.LITERAL,
    principal: after('--allow-principal')[0] ?? '',
    host: '*',
    operation: operations[name] ?? AclOperationTypes.UNKNOWN,
    permissionType: AclPermissionTypes.ALLOW,
  }));
};

/** Runs the script with a `kafka-acls` that writes down what it is asked for. */
const allowedBy = async (brokers: readonly string[]): Promise<readonly AclEntry[]> => {
  const bin = folder();
  const calls = join(bin, 'calls');
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, 'kafka-acls'), `#!/bin/sh\nprintf '%s\\n' "$*" >> '${calls}'\n`);
  chmodSync(join(bin, 'kafka-acls'), 0o755);
  await promisify(execFile)('bash', ['docs/kafka-acls.sh'], {
    env: { PATH: `${bin}:${process.env.PATH ?? ''}`, KAFKA_BROKERS: brokers.join(',') },
  });
  return readFileSync(calls, 'utf8').trim().split('\n').flatMap(entriesOf);
};

const name = 'an authorizer that denies what nobody allowed';

ownServers(name, () =>
  inJava(name, () => {
    let servers: Servers;
    let deployment: Deployment;
    let environment: Readonly<Record<string, string>> = {};
    const as = (username: string): Kafka =>
      new Kafka({
        brokers: [...servers.brokers],
        logLevel: logLevel.NOTHING,
        retry: { retries: 1 },
        ssl: { ca: readFileSync(environment.NODE_EXTRA_CA_CERTS ?? '') },
        sasl: { mechanism: 'plain', username, password: servers.access?.password ?? '' },
      });

    beforeAll(async () => {
      servers = await startServers({ brokers: 1, secured: true });
      ({ environment = {} } = servers.access ?? {});
      const admin = as('oms').admin();
      await admin.connect();
      await admin.createAcls({ acl: [...(await allowedBy(servers.brokers))] });
      await admin.disconnect();
      deployment = await startDeployment({
        brokers: servers.brokers,
        redisUrl: servers.redisUrl ?? '',
        numberKey: vectorKey,
        stateDirectory: folder(),
        environmentOf: (app) => ({
          ...environment,
          KAFKA_SASL_MECHANISM: 'plain',
          KAFKA_SASL_USERNAME: `oms-${app}`,
        }),
      });
      await deployment.ready();
    });
    afterAll(async () => {
      await deployment?.stop();
      await servers?.stop();
    });

    const order = (channelRef: string) => ({
      channel: 'web',
      channelRef,
      currency: 'EUR',
      policy: { releaseOn: 'accepted' },
      lines: [{ sku: 'S0', node: 'main', quantity: '1', unitPrice: '9.90' }],
    });

    /** One record by this user: undefined, or the broker's word. */
    const written = async (user: string, topic: string): Promise<string | undefined> => {
      const producer = as(user).producer({ allowAutoTopicCreation: false });
      await producer.connect();
      try {
        await producer.send({
          topic,
          messages: [
            {
              value: JSON.stringify(order('C-1')),
              headers: {
                ce_specversion: '1.0',
                ce_id: 'c-1',
                ce_source: 'shop',
                ce_type: 'oms.order.place',
                'content-type': 'application/json',
              },
            },
          ],
        });
        return undefined;
      } catch (error) {
        return String(error);
      } finally {
        await producer.disconnect();
      }
    };

    /** The first record that this user's group reads, or why it may not. */
    const readBy = async (user: string, groupId: string, topic: string): Promise<string> => {
      const consumer = as(user).consumer({ groupId, retry: { retries: 0 } });
      try {
        await consumer.connect();
        await consumer.subscribe({ topics: [topic], fromBeginning: true });
        return await new Promise<string>((resolve, reject) => {
          consumer.on(consumer.events.CRASH, ({ payload: { error } }) => reject(error));
          consumer.run({ eachMessage: async () => resolve('read') }).catch(reject);
        });
      } catch (error) {
        return String(error);
      } finally {
        await consumer.disconnect();
      }
    };

    it('lets every service do its work, each under its own name', async () => {
      const [api = ''] = deployment.apis;
      await receive(api, 'S0', 10);
      const placed = await fetch(`${api}/v1/orders`, {
        method: 'POST',
        body: JSON.stringify(order('A-1')),
        headers: { 'content-type': 'application/json', prefer: 'wait=20' },
      });
      expect(placed.status).toBe(201);
      const { omsNumber } = (await placed.json()) as { readonly omsNumber: string };
      expect(await written('shop-publisher', 'oms.channels.orders')).toBeUndefined();
      expect(await (await fetch(`${api}/v1/settled?wait=60`)).json()).toEqual({
        settled: true,
        waitingFor: [],
      });
      expect(await (await fetch(`${api}/v1/orders/${omsNumber}`)).json()).toMatchObject({
        lifecycle: 'in_fulfilment',
        shipments: [{ status: 'planned' }],
      });
      expect(await (await fetch(`${api}/v1/references/C-1?channel=web`)).json()).toMatchObject({
        orders: [{ channel: 'web' }],
      });
      const verified = await oms(['verify', '--brokers', servers.brokers.join(','), '--json'], {
        env: { ...environment, REDIS_URL: servers.redisUrl ?? '' },
      });
      expect(JSON.parse(verified.stdout)).toMatchObject({ violations: 0, orders: 2 });
      for (const each of deployment.all()) expect(each.said()).not.toContain('AUTHORIZATION');
    });

    it('lets one process with all roles do the same under one name', async () => {
      const one = await startDeployment({
        brokers: servers.brokers,
        redisUrl: servers.redisUrl ?? '',
        numberKey: vectorKey,
        stateDirectory: folder(),
        copies: 1,
        environment: {
          ...environment,
          KAFKA_SASL_MECHANISM: 'plain',
          KAFKA_SASL_USERNAME: 'oms-serve',
        },
      });
      try {
        await one.ready();
        await deployment.stop();
        const [api = ''] = one.apis;
        const placed = await fetch(`${api}/v1/orders`, {
          method: 'POST',
          body: JSON.stringify(order('A-2')),
          headers: { 'content-type': 'application/json', prefer: 'wait=20' },
        });
        expect(placed.status).toBe(201);
        expect(await (await fetch(`${api}/v1/settled?wait=60`)).json()).toMatchObject({
          settled: true,
        });
        for (const each of one.all()) expect(each.said()).not.toContain('AUTHORIZATION');
      } finally {
        await one.stop();
      }
    });

    it('lets a channel publish orders and nothing else', async () => {
      for (const topic of ['oms.orders.inbox', 'oms.orders.events', 'oms.settings']) {
        expect(await written('shop-publisher', topic)).toMatch(/not authorized/i);
      }
      expect(await readBy('shop-publisher', 'shop.x', 'oms.orders.events')).toMatch(
        /not authorized/i,
      );
    });

    it('lets who follows events read them, in groups of its own, and write nowhere', async () => {
      expect(await readBy('shop-reader', 'shop.books', 'oms.orders.events')).toBe('read');
      // kafkajs hides the broker's word where it may not even ask for the group.
      expect(await readBy('shop-reader', 'orders', 'oms.orders.events')).toMatch(
        /not authorized|Failed to find group coordinator/i,
      );
      expect(await readBy('shop-reader', 'shop.inbox', 'oms.orders.inbox')).toMatch(
        /not authorized/i,
      );
      for (const topic of ['oms.orders.events', 'oms.channels.orders']) {
        expect(await written('shop-reader', topic)).toMatch(/not authorized/i);
      }
    });

    it('lets no service write the events of another', async () => {
      expect(await written('oms-inventory', 'oms.orders.events')).toMatch(/not authorized/i);
      expect(await written('oms-api', 'oms.orders.events')).toMatch(/not authorized/i);
      expect(await written('oms-projections', 'oms.orders.inbox')).toMatch(/not authorized/i);
    });
  }),
);
