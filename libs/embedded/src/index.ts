export { bounded, runBounded } from './bounded-heap.js';
export { DirectoryInUse } from './directory-lock.js';
export type { DirectoryLock } from './directory-lock.js';
export { keptNumberKey, numberKey } from './number-key.js';
export { openEmbedded } from './open-embedded.js';
export type { Embedded, EmbeddedOptions } from './open-embedded.js';
export { SetupMismatch } from './setup.js';
export type { Settings } from './setup.js';
export { soleOwnership, systemClock, systemRandom } from './system.js';
