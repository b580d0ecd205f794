import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readKafkaSettings, readSettings } from './settings.js';
import { SettingsRefused } from './settings-refused.js';

const key = 'a1'.repeat(32);
const right = { KAFKA_BROKERS: 'one:9092, two:9092', REDIS_URL: 'redis://r:6379' };

const faultsIn = (read: () => unknown): readonly string[] => {
  try {
    read();
  } catch (error) {
    if (error instanceof SettingsRefused) return error.faults;
    throw error;
  }
  return [];
};

test('the least that has to be set, and what is usual', () => {
  expect(readSettings(['shipping'], right)).toEqual({
    roles: ['shipping'],
    host: '127.0.0.1',
    port: 3_003,
    redisUrl: 'redis://r:6379',
    keys: { epochs: [] },
    guarded: { host: '127.0.0.1', allowedHosts: [] },
    kafka: { brokers: ['one:9092', 'two:9092'], partitions: 4, replication: 1, prefix: '' },
  });
  const { keys, port } = readSettings(['api'], { ...right, OMS_NUMBER_KEY: key });
  expect([port, keys.epochs[0]?.key]).toEqual([3_000, new Uint8Array(32).fill(0xa1)]);
});

test('everything that can be set', () => {
  expect(
    readSettings(['orders'], {
      KAFKA_BROKERS: '[::1]:9092',
      REDIS_URL: 'rediss://u:p@r:6379/2',
      OMS_NUMBER_KEY: key,
      OMS_API_TOKEN: 'secret',
      OMS_PORT: '0',
      OMS_HOST: '0.0.0.0',
      OMS_PARTITIONS: '12',
      OMS_REPLICATION: '3',
      OMS_PREFIX: 'test-1.',
      OMS_STATE_DIR: '/var/lib/oms',
      OMS_ALLOWED_HOSTS: 'orders, oms.example.org',
      OMS_CALLER_REQUESTS: '0',
      OMS_SESSION_TIMEOUT_MS: '6000',
      KAFKA_SSL: 'true',
      KAFKA_SASL_MECHANISM: 'scram-sha-512',
      KAFKA_SASL_USERNAME: 'oms',
      KAFKA_SASL_PASSWORD: 'pass',
    }),
  ).toMatchObject({
    guarded: { host: '0.0.0.0', allowedHosts: ['orders', 'oms.example.org'], callerRequests: 0 },
    host: '0.0.0.0',
    port: 0,
    token: 'secret',
    stateDirectory: '/var/lib/oms',
    kafka: {
      brokers: ['[::1]:9092'],
      partitions: 12,
      replication: 3,
      prefix: 'test-1.',
      ssl: true,
      sessionTimeoutMs: 6_000,
      sasl: { mechanism: 'scram-sha-512', username: 'oms', password: 'pass' },
    },
  });
});

