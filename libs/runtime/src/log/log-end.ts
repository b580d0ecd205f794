import type { Log } from '#ports';

/** The offset after the last record that stands now. Throws where the log cannot be asked. */
export const endOf = async (log: Log, partition: number): Promise<number> => {
  const outcome = await log.read(partition, Number.MAX_SAFE_INTEGER, { records: 1, bytes: 1 });
  if (outcome.kind === 'read') return outcome.slice.end;
  throw new Error(`${log.topic}/${partition}: ${outcome.reason}`);
};

/** In all partitions. It is for show alone: one that cannot be asked now counts nothing. */
export const totalRecords = async (log: Log): Promise<number> => {
  let total = 0;
  for (let partition = 0; partition < log.partitions; partition += 1) {
    total += await endOf(log, partition).catch(() => 0);
  }
  return total;
};
