import type { AppName } from '#services';

/** One instance of a service. */
export interface Place {
  readonly app: AppName;
  readonly index: number;
}
