import { parseKey } from '#kernel';
import type { NumberEpoch, NumberKeys } from '#kernel';
import { laterKeys } from '#embedded';
import { bearerTokenForm, guardedIn, isBearerToken, isLoopback } from '#http';
import type { Guarded } from '#http';
import { brokersForm, isBroker, isPrefix, prefixForm, readAccess } from '#kafka';
import type { KafkaAccess } from '#kafka';
import { isRedisUrl } from '#redis';
import { z } from 'zod';
import { usualPort } from './roles.js';
import type { Roles } from './roles.js';
import { SettingsRefused } from './settings-refused.js';

/** Orders gives out numbers, and the edge promises them: both need the key. */
const needsKey = (roles: Roles): boolean => roles.includes('orders') || roles.includes('api');

/** What every program that talks to the installation's Kafka is told. */
export interface KafkaSettings extends KafkaAccess {
  readonly brokers: readonly string[];
  readonly partitions: number;
  readonly replication: number;
  readonly prefix: string;
  readonly sessionTimeoutMs?: number;
}

/** One process, as its environment says. */
export interface Settings {
  readonly roles: Roles;
  readonly kafka: KafkaSettings;
  readonly redisUrl: string;
  /** Without an epoch where no role needs one. */
  readonly keys: NumberKeys;
  readonly host: string;
  readonly port: number;
  readonly token?: string;
  readonly guarded: Guarded;
  /** Undefined: a temporary folder. */
  readonly stateDirectory?: string;
}

const text = (expected: string, pattern: RegExp): z.ZodType<string> =>
  z.string(expected).trim().regex(pattern, expected);

/** Of decimal digits alone: `0x10`, `1e3` and blanks are typing errors. */
const whole = (min: number, max: number) => {
  const expected = `a whole number from ${min} to ${max}`;
  return z
    .string(expected)
    .trim()
    .regex(/^\d{1,9}$/, expected)
    .transform(Number)
    .refine((value) => value >= min && value <= max, expected);
};

const brokers = z
  .string(brokersForm)
  .transform((list) => list.split(',').map((each) => each.trim()))
  .refine((list) => list.every(isBroker), brokersForm);

const redisExpected =
  'redis://[user:password@]host:port[/database], the database a whole number; ' +
  'rediss:// with TLS';
const redisUrl = z.string(redisExpected).trim().refine(isRedisUrl, redisExpected);

const keyExpected =
  '64 hexadecimal digits, the same for orders and api and never changed: ' +
  'make them once with `openssl rand -hex 32`';
/** Never shown, nor how it is wrong. */
const key = text(keyExpected, /^[0-9a-fA-F]{64}$/);

/** Refused with the reason, which shows no key. */
const epochs = z.string().transform((given, context): readonly NumberEpoch[] => {
  const later = laterKeys(given);
  if (later.kind === 'read') return later.epochs;
  context.addIssue(later.expected);
  return z.NEVER;
});

const kafkaShape = {
  KAFKA_BROKERS: brokers,
  OMS_PARTITIONS: whole(1, 256).default(4),
  OMS_REPLICATION: whole(1, 9).default(1),
  OMS_PREFIX: z.string().trim().refine(isPrefix, prefixForm).default(''),
  OMS_SESSION_TIMEOUT_MS: whole(1_000, 300_000).optional(),
} as const;

const shapeFor = (roles: Roles) => ({
  ...kafkaShape,
  REDIS_URL: redisUrl,
  OMS_NUMBER_KEY: needsKey(roles) ? key : key.optional(),
  OMS_NUMBER_KEYS: epochs.default([]),
  OMS_API_TOKEN: z.string().trim().refine(isBearerToken, bearerTokenForm).optional(),
  OMS_HOST: text('an address or a host name', /^[^\s/]+$/).default('127.0.0.1'),
  OMS_PORT: whole(0, 65_535).default(usualPort(roles)),
  OMS_STATE_DIR: z.string().optional(),
});

type Environment = Readonly<Record<string, string | undefined>>;

/** An empty variable is one that is not set: that is how compose files pass them on. */
const setIn = (environment: Environment): Environment =>
  Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value.trim() !== ''),
  );

const faultOf = (environment: Environment, name: string, expected: string): string => {
  const value = environment[name];
  const isSecret = /KEY|TOKEN|PASSWORD|URL/.test(name);
  const found = isSecret ? 'is something else' : `is '${value}'`;
  return `${name} ${value === undefined ? 'is not set' : found}: expected ${expected}`;
};

/** Parses, with all faults at once. */
const checked = <S extends z.ZodRawShape>(shape: S, environment: Environment) => {
  const own = setIn(environment);
  const faults: string[] = [];
  const parsed = z.object(shape).safeParse(own);
  for (const { path, message } of parsed.error?.issues ?? []) {
    faults.push(faultOf(own, path.map(String).join('.'), message));
  }
  const { access, faults: ofAccess } = readAccess(own);
  const guarded = guardedIn(own);
  faults.push(...ofAccess, ...('fault' in guarded ? [guarded.fault] : []));
  if (!parsed.success || 'fault' in guarded || faults.length > 0) throw new SettingsRefused(faults);
  return { ...parsed.data, access, guarded: guarded.asked };
};

type KafkaVariables = z.output<z.ZodObject<typeof kafkaShape>> & { readonly access: KafkaAccess };

const kafkaOf = (found: KafkaVariables): KafkaSettings => {
  const { OMS_SESSION_TIMEOUT_MS: sessionTimeoutMs, access } = found;
  return {
    brokers: found.KAFKA_BROKERS,
    partitions: found.OMS_PARTITIONS,
    replication: found.OMS_REPLICATION,
    prefix: found.OMS_PREFIX,
    ...(sessionTimeoutMs === undefined ? {} : { sessionTimeoutMs }),
    ...access,
  };
};

/** Who can reach the API from elsewhere has to say who he is. */
const refuseOpenApi = (roles: Roles, host: string, token: string | undefined): void => {
  if (!roles.includes('api') || token !== undefined || isLoopback(host)) return;
  throw new SettingsRefused([
    'OMS_API_TOKEN is not set: expected the bearer token that callers ' +
      `send, as OMS_HOST is ${host}; without a token it is a loopback address`,
  ]);
};

/** What a process with these roles is told; throws `SettingsRefused`. */
export const readSettings = (roles: Roles, environment: Environment): Settings => {
  const found = checked(shapeFor(roles), environment);
  const { OMS_NUMBER_KEY: hex, OMS_API_TOKEN: token, OMS_STATE_DIR: stateDirectory } = found;
  const keys =
    hex === undefined
      ? []
      : [{ from: Number.NEGATIVE_INFINITY, key: parseKey(hex) }, ...found.OMS_NUMBER_KEYS];
  refuseOpenApi(roles, found.OMS_HOST, token);
  return {
    roles,
    kafka: kafkaOf(found),
    redisUrl: found.REDIS_URL,
    keys: { epochs: keys },
    host: found.OMS_HOST,
    port: found.OMS_PORT,
    guarded: { host: found.OMS_HOST, ...found.guarded },
    ...(token === undefined ? {} : { token }),
    ...(stateDirectory === undefined ? {} : { stateDirectory }),
  };
};

/** What a program that only listens is told; throws `SettingsRefused`. */
export const readKafkaSettings = (environment: Environment): KafkaSettings =>
  kafkaOf(checked(kafkaShape, environment));
