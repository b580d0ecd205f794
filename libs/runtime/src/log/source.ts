/**
 * Where a service-to-service message comes from: the place of an event in a log, and which message
 * of it.
 */
export interface Source {
  readonly service: string;
  /** Random id of the log's first term record. */
  readonly logId: string;
  readonly partition: number;
  readonly cause: number;
  readonly index: number;
  /** Counts all messages of the event, over all destinations. */
  readonly k: number;
}

export const sourceText = ({ service, logId, partition, cause, index, k }: Source): string =>
  `${service}:${logId}:${partition}:${cause}:${index}:${k}`;

const sourcePattern = /^([^:]+):([^:]+):(\d{1,9}):(\d{1,15}):(\d{1,9}):(\d{1,9})$/;

let parsedText = '';
let parsed: Source | undefined;

/** A record's source is asked for several times in a row. */
export const parseSource = (text: string): Source | undefined => {
  if (text !== parsedText) {
    parsed = read(text);
    parsedText = text;
  }
  return parsed;
};

const read = (text: string): Source | undefined => {
  const [, service, logId, partition, cause, index, k] = sourcePattern.exec(text) ?? [];
  if (service === undefined || logId === undefined) return undefined;
  return {
    service,
    logId,
    partition: Number(partition),
    cause: Number(cause),
    index: Number(index),
    k: Number(k),
  };
};

/**
 * Whether `left` was posted before `right`, or is the same message; both from one source partition.
 */
export const notAfter = (left: Source, right: Source): boolean => {
  if (left.cause !== right.cause) return left.cause < right.cause;
  if (left.index !== right.index) return left.index < right.index;
  return left.k <= right.k;
};
