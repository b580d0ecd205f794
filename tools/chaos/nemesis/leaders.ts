import { setTimeout as pause } from 'node:timers/promises';
import type { Admin } from 'kafkajs';
import type { Dice } from './dice.js';
import { electLeaders } from './elect-leaders.js';
import type { TopicPartition } from './elect-leaders.js';

const movesMsMax = 5_000;
const lookMs = 100;

interface Led extends TopicPartition {
  readonly leader: number;
  readonly replicas: readonly number[];
}

const ledPartitions = async (admin: Admin, prefix: string): Promise<readonly Led[]> => {
  const { topics } = await admin.fetchTopicMetadata();
  return topics
    .filter(({ name }) => name.startsWith(prefix) || name === '__consumer_offsets')
    .flatMap(({ name: topic, partitions }) =>
      partitions.map(({ partitionId: partition, leader, replicas }) => ({
        topic,
        partition,
        leader,
        replicas,
      })),
    );
};

export interface Move {
  readonly partitions: number;
  readonly by: number;
  /** Which ones. */
  readonly dice: Dice;
}

/**
 * Makes another replica the preferred one, and has it elected. Answers the partitions that have
 * another leader afterwards: a replica that is not in sync is never elected.
 */
export const moveLeaders = async (
  admin: Admin,
  brokers: readonly string[],
  { partitions, by, dice }: Move,
): Promise<readonly TopicPartition[]> => {
  const all = [...(await ledPartitions(admin, 'oms.'))];
  const chosen = Array.from({ length: partitions }, () => {
    const [led] = all.splice(dice.whole(0, all.length - 1), 1);
    if (led === undefined) throw new RangeError('no partition is left to move');
    return led;
  });
  await admin.alterPartitionReassignments({
    topics: chosen.map(({ topic, partition, leader, replicas }) => {
      const at = (Math.max(0, replicas.indexOf(leader)) + by) % replicas.length;
      const rotated = [...replicas.slice(at), ...replicas.slice(0, at)];
      return { topic, partitionAssignment: [{ partition, replicas: rotated }] };
    }),
  });
  await Promise.any(brokers.map((address) => electLeaders(address, chosen)));
  return movedOf(admin, chosen);
};

const movedOf = async (
  admin: Admin,
  before: readonly Led[],
): Promise<readonly TopicPartition[]> => {
  for (const until = performance.now() + movesMsMax; ;) {
    const now = await ledPartitions(admin, '');
    const moved = before.filter(({ topic, partition, leader }) =>
      now.some(
        (each) => each.topic === topic && each.partition === partition && each.leader !== leader,
      ),
    );
    if (moved.length === before.length || performance.now() > until) return moved;
    await pause(lookMs);
  }
};
