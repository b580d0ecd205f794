import type { Concern } from '../message/parcels.js';

/** What shipping finds wrong in the facts of an order of which nothing is planned. */
export type ConcernsRecorded = {
  readonly type: 'concerns.recorded';
  readonly data: { readonly concerns: readonly Concern[] };
};

export type ExceptionRaised = {
  readonly type: 'exception.raised';
  readonly data: {
    readonly exception: string;
    readonly line?: string;
    readonly reason: string;
    /** The id of the return that it asks about: each is asked about once. */
    readonly fact?: string;
  };
};

export type ExceptionResolved = {
  readonly type: 'exception.resolved';
  readonly data: { readonly exception: string; readonly line?: string; readonly reason: string };
};
