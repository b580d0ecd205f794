/** One line of an adapter for people who run the process. */
export interface AdapterEntry {
  readonly level: 'info' | 'warn' | 'error';
  /** `redis`, `kafka.connection` */
  readonly worker: string;
  readonly partition?: number;
  readonly text: string;
}

export type AdapterJournal = (entry: AdapterEntry) => void;
