import { join } from 'node:path';
import { AppendsFile, encodeBatch, makeWhole, stampBatch, writeManifest } from '#embedded';
import type { LogCopy, Manifest } from '#embedded';
import {
  clusterId,
  installedSettings,
  numberKeySetting,
  openKafka,
  partitionsSetting,
  restoredFrom,
} from '#kafka';
import type { StoredRecord } from '#ports';
import type { Passed } from '../progress.js';
import { kafkaOptions } from '../servers.js';
import type { BrokersPlace } from '../servers.js';
import { extentsOf, placesOf, recordsOf } from './kafka-logs.js';
import type { Extent } from './kafka-logs.js';

/** What was appended at once, or might have been: one behind the other, at one time. */
const inRuns = (records: readonly StoredRecord[]): readonly (readonly StoredRecord[])[] => {
  const runs: StoredRecord[][] = [];
  for (const record of records) {
    const last = runs.at(-1)?.at(-1);
    if (last?.time === record.time && last.offset + 1 === record.offset) runs.at(-1)?.push(record);
    else runs.push([record]);
  }
  return runs;
};

const copyOf = async (
  directory: string,
  extent: Extent,
  passed: (records: number) => void,
): Promise<LogCopy> => {
  const {
    log: { topic },
    partition,
    end,
  } = extent;
  const name = `${topic}.${partition}.log`;
  const file = new AppendsFile(join(directory, name));
  let start: number | undefined;
  try {
    for await (const records of recordsOf(extent, 0)) {
      for (const run of inRuns(records)) {
        const [first] = run;
        if (first === undefined) continue;
        start ??= first.offset;
        const bytes = encodeBatch(run);
        stampBatch(bytes, first.time);
        file.add([first.offset, bytes]);
      }
      passed(records.length);
    }
    return { topic, partition, file: name, start: start ?? end, end, ...file.written() };
  } finally {
    file.close();
  }
};

/** Copies the logs of an installation on Kafka, whoever works on it, into a new folder. */
export const backUpKafka = async (
  place: BrokersPlace,
  into: string,
  passed: Passed,
): Promise<Manifest> => {
  const options = await kafkaOptions(place);
  const kept = await installedSettings(options);
  const cluster = await clusterId(options);
  const kafka = await openKafka(options);
  try {
    return await makeWhole(into, async (unfinished) => {
      const places = await placesOf(kafka.positions, options.partitions);
      const madeAt = new Date().toISOString();
      const extents = await extentsOf(kafka.log);
      const total = extents.reduce((sum, { end }) => sum + end, 0);
      let count = 0;
      const logs: LogCopy[] = [];
      for (const extent of extents) {
        logs.push(
          await copyOf(unfinished, extent, (records) => {
            count += records;
            passed(count, total);
          }),
        );
      }
      const fingerprint = kept.get(numberKeySetting);
      const manifest: Manifest = {
        format: 1,
        madeAt,
        logs,
        places,
        numberKey: false,
        of: {
          id: `${cluster}/${place.prefix}`,
          directory: place.prefix,
          host: cluster,
          restores: restoredFrom(kept)?.restores ?? 0,
        },
        settings: {
          [partitionsSetting]: options.partitions,
          ...(fingerprint === undefined ? {} : { [numberKeySetting]: fingerprint }),
        },
      };
      writeManifest(unfinished, manifest);
      return manifest;
    });
  } finally {
    await kafka.close();
  }
};
