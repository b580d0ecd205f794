import { randomUUID } from 'node:crypto';
import { GenerationGone } from '#ports';
import type { GenerationPointer, Generations } from '#ports';
import { asked } from './connection.js';
import type { Connections } from './connection.js';
import { generationsKey, partitionKeys } from './keys.js';
import type { PartitionKeys } from './keys.js';
import { RedisProjections } from './redis-projections.js';

const pointerField = 'current';

const pointerIn = (text: string): GenerationPointer => {
  const pointer: GenerationPointer = JSON.parse(text);
  return { generation: pointer.generation, fold: pointer.fold };
};

/** What is kept of a generation: `<partitions> <incarnation>`; none where it is gone. */
const keptIn = (text: string | null) => {
  const [partitions = '0', incarnation = ''] = (text ?? '').split(' ');
  return { partitions: Number(partitions), incarnation };
};

const keysOf = (
  prefix: string,
  service: string,
  generation: number,
  partitions: number,
): readonly PartitionKeys[] =>
  Array.from({ length: partitions }, (_, partition) =>
    partitionKeys(prefix, service, generation, partition),
  );

interface Wanted {
  readonly service: string;
  readonly generation: number;
  readonly partitions: number;
}

const opened = async (
  connections: Connections,
  prefix: string,
  { service, generation, partitions }: Wanted,
): Promise<RedisProjections> => {
  const { write } = connections;
  // Listed first: killed right here, it is still found and dropped.
  const listed = generationsKey(prefix, service);
  await asked(write.hsetnx(listed, String(generation), `${partitions} ${randomUUID()}`));
  const found = keptIn(await asked(write.hget(listed, String(generation))));
  if (found.incarnation === '') throw new GenerationGone(service, generation);
  if (found.partitions !== partitions) {
    throw new Error(
      `generation ${generation} of ${service} has ${found.partitions} partitions,` +
        ` not ${partitions}: the number of partitions of a topic cannot be changed`,
    );
  }
  const each = await asked(
    Promise.all(
      keysOf(prefix, service, generation, partitions).map(async (keys) => ({
        keys,
        id: await write.viewOpen(keys.cursor, randomUUID()),
      })),
    ),
  );
  return new RedisProjections(service, generation, found.incarnation, each, connections);
};

const dropped = async (
  { write }: Connections,
  prefix: string,
  service: string,
  generation: number,
): Promise<void> => {
  const listed = generationsKey(prefix, service);
  const { partitions } = keptIn(await asked(write.hget(listed, String(generation))));
  for (const keys of keysOf(prefix, service, generation, partitions)) {
    // Without its cursor nobody writes into it any more. Big keys are freed in the background.
    await asked(write.unlink(keys.cursor));
    const views = await asked(write.smembers(keys.views));
    const { places, counters, counterNames } = keys;
    await asked(
      write.unlink(places, counters, counterNames, keys.views, ...views.map(keys.documents)),
    );
  }
  // Last: killed before, it is still listed and dropped again.
  await asked(write.hdel(listed, String(generation)));
};

/** Each generation is a handful of keys a partition; one key a service says which there are. */
export const redisGenerations = (connections: Connections, prefix: string): Generations => {
  const { read, write } = connections;
  return {
    open: (service, generation, partitions) =>
      opened(connections, prefix, { service, generation, partitions }),
    current: async (service) => {
      const text = await asked(read.hget(generationsKey(prefix, service), pointerField));
      return text === null ? undefined : pointerIn(text);
    },
    flip: async (service, generation, fold, incarnation = '') => {
      const pointer: GenerationPointer = { generation, fold };
      const flipped = await asked(
        write.viewFlip(
          generationsKey(prefix, service),
          String(generation),
          incarnation,
          JSON.stringify(pointer),
        ),
      );
      if (flipped === 0) throw new GenerationGone(service, generation);
    },
    list: async (service) => {
      const fields = await asked(read.hkeys(generationsKey(prefix, service)));
      return fields
        .filter((field) => field !== pointerField)
        .map(Number)
        .toSorted((a, b) => a - b);
    },
    drop: (service, generation) => dropped(connections, prefix, service, generation),
  };
};
