import { remembering } from '#kernel';
import type { LogRecord } from '#ports';

interface Kept<T> {
  readonly value: LogRecord['value'];
  readonly key: LogRecord['key'];
  readonly decoded: T;
}

/**
 * What a record says, for as long as its headers live. Logs within the process pass headers on by
 * reference, so that a reader beside the writer parses nothing; whoever reads a decoded message
 * must not change it.
 */
export class Memo<T> {
  readonly #kept = remembering<LogRecord['headers'], Kept<T>>();

  /** Undefined where these headers are not known with this key and these bytes. */
  get({ headers, key, value }: LogRecord): T | undefined {
    const kept = this.#kept.get(headers);
    return kept !== undefined && kept.value === value && kept.key === key
      ? kept.decoded
      : undefined;
  }

  set({ headers, key, value }: LogRecord, decoded: T): void {
    this.#kept.set(headers, { value, key, decoded });
  }
}
