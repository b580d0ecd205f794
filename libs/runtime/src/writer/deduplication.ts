import { differingFields, keyOf, sha256Hex } from '#kernel';
import type { Content } from '#kernel';
import type { Overlay } from './overlay.js';
import { limits } from '../limits.js';
import { halt } from '../work/ending.js';
import { notAfter, parseSource } from '../log/source.js';
import type { Source } from '../log/source.js';

/** The first answer to a client's command id: its cause, its log time, what the command said. */
interface Answered {
  readonly cause: number;
  readonly at: number;
  readonly content?: Content;
}

/** A command id that was answered before. */
export interface Known {
  /** The cause that answered it first. */
  readonly first: number;
  /** Fields in which the command differs from the one that was answered; mostly none. */
  readonly fields: readonly string[];
}
interface IdBatch {
  readonly at: number;
  readonly keys: readonly string[];
}

const isAnswered = (doc: object): doc is Answered => 'cause' in doc && 'at' in doc;
const isIdBatch = (doc: object): doc is IdBatch => 'keys' in doc && 'at' in doc;
const isSource = (doc: object): doc is Source => 'logId' in doc && 'k' in doc;

const ids = 'i/';
const idBatches = 'q/';
const watermarks = 'w/';
/** Longer ids are kept by their digest: a store's keys are short. */
const idCharsMax = 200;
const sourcesMax = 100_000;

const pad = (value: number): string => String(value).padStart(15, '0');

/** An id counts for its aggregate: a client may use `1` for each order. */
const idKey = (key: string | null, id: string): string => {
  const text = keyOf(key ?? '', id);
  return ids + (text.length <= idCharsMax ? text : sha256Hex(text));
};

const watermarkKey = ({ service, partition }: Source): string => `${service}/${partition}`;

/**
 * What this partition has answered before, folded from its log (ARCHITECTURE.md §2, duplicates
 * upstream).
 */
export class Deduplication {
  readonly #watermarks = new Map<string, Source>();
  #fresh: string[] = [];
  /** No stored batch of ids is due before this log time. */
  #dueAt = 0;

  constructor(private readonly overlay: Overlay) {
    for (const [key, doc] of overlay.states.first(watermarks, sourcesMax)) {
      if (isSource(doc)) this.#watermarks.set(key.slice(watermarks.length), doc);
    }
  }

  /** How this command id was answered, if that was within the last 30 days of log time. */
  firstAnswer(
    key: string | null,
    id: string,
    now: number,
    contentOf: () => Content | undefined,
  ): Known | undefined {
    const doc = this.#answered(idKey(key, id), now);
    if (doc === undefined) return undefined;
    const fields = doc.content === undefined ? [] : differingFields(doc.content, contentOf());
    return { first: doc.cause, fields };
  }

  #answered(name: string, now: number): Answered | undefined {
    const doc = this.overlay.get(name);
    if (doc === undefined || !isAnswered(doc)) return undefined;
    return now - doc.at <= limits.commandIdMs ? doc : undefined;
  }

  /**
   * Whether this message, or a later one of its source partition, was answered. Another log id
   * halts.
   */
  passed(source: Source): boolean {
    const mark = this.#watermarks.get(watermarkKey(source));
    if (mark === undefined) return false;
    if (mark.logId !== source.logId) {
      halt(
        `a message of ${source.service}/${source.partition} comes from the log with the id ` +
          `${source.logId}, the ones before from ${mark.logId}`,
      );
    }
    return notAfter(source, mark);
  }

  /** The first answer stands: a command of other content under the same id changes nothing. */
  answeredId(
    key: string | null,
    id: string,
    cause: number,
    at: number,
    content: Content | undefined,
  ): void {
    const name = idKey(key, id);
    if (this.#answered(name, at) !== undefined) return;
    this.overlay.put(name, content === undefined ? { cause, at } : { cause, at, content });
    this.#fresh.push(name);
  }

  answeredSource(text: string): void {
    const source = parseSource(text);
    if (source === undefined) return;
    const name = watermarkKey(source);
    const mark = this.#watermarks.get(name);
    if (mark !== undefined && notAfter(source, mark)) return;
    this.#watermarks.set(name, source);
    this.overlay.put(watermarks + name, source);
  }

  /**
   * Once before each commit: keeps what the batch added to be forgotten together, and forgets what
   * is due.
   */
  beforeCommit(cause: number, at: number): void {
    if (at >= this.#dueAt) this.#forgetDue(at);
    if (this.#fresh.length === 0) return;
    this.overlay.put(`${idBatches}${pad(at)}/${pad(cause)}`, { at, keys: this.#fresh });
    this.#fresh = [];
  }

  #forgetDue(at: number): void {
    // Batches of now and later are due the later.
    let dueAt = at + limits.commandIdMs;
    for (const [name, doc] of this.overlay.states.first(idBatches, limits.idBatchesPrunedMax)) {
      dueAt = isIdBatch(doc) ? doc.at + limits.commandIdMs : dueAt;
      if (!isIdBatch(doc) || at <= dueAt) break;
      this.overlay.put(name, null);
      for (const key of doc.keys) this.#forget(key, at);
    }
    this.#dueAt = dueAt;
  }

  /** An id that came again after its time belongs to a later batch. */
  #forget(key: string, at: number): void {
    const doc = this.overlay.get(key);
    if (doc !== undefined && isAnswered(doc) && at - doc.at > limits.commandIdMs) {
      this.overlay.put(key, null);
    }
  }
}
