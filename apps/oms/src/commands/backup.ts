import { backUp, FolderTaken } from '#embedded';
import type { Manifest } from '#embedded';
import { CommandError, print, printJson } from '../console.js';
import { requireData } from '../data-directory.js';

export interface BackupOptions { readonly data: string; readonly json?: boolean }

export const sums = ({ logs }: Manifest): { records: number; bytes: number } => ({
  records: logs.reduce((sum, { start, end }) => sum + end - start, 0),
  bytes: logs.reduce((sum, { bytes }) => sum + bytes, 0),
});

const mebibytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MiB`;

/** What a person has to change is told as such. */
export const told = async <T>(work: Promise<T>): Promise<T> => {
  try {
    return await work;
  } catch (error) {
    if (error instanceof FolderTaken) throw new CommandError(error.message);
    throw error;
  }
};

/** `oms backup`: a copy of the logs as they stand at one moment, whoever works on them. */
export const backup = async (into: string, { data, json }: BackupOptions): Promise<void> => {
  requireData(data);
  const manifest = await told(backUp(data, into));
  const { records, bytes } = sums(manifest);
  const { madeAt, numberKey, logs } = manifest;
  if (json === true) {
    await printJson({ directory: into, madeAt, numberKey, records, bytes, logs });
    return;
  }
  const size = `${records} records of ${logs.length} logs, ${mebibytes(bytes)}`;
  await print(`${into}: ${size}, as of ${madeAt}; ${numberKey
    ? 'with the key of the numbers: keep it as a secret'
    : 'without the key of the numbers, which OMS_NUMBER_KEY gives: keep that too'}`);
};
