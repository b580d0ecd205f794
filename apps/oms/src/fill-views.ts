import { endOf, eventsTopic } from '#runtime';
import { serviceNames, startViews } from '#services';
import type { BackendPorts, ServiceName } from '#services';
import { openDataToFill } from './data-directory.js';
import { showing } from './progress.js';

const pollMs = 50;

interface FillProgress {
  readonly passed: number;
  readonly total: number;
}

const partitionPassed = async (
  { logs, generations }: BackendPorts,
  service: ServiceName,
  partition: number,
): Promise<FillProgress> => {
  const log = logs(eventsTopic(service));
  const total = await endOf(log, partition);
  const current = await generations.current(service);
  if (current === undefined) return { passed: 0, total };
  const views = await generations.open(service, current.generation, log.partitions);
  return { passed: (await views.cursor(partition))?.offset ?? 0, total };
};

const allPassed = async (ports: BackendPorts): Promise<FillProgress> => {
  let [passed, total] = [0, 0];
  for (const service of serviceNames) {
    const { partitions } = ports.logs(eventsTopic(service));
    for (let partition = 0; partition < partitions; partition += 1) {
      const one = await partitionPassed(ports, service, partition);
      passed += one.passed;
      total += one.total;
    }
  }
  return { passed, total };
};

/** Makes the views of a data directory from its logs, to which nothing is added. */
export const fillViews = (directory: string): Promise<void> =>
  showing('views', async (tell) => {
    const data = await openDataToFill(directory);
    const { ports } = data;
    const end = new AbortController();
    const viewed = startViews(ports, end.signal);
    try {
      for (let at = await allPassed(ports); at.passed < at.total; at = await allPassed(ports)) {
        tell(at.passed, at.total);
        await ports.clock.wakeAt(ports.clock.now() + pollMs, end.signal);
      }
    } finally {
      end.abort();
      await Promise.all(viewed.map(({ ended }) => ended));
      await data.close();
    }
  });
