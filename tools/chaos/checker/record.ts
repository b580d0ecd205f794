/** What the checker reads of a log: nothing here knows how the services work. */

export interface ReadRecord {
  readonly offset: number;
  /** LogAppendTime: the broker's clock. */
  readonly timeMs: number;
  readonly key: string | null;
  /** Of a header that comes twice, the last one. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body where it is JSON; undefined where it is not, or nobody asks for it. */
  readonly data: unknown;
}

/** One partition of a topic, whole. */
export interface ReadLog {
  readonly topic: string;
  readonly partition: number;
  readonly records: readonly ReadRecord[];
}

export const placeText = (log: Pick<ReadLog, 'topic' | 'partition'>, offset: number): string =>
  `${log.topic}/${log.partition}@${offset}`;
