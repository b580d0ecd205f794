import { backUp, FolderTaken } from '#embedded';
import type { Manifest } from '#embedded';
import { CommandError, print, printJson, UsageError } from '../console.js';
import { mustBeApart } from '../copies/apart.js';
import { requireData } from '../data-directory.js';
import { showing } from '../progress.js';

export interface BackupOptions {
  readonly data?: string;
  readonly brokers?: string;
  readonly json?: boolean;
}

export const sums = ({ logs }: Manifest): { records: number; bytes: number } => ({
  records: logs.reduce((sum, { start, end }) => sum + end - start, 0),
  bytes: logs.reduce((sum, { bytes }) => sum + bytes, 0),
});

const mebibytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MiB`;

/** What a person has to change is told as such. */
export const reported = async <T>(work: Promise<T>): Promise<T> => {
  try {
    return await work;
  } catch (error) {
    if (error instanceof FolderTaken) throw new CommandError(error.message);
    if (error instanceof Error && error.name === 'KafkaUnreachable') {
      throw new CommandError(`--brokers: ${error.message}`);
    }
    throw error;
  }
};

/** Usage errors aside, one of them is given. */
export const dataOrBrokers = ({ data, brokers }: Pick<BackupOptions, 'data' | 'brokers'>): void => {
  if (data !== undefined && brokers !== undefined) {
    throw new UsageError('--data and --brokers name 2 places: give one of them');
  }
  if (data === undefined && brokers === undefined) {
    throw new UsageError('give --data DIR, or --brokers host:port,…');
  }
};

const copied = async (into: string, { data, brokers }: BackupOptions): Promise<Manifest> => {
  if (data !== undefined) {
    requireData(data);
    mustBeApart(into, data);
    return backUp(data, into);
  }
  const [{ backUpKafka }, { brokersPlace }] = await Promise.all([
    import('../copies/kafka-backup.js'),
    import('../servers.js'),
  ]);
  return showing('backup', (passed) => backUpKafka(brokersPlace(brokers), into, passed));
};

/** `oms backup`: a copy of the logs as they stand at one moment, whoever works on them. */
export const backup = async (into: string, options: BackupOptions): Promise<void> => {
  dataOrBrokers(options);
  const { json } = options;
  const manifest = await reported(copied(into, options));
  const { records, bytes } = sums(manifest);
  const { madeAt, numberKey, logs } = manifest;
  if (json === true) {
    await printJson({ directory: into, madeAt, numberKey, records, bytes, logs });
    return;
  }
  const size = `${records} records of ${logs.length} logs, ${mebibytes(bytes)}`;
  await print(
    `${into}: ${size}, as of ${madeAt}; ${
      numberKey
        ? 'with the key of the numbers: keep it as a secret'
        : 'without the key of the numbers, which OMS_NUMBER_KEY gives: keep that too'
    }`,
  );
};
