import type { Concern } from '../message/parcels.js';

export interface Trouble {
  readonly exception: string;
  readonly line: string | undefined;
  readonly reason: string;
}

/** People have been told of it; `dismissed`: they have dealt with it. */
export interface ToldConcern extends Concern {
  readonly dismissed: boolean;
}
