import { differingFields, keyOf, sha256Hex } from '#kernel';
import type { Content } from '#kernel';
import type { Overlay } from './overlay.js';
import { limits } from '../limits.js';

/** The first answer to a client's command id: its inbox offset, log time, what the command said. */
interface Answered {
  readonly offset: number;
  readonly at: number;
  readonly content?: Content;
}

/** A command id that was answered before. */
export interface Known {
  /** The inbox offset that had it first. */
  readonly first: number;
  /** Fields in which the command differs from the one that was answered; mostly none. */
  readonly fields: readonly string[];
}
interface IdBatch {
  readonly at: number;
  readonly keys: readonly string[];
}

const isAnswered = (doc: object): doc is Answered => 'offset' in doc && 'at' in doc;
const isIdBatch = (doc: object): doc is IdBatch => 'keys' in doc && 'at' in doc;

const ids = 'i/';
const idBatches = 'q/';
/** Longer ids are kept by their digest: a store's keys are short. */
const idCharsMax = 200;

const pad = (value: number): string => String(value).padStart(15, '0');

/** An id counts for its aggregate: a client may use `1` for each order. */
const idKey = (key: string | null, id: string): string => {
  const text = keyOf(key ?? '', id);
  return ids + (text.length <= idCharsMax ? text : sha256Hex(text));
};

/**
 * What this partition has answered before, folded from its log (ARCHITECTURE.md §2, duplicates
 * upstream).
 */
export class Deduplication {
  #fresh: string[] = [];
  /** No stored batch of ids is due before this log time. */
  #dueAt = 0;

  constructor(private readonly overlay: Overlay) {}

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
    return { first: doc.offset, fields };
  }

  #answered(name: string, now: number): Answered | undefined {
    const doc = this.overlay.get(name);
    if (doc === undefined || !isAnswered(doc)) return undefined;
    return now - doc.at <= limits.commandIdMs ? doc : undefined;
  }

  /** The first answer stands: a command of other content under the same id changes nothing. */
  answeredId(
    key: string | null,
    id: string,
    offset: number,
    at: number,
    content: Content | undefined,
  ): void {
    const name = idKey(key, id);
    if (this.#answered(name, at) !== undefined) return;
    this.overlay.put(name, content === undefined ? { offset, at } : { offset, at, content });
    this.#fresh.push(name);
  }

  /**
   * Once before each commit: keeps what the batch added to be forgotten together, and forgets what
   * is due.
   */
  beforeCommit(chain: number, at: number): void {
    if (at >= this.#dueAt) this.#forgetDue(at);
    if (this.#fresh.length === 0) return;
    this.overlay.put(`${idBatches}${pad(at)}/${pad(chain)}`, { at, keys: this.#fresh });
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
