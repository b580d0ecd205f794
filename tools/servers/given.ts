import { kafkaAnswers, redisAnswers } from './answers.js';
import { removeIssued } from './prefix.js';
import { keptElsewhere } from './servers.js';
import type { KafkaControl, RedisControl, Servers, ServersWanted } from './servers.js';

/** Servers of somebody else: at these addresses, used under prefixes of our own alone. */
export function notOwned(
  brokers: readonly string[],
  redisUrl: string | undefined,
  how: string,
): Servers {
  const refuse = async (): Promise<never> => {
    throw new Error("servers that are not the caller's alone are never stopped or emptied");
  };
  const kafka: KafkaControl = { kill: refuse, start: refuse, pause: refuse, resume: refuse };
  const redis: RedisControl = {
    kill: refuse,
    start: refuse,
    pause: refuse,
    resume: refuse,
    copy: refuse,
    restore: refuse,
  };
  const stop = (): Promise<void> => removeIssued(brokers, redisUrl);
  return { brokers, redisUrl, owned: false, how, keep: keptElsewhere, kafka, redis, stop };
}

/** The servers that `KAFKA_BROKERS` and `REDIS_URL` name; undefined where neither is set. */
export async function givenServers(wanted: ServersWanted): Promise<Servers | undefined> {
  const kafkaText = process.env['KAFKA_BROKERS'];
  const redisText = process.env['REDIS_URL'];
  if (kafkaText === undefined && redisText === undefined) return undefined;
  const brokers = wanted.brokers === 0 ? [] : await brokersAt(kafkaText);
  const redisUrl = wanted.redis === false ? undefined : await redisAt(redisText);
  const named = [...brokers, ...(redisUrl === undefined ? [] : [shown(redisUrl)])].join(', ');
  return notOwned(brokers, redisUrl, `servers given by the environment: ${named}`);
}

/** An address without user and password. */
const shown = (url: string): string => url.replace(/(?<=\/\/).*@/, '');

async function brokersAt(text: string | undefined): Promise<readonly string[]> {
  if (text === undefined) {
    throw new Error('REDIS_URL is set and KAFKA_BROKERS is not: expected host:port,… (or neither)');
  }
  const brokers = text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);
  const wrong = brokers.find((address) => !/^[^\s:/]+:\d+$/.test(address));
  if (brokers.length === 0 || wrong !== undefined) {
    throw new Error(`KAFKA_BROKERS: expected host:port,host:port, got ${wrong ?? `"${text}"`}`);
  }
  await answered('KAFKA_BROKERS', text, kafkaAnswers(brokers[0] ?? '', 1));
  return brokers;
}

async function redisAt(url: string | undefined): Promise<string> {
  if (url === undefined) {
    throw new Error('KAFKA_BROKERS is set and REDIS_URL is not: expected redis://… (or neither)');
  }
  if (!/^rediss?:\/\//.test(url)) {
    throw new Error(`REDIS_URL: expected redis://host:port, got ${shown(url)}`);
  }
  await answered('REDIS_URL', url, redisAnswers(url));
  return url;
}

async function answered(name: string, value: string, answer: Promise<void>): Promise<void> {
  try {
    await answer;
  } catch (error) {
    const where = shown(value);
    throw new Error(`${name}: nothing answers at ${where}: ${String(error)}`, { cause: error });
  }
}
