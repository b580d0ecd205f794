import type { ProgramName } from '../../deployment/index.js';

/** One process of the product. */
export interface Place {
  readonly app: ProgramName;
  readonly index: number;
}
