import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { bodyBytesMax, problem, Problem, problemOf, readJson, wrongMedia } from '#http';
import { tokenText } from '#runtime';
import type { ServiceName } from '#services';
import { Submissions, notPosted } from '../posting/submissions.js';
import type { Submission } from '../posting/submissions.js';
import { rowsOf } from './rows.js';
import type { InputRow } from './rows.js';

const bulkLimits = {
  /** Rows posted at once: enough for full batches, and the memory of one request. */
  rowsAtOnceMax: 128,
  retryMsMin: 5, retryMsMax: 250,
  /** How long a full queue may hold up one row before the row is given back. */
  busyMsMax: 30_000,
} as const;

export const ndjson = 'application/x-ndjson';

/** A row as something to post; `said` is told back with the token. */
export interface ReadRow<S extends ServiceName> extends Submission<S> {
  readonly said: Readonly<Record<string, unknown>>;
}
/** Throws a `Problem` where the row is not as expected. */
export type RowReader = (row: unknown) => ReadRow<'orders'> | ReadRow<'inventory'>;

const tooLong = (): Problem => {
  const expected = `a line of at most ${bodyBytesMax} bytes`;
  return problem(
    'body_too_large', `expected ${expected}`, { errors: [{ field: 'body', expected }] },
  );
};

/** A row's problem without what only an answer of its own has. */
const rowError = ({ document: { code, detail, errors } }: Problem): object =>
  errors === undefined ? { code, detail } : { code, detail, errors };

/**
 * NDJSON in, a result a line out: in order, while it comes in, as fast as the log and the reader
 * take it.
 */
@Injectable()
export class Bulk {
  constructor(@Inject(Submissions) private readonly submissions: Submissions) {}

  answer(request: FastifyRequest, reply: FastifyReply, read: RowReader): void {
    if (!(request.body instanceof Readable)) throw wrongMedia(request);
    const gone = new AbortController();
    reply.raw.once('close', () => gone.abort());
    const results = Readable.from(rowsOf(request.body)).map(
      async (row: InputRow) =>
        `${JSON.stringify(await this.#result(row, request, read, gone.signal))}\n`,
      { concurrency: bulkLimits.rowsAtOnceMax },
    );
    void reply.status(200).type(ndjson).send(results);
  }

  async #result(
    { line, bytes }: InputRow, request: FastifyRequest, read: RowReader, gone: AbortSignal,
  ): Promise<object> {
    try {
      if (bytes === undefined) throw tooLong();
      const posting = read(readJson(bytes));
      return { line, token: await this.#posted(posting, gone), ...posting.said };
    } catch (error) {
      return { line, error: rowError(problemOf(error, request)) };
    }
  }

  /** A full queue slows the stream down instead of failing its rows. */
  async #posted<S extends ServiceName>(
    submission: Submission<S>, gone: AbortSignal,
  ): Promise<string> {
    let waited = 0;
    let retryMs: number = bulkLimits.retryMsMin;
    for (;;) {
      const outcome = await this.submissions.offer(submission);
      if (outcome.kind === 'posted') return tokenText(outcome.token);
      if (waited >= bulkLimits.busyMsMax || gone.aborted) throw notPosted(outcome);
      await pause(retryMs);
      waited += retryMs;
      retryMs = Math.min(2 * retryMs, bulkLimits.retryMsMax);
    }
  }
}
