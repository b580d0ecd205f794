export { backUp } from './backup/backup.js';
export { AppendsFile, readAppends } from './backup/backup-file.js';
export {
  BackupUnusable,
  checkedManifest,
  isBackup,
  writeManifest,
} from './backup/backup-manifest.js';
export type { LogCopy, Manifest, PlaceCopy } from './backup/backup-manifest.js';
export { bounded, runBounded } from './lmdb/bounded-heap.js';
export { DirectoryInUse, isInUse, lockDirectory } from './directory/directory-lock.js';
export type { DirectoryLock } from './directory/directory-lock.js';
export { BrokenStore } from './lmdb/lmdb-file.js';
export { keptNumberKey, laterKeys, numberKey, numberKeyFile } from './lmdb/number-key.js';
export { codeOf } from './machine/error-code.js';
export { openEmbedded } from './open-embedded.js';
export type { Embedded, EmbeddedOptions } from './open-embedded.js';
export { openStates } from './documents/open-states.js';
export type { OpenedStates } from './documents/open-states.js';
export { encodeBatch, RecordBatch, stampBatch } from './lmdb/record-batch.js';
export { restore } from './backup/restore.js';
export { FolderTaken, makeWhole } from './directory/whole-folder.js';
export type { Installation } from './documents/installation.js';
export type { Settings } from './documents/setup.js';
export { soleOwnership, systemClock, systemRandom } from './machine/system.js';
