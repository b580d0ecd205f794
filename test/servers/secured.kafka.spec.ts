import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { freePort } from '../../tools/deployment/index.js';
import { startInstance } from '../../tools/deployment/instance.js';
import { oms, vectorKey } from '../acceptance/oms-process.js';
import { inJava } from '../foreign/java.js';
import { notRun } from '../not-run.js';
import { ownServers } from './own-servers.js';
import { openScene, receive } from './scene.js';
import type { Scene } from './scene.js';

const name = 'servers that ask for TLS and a password';
const endMsMax = 60_000;
const lookMs = 100;
const wrong = 'no-password-of-theirs';

type Environment = Readonly<Record<string, string>>;

ownServers(name, () =>
  inJava(name, () => {
    let scene: Scene;
    let api: string;
    let redisUrl: string;
    let access: NonNullable<Scene['servers']['access']>;
    beforeAll(async () => {
      scene = await openScene({ secured: true });
      [api = ''] = scene.deployment.apis;
      const { servers } = scene;
      if (servers.access === undefined) throw new Error('these servers let in everybody');
      access = servers.access;
      redisUrl = servers.redisUrl ?? '';
      if (access.whyNoRedisTls !== undefined) notRun('Redis over TLS', access.whyNoRedisTls);
      await receive(api, 'S0', 10);
    });
    afterAll(() => scene?.stop());

    const order = async (channelRef: string): Promise<string> => {
      const response = await fetch(`${api}/v1/orders`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', prefer: 'wait=20' },
        body: JSON.stringify({
          channel: 'web',
          channelRef,
          currency: 'EUR',
          lines: [{ sku: 'S0', node: 'main', quantity: '2', unitPrice: '9.90' }],
        }),
      });
      expect(response.status).toBe(201);
      const { omsNumber } = (await response.json()) as { readonly omsNumber: string };
      return omsNumber;
    };

    const read = async (omsNumber: string): Promise<unknown> =>
      (await fetch(`${api}/v1/orders/${omsNumber}`)).json();

    /** What a process of the product finds in its environment, but for a few variables. */
    const environment = (changes: Environment): Environment => ({
      KAFKA_BROKERS: scene.servers.brokers.join(','),
      REDIS_URL: redisUrl,
      OMS_NUMBER_KEY: vectorKey,
      ...access.environment,
      ...changes,
    });
    const redisAs = (login: string): string => redisUrl.replace(/(?<=\/\/).*@/, login);

    /** Redis by the environment: what stands in a command line, others can read. */
    const status = (changes: Environment) =>
      oms(['status', '--brokers', scene.servers.brokers.join(',')], { env: environment(changes) });

    const expectNoSecret = (text: string): void => {
      for (const secret of [access.password, encodeURIComponent(access.password), wrong]) {
        expect(text).not.toContain(secret);
      }
    };

    /** How a service ends that is not let in, and the line that it ends with. */
    const refused = async (changes: Environment): Promise<string> => {
      const service = startInstance({
        app: 'orders',
        index: 9,
        port: await freePort(),
        environment: environment(changes),
      });
      const late = setTimeout(() => service.signal('SIGKILL'), endMsMax);
      const code = await service.ended;
      clearTimeout(late);
      const said = service.said();
      expectNoSecret(said);
      expect(said).not.toMatch(/^ +at /m);
      return `${code}: ${said.trim().split('\n').at(-1)}`;
    };

    it('carry an order to its end, and the command line proves it', async () => {
      const omsNumber = await order('R-1');
      await scene.settle();
      expect(await read(omsNumber)).toMatchObject({ channelRef: 'R-1', lifecycle: 'accepted' });
      await scene.expectVerified(1);
    });

    it('let in by each mechanism of Kafka, and by a password of Redis without a user', async () => {
      const answers = await Promise.all([
        ...['plain', 'scram-sha-256', 'scram-sha-512'].map((mechanism) =>
          status({ KAFKA_SASL_MECHANISM: mechanism }),
        ),
        status({ REDIS_URL: redisAs(`:${encodeURIComponent(access.password)}@`) }),
      ]);
      expect(answers.map(({ code, stderr }) => [code, stderr])).toEqual(
        Array.from(answers, () => [0, '']),
      );
    });

    it('are refused to a service with the name of what to set otherwise', async () => {
      const noLogin = {
        KAFKA_SASL_MECHANISM: '',
        KAFKA_SASL_USERNAME: '',
        KAFKA_SASL_PASSWORD: '',
      };
      const answers = await Promise.all([
        refused({ KAFKA_SASL_PASSWORD: wrong }),
        refused({ KAFKA_SASL_PASSWORD: wrong, KAFKA_SASL_MECHANISM: 'plain' }),
        refused({ KAFKA_SSL: '' }),
        refused(noLogin),
        refused({ ...noLogin, KAFKA_SSL: '' }),
        refused({ REDIS_URL: redisAs(`oms:${wrong}@`) }),
        refused({ REDIS_URL: redisAs('') }),
      ]);
      expect(answers).toEqual([
        ...Array.from({ length: 2 }, () =>
          expect.stringMatching(
            /^1: no Kafka .* correct KAFKA_SASL_USERNAME, KAFKA_SASL_PASSWORD /,
          ),
        ),
        ...Array.from({ length: 3 }, () =>
          expect.stringMatching(/^1: no Kafka .*correct KAFKA_BROKERS, KAFKA_SSL or KAFKA_SASL/),
        ),
        ...Array.from({ length: 2 }, () =>
          expect.stringMatching(/^1: no Redis .*: correct user and password in REDIS_URL$/),
        ),
      ]);
    });

    it('are refused to the command line likewise', async () => {
      const answers = await Promise.all([
        status({ KAFKA_SASL_PASSWORD: wrong }),
        status({ NODE_EXTRA_CA_CERTS: '' }),
        status({ KAFKA_SASL_USERNAME: '' }),
        status({ REDIS_URL: redisAs(`oms:${wrong}@`) }),
      ]);
      expect(answers.map(({ code, stderr }) => [code, stderr])).toEqual([
        [1, expect.stringMatching(/^oms: --brokers: .* correct KAFKA_SASL_USERNAME, KAFKA_S/m)],
        [1, expect.stringMatching(/^oms: --brokers: .* self-signed .* NODE_EXTRA_CA_CERTS /m)],
        [2, expect.stringMatching(/\noms: KAFKA_SASL_USERNAME is not set[^\n]*\n$/)],
        [1, expect.stringMatching(/^oms: --redis: .* correct user and password in REDIS_URL$/m)],
      ]);
      for (const { stdout, stderr } of answers) expectNoSecret(stdout + stderr);
    });

    it('take back a password from running services, which go on when it counts again', async () => {
      const ca = readFileSync(access.environment['NODE_EXTRA_CA_CERTS'] ?? '', 'utf8');
      const isSecure = redisUrl.startsWith('rediss:');
      const redis = new Redis(redisUrl, isSecure ? { tls: { ca } } : {});
      const services = scene.deployment.all();
      try {
        await redis.call('ACL', 'SETUSER', 'oms', 'resetpass', `>${wrong}`);
        await redis.call('CLIENT', 'KILL', 'TYPE', 'normal');
        await Promise.all(
          services.map(async ({ address, said }) => {
            while ((await fetch(`${address}/ready`)).status !== 503) await pause(lookMs);
            while (!/WRONGPASS.*correct user and password in REDIS_URL/.test(said())) {
              await pause(lookMs);
            }
          }),
        );
        await redis.call('ACL', 'SETUSER', 'oms', 'resetpass', `>${access.password}`);
      } finally {
        redis.disconnect();
      }
      await scene.deployment.ready();
      const omsNumber = await order('R-2');
      await scene.settle();
      expect(await read(omsNumber)).toMatchObject({ channelRef: 'R-2', lifecycle: 'accepted' });
      await scene.expectVerified(2);
    });
  }),
);