describe('later keys', () => {
  const second = 'b2'.repeat(32);
  const entry = `2027-01-01T00:00:00Z=${second}`;
  const again = `${entry}\n2027-02-01T00:00:00Z=${'c3'.repeat(32)}\n`;
  const epochsOf = (app: 'api' | 'orders' | 'shipping', more: Record<string, string>) =>
    readSettings([app], { ...right, ...more }).keys.epochs;

  test.each(['api', 'orders', 'shipping'] as const)('follow the first one of %s', (app) => {
    expect(epochsOf(app, { OMS_NUMBER_KEY: key, OMS_NUMBER_KEYS: entry })).toEqual([
      { from: Number.NEGATIVE_INFINITY, key: new Uint8Array(32).fill(0xa1) },
      { from: Date.UTC(2027, 0), key: new Uint8Array(32).fill(0xb2) },
    ]);
  });

  test('stand in the variable or in a file that it names', () => {
    const folder = mkdtempSync(join(tmpdir(), 'throughline-settings-'));
    try {
      const file = join(folder, 'keys');
      writeFileSync(file, again);
      const read = epochsOf('orders', { OMS_NUMBER_KEY: key, OMS_NUMBER_KEYS: ` ${file}\n` });
      expect(read.map(({ from }) => from)).toEqual([
        Number.NEGATIVE_INFINITY,
        Date.UTC(2027, 0),
        Date.UTC(2027, 1),
      ]);
      expect(epochsOf('orders', { OMS_NUMBER_KEY: key, OMS_NUMBER_KEYS: again })).toEqual(read);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('are none without a first one, which orders and api need', () => {
    expect(epochsOf('shipping', { OMS_NUMBER_KEYS: entry })).toEqual([]);
    expect(faultsIn(() => epochsOf('api', { OMS_NUMBER_KEYS: entry }))).toEqual([
      expect.stringMatching(/^OMS_NUMBER_KEY is not set/),
    ]);
  });

  test.each([
    [second, 'it has no = and names no file that can be read (ENOENT)'],
    [`soon=${second}`, 'entry 1 has no time that can be read'],
    [`${entry},${entry}`, 'entry 2 does not begin after the one before it'],
    [entry.slice(0, -1), 'entry 1, from 2027-01-01T00:00:00Z: a number key is 64 hexadecimal'],
  ])('wrong ones are a fault beside the others that shows no key: %#', (given, reason) => {
    for (const app of ['orders', 'inventory'] as const) {
      const faults = faultsIn(() =>
        readSettings([app], {
          ...right,
          OMS_NUMBER_KEY: key,
          OMS_NUMBER_KEYS: given,
          OMS_PORT: 'x',
        }),
      );
      expect(faults).toEqual([
        expect.stringContaining(reason),
        expect.stringContaining('OMS_PORT'),
      ]);
      expect(faults[0]).toMatch(/^OMS_NUMBER_KEYS is something else: expected TIME=KEY by rising/);
      expect(faults.join('\n')).not.toMatch(/(b2){4}/);
    }
  });
});

test('an empty variable is one that is not set', () => {
  const empty = {
    OMS_PORT: '',
    OMS_PREFIX: ' ',
    OMS_NUMBER_KEY: '',
    OMS_NUMBER_KEYS: ' ',
    KAFKA_SSL: '',
  };
  expect(readSettings(['inventory'], { ...right, ...empty }).port).toBe(3_002);
  expect(faultsIn(() => readSettings(['orders'], { ...right, ...empty }))).toEqual([
    expect.stringMatching(/^OMS_NUMBER_KEY is not set: expected 64 hexadecimal digits/),
  ]);
});

test('all faults come at once, each with its variable and the form expected', () => {
  const faults = faultsIn(() =>
    readSettings(['api'], {
      KAFKA_BROKERS: 'localhost',
      REDIS_URL: 'http://r:secret@x',
      OMS_NUMBER_KEY: 'abc-secret',
      OMS_PORT: '70000',
      OMS_HOST: 'a b',
      OMS_PARTITIONS: '0x4',
      OMS_REPLICATION: '0',
      OMS_PREFIX: 'ä',
      OMS_SESSION_TIMEOUT_MS: '1',
      KAFKA_SSL: 'yes',
      KAFKA_SASL_MECHANISM: 'md5',
      KAFKA_SASL_USERNAME: 'u',
      OMS_API_TOKEN: 'a secret',
    }),
  );
  expect(faults.join('\n')).not.toContain('secret');
  expect(faults).toEqual([
    "KAFKA_BROKERS is 'localhost': expected host:port of the brokers, separated by commas: " +
      'kafka-1:9092,kafka-2:9092; a port is 1 to 65535',
    "OMS_PARTITIONS is '0x4': expected a whole number from 1 to 256",
    "OMS_REPLICATION is '0': expected a whole number from 1 to 9",
    "OMS_PREFIX is 'ä': expected at most 64 of A-Z a-z 0-9 . _ -, and not dots alone",
    "OMS_SESSION_TIMEOUT_MS is '1': expected a whole number from 1000 to 300000",
    'REDIS_URL is something else: expected redis://[user:password@]host:port[/database], the ' +
      'database a whole number; rediss:// with TLS',
    expect.stringMatching(/^OMS_NUMBER_KEY is something else: expected 64 hexadecimal digits/),
    expect.stringMatching(/^OMS_API_TOKEN is something else: expected a bearer token: A-Z /),
    "OMS_HOST is 'a b': expected an address or a host name",
    "OMS_PORT is '70000': expected a whole number from 0 to 65535",
    "KAFKA_SSL is 'yes': expected true or false",
    "KAFKA_SASL_MECHANISM is 'md5': expected one of plain, scram-sha-256, scram-sha-512",
    'KAFKA_SASL_PASSWORD is not set: expected beside KAFKA_SASL_MECHANISM and ' +
      'KAFKA_SASL_USERNAME',
  ]);
});

test('a program that only listens needs the brokers alone', () => {
  expect(readKafkaSettings({ KAFKA_BROKERS: 'k:1' })).toEqual({
    brokers: ['k:1'],
    partitions: 4,
    replication: 1,
    prefix: '',
  });
  expect(faultsIn(() => readKafkaSettings({ KAFKA_SASL_USERNAME: 'u' }))).toHaveLength(3);
});

const faultsOf = (changed: Readonly<Record<string, string>>): readonly string[] =>
  faultsIn(() => readSettings(['inventory'], { ...right, ...changed }));

test.each([
  ['KAFKA_BROKERS', 'k:0'],
  ['KAFKA_BROKERS', 'k:65536'],
  ['KAFKA_BROKERS', 'k:1,'],
  ['KAFKA_BROKERS', 'k:1,k'],
  ['OMS_PREFIX', '.'],
  ['OMS_PREFIX', '..'],
  ['OMS_PREFIX', 'a b'],
  ['OMS_PREFIX', 'x'.repeat(65)],
  ['OMS_API_TOKEN', 'a b'],
  ['OMS_API_TOKEN', 'a=b'],
  ['OMS_API_TOKEN', 'ä'],
  ['OMS_API_TOKEN', 'a\nb'],
])('%s=%j is refused by name', (name, value) => {
  expect(faultsOf({ [name]: value })).toEqual([expect.stringMatching(`^${name} is .*: expected `)]);
});

test.each([
  ['KAFKA_BROKERS', 'k:1,[::1]:65535'],
  ['OMS_PREFIX', '.a'],
  ['OMS_PREFIX', '_test-1.'],
  ['OMS_API_TOKEN', 'Abc-._~+/9=='],
  ['OMS_API_TOKEN', ' secret\n'],
])('%s=%j is taken', (name, value) => {
  expect(faultsOf({ [name]: value })).toEqual([]);
});

test.each([
  'redis://u:50%off@r:6379',
  'redis://',
  'r:6379',
  'redis:///2',
  'redis://r:0',
  'redis://r:6379/abc',
  'redis://r:6379/-1',
  'redis://r:6379/1/2',
  'redis://r:6379/0x1',
  'redis://r:6379?db=2',
])('an address of Redis that cannot be read is refused: %s', (url) => {
  expect(faultsIn(() => readSettings(['inventory'], { ...right, REDIS_URL: url }))).toEqual([
    expect.stringMatching(/^REDIS_URL is something else: expected redis/),
  ]);
});

it('with several roles needs what each of them needs, and is as open as the API may be', () => {
  const all = ['inventory', 'projections', 'api'] as const;
  expect(faultsIn(() => readSettings(all, right))).toEqual([
    expect.stringMatching(/^OMS_NUMBER_KEY is not set/),
  ]);
  const open = { ...right, OMS_NUMBER_KEY: key, OMS_HOST: '0.0.0.0' };
  expect(faultsIn(() => readSettings(all, open))).toEqual([
    expect.stringMatching(/^OMS_API_TOKEN is not set: .*OMS_HOST is 0\.0\.0\.0/),
  ]);
  expect(readSettings(all, { ...open, OMS_API_TOKEN: 'secret' })).toMatchObject({ roles: all });
  expect(readSettings(['inventory'], { ...right, OMS_HOST: '0.0.0.0' }).host).toBe('0.0.0.0');
});
