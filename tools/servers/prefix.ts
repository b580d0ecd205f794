import { randomBytes } from 'node:crypto';
import type { Admin } from 'kafkajs';
import type { Redis } from 'ioredis';
import { withAdmin, withRedis } from './answers.js';

const issued = new Set<string>();
const keysAtOnce = 1_000;

/**
 * A prefix for topics, groups and keys on servers that are not the caller's alone, such as
 * `t-3f9c01ab-`; `Servers.stop` removes everything there whose name contains it.
 */
export function uniquePrefix(): string {
  const prefix = `t-${randomBytes(4).toString('hex')}-`;
  issued.add(prefix);
  return prefix;
}

/** Removes what lies under the prefixes of this run. */
export async function removeIssued(
  brokers: readonly string[],
  redisUrl: string | undefined,
): Promise<void> {
  if (issued.size === 0) return;
  if (brokers.length > 0) await withAdmin(brokers, removeTopicsAndGroups);
  if (redisUrl !== undefined) await withRedis(redisUrl, removeKeys);
}

const ours = (name: string): boolean => [...issued].some((prefix) => name.includes(prefix));

async function removeTopicsAndGroups(admin: Admin): Promise<void> {
  const { groups } = await admin.listGroups();
  const groupIds = groups.map(({ groupId }) => groupId).filter(ours);
  if (groupIds.length > 0) await admin.deleteGroups(groupIds);
  const topics = (await admin.listTopics()).filter(ours);
  if (topics.length > 0) await admin.deleteTopics({ topics });
}

async function removeKeys(redis: Redis): Promise<void> {
  for (const prefix of issued) {
    let cursor = '0';
    do {
      const [next, keys] = await redis.scan(cursor, 'MATCH', `*${prefix}*`, 'COUNT', keysAtOnce);
      if (keys.length > 0) await redis.unlink(...keys);
      cursor = next;
    } while (cursor !== '0');
  }
}
