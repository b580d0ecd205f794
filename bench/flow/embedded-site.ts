import { numberKey, openEmbedded, soleOwnership, systemClock, systemRandom } from '#embedded';
import type { Embedded } from '#embedded';
import { eventsTopic } from '#runtime';
import { startBackend } from '#services';
import type { BackendPorts } from '#services';
import { startSampling } from './profile.js';
import type { Site } from './site.js';
import { anonymousMiB } from './usage.js';
import { verified } from './verified.js';

export const partitions = 4;

const portsOf = (embedded: Embedded): BackendPorts => ({
  logs: (topic) => embedded.log(topic),
  states: embedded.states,
  positions: embedded.positions,
  generations: embedded.generations,
  clock: systemClock,
  random: systemRandom,
  ownership: soleOwnership,
  log: ({ level, worker, partition, text }) => {
    process.stderr.write(`${level}: ${worker}/${partition}: ${text}\n`);
  },
});

/** Everything in this process, on LMDB in `directory`. */
export const embeddedSite = async (directory: string): Promise<Site> => {
  const embedded = await openEmbedded(directory, { partitions });
  const ports = portsOf(embedded);
  const key = numberKey(directory, process.env.OMS_NUMBER_KEY);
  const backend = startBackend(ports, { epochs: [{ from: Number.NEGATIVE_INFINITY, key }] });
  return {
    gateway: backend,
    events: (service) => ports.logs(eventsTopic(service)),
    how: 'one process on LMDB',
    memoryMiB: () => anonymousMiB(process.pid),
    countOthers: () => () => new Map(),
    sample: startSampling,
    verify: () => verified(['--data', directory]),
    close: async () => {
      await backend.stop();
      await embedded.close();
    },
  };
};
