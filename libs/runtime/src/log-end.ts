import type { Log } from '#ports';

/** The offset after the last record that stands now. Throws where the log cannot be asked. */
export const endOf = async (log: Log, partition: number): Promise<number> => {
  const outcome = await log.read(partition, Number.MAX_SAFE_INTEGER, { records: 1, bytes: 1 });
  if (outcome.kind === 'read') return outcome.slice.end;
  throw new Error(`${log.topic}/${partition}: ${outcome.reason}`);
};
