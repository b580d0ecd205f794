import type { LogRecord } from '#ports';
import type { OnViolation } from './violations.js';
import type { Author, Authors } from './deployment.js';

interface Tenure {
  readonly term: number;
  readonly writer: string | undefined;
  /** Calls that landed while it was the newest term: copies of them may land once more. */
  readonly calls: Set<number>;
  /** The one batch that it may append after it was deposed. */
  last: number | undefined;
}

/** One writer a term; a deposed one appends at most one more batch (ARCHITECTURE.md §2.4). */
export class Tenures {
  readonly #tenures = new Map<number, Tenure>();
  #newest = -1;

  constructor(
    private readonly where: string,
    private readonly authors: Authors,
    private readonly violated: OnViolation,
  ) {}

  opened(term: number, record: LogRecord): void {
    const writer = this.authors(record)?.writer;
    this.#tenures.set(term, { term, writer, calls: new Set(), last: undefined });
    this.#newest = term;
  }

  written(term: number, offset: number, record: LogRecord): void {
    const tenure = this.#tenures.get(term);
    const author = this.authors(record);
    if (tenure === undefined) {
      this.violated('one-writer-a-term', `${this.where} at ${offset} has no term: ${term}`);
    } else if (author !== undefined) this.#check(tenure, author, offset);
  }

  #check(tenure: Tenure, { writer, call }: Author, offset: number): void {
    if (tenure.writer !== writer) {
      this.violated(
        'one-writer-a-term',
        `${this.where} at ${offset} is of ${writer}, its term ` +
          `${tenure.term} of ${tenure.writer ?? 'nobody'}`,
      );
    }
    if (tenure.term === this.#newest) tenure.calls.add(call);
    else if (!tenure.calls.has(call)) {
      tenure.last ??= call;
      if (tenure.last !== call) {
        this.violated(
          'deposed-writer',
          `${this.where} at ${offset}: ${writer} went on after the newer term ${this.#newest}`,
        );
      }
    }
  }
}
