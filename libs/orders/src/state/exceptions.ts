import type { Concern } from '../message/parcels.js';

export interface OrderException {
  readonly exception: string;
  readonly line: string | undefined;
  readonly reason: string;
}

/** People have been told of it; `dismissed`: they have dealt with it. */
export interface ReportedConcern extends Concern {
  readonly dismissed: boolean;
}
