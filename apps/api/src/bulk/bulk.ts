import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  bodyBytesMax,
  edgeLimits,
  problem,
  Problem,
  problemOf,
  readJson,
  Room,
  withoutNulls,
  wrongMedia,
} from '#http';
import { tokenText } from '#runtime';
import type { Answer } from '#runtime';
import type { ServiceName } from '#services';
import { complaintOf } from '../refusals/complaint.js';
import { Conflicts } from '../waiting/conflicts.js';
import { Outcomes } from '../waiting/outcomes.js';
import { Submissions, notPosted } from '../posting/submissions.js';
import type { Submission } from '../posting/submissions.js';
import { preferredWaitMs } from '../waiting/patience.js';
import type { Patience, PostToken } from '../waiting/patience.js';
import { pace } from './pace.js';
import { rowsOf } from './rows.js';
import type { InputRow } from './rows.js';

const bulkLimits = {
  /** Rows posted at once: enough for full batches, and the memory of one request. */
  rowsAtOnceMax: 128,
  retryMsMin: 5,
  retryMsMax: 250,
  /** How long a full queue may hold up one row before the row is given back. */
  busyMsMax: 30_000,
  /** Streams that one process reads at once. */
  streamsMax: 64,
} as const;

export const ndjson = 'application/x-ndjson';

/** A row as something to post; `said` is told back with the token. */
export interface ReadRow<S extends ServiceName> extends Submission<S> {
  readonly said: Readonly<Record<string, unknown>>;
}
/** Throws a `Problem` where the row is not as expected. */
export type RowReader = (
  row: unknown,
  gone: AbortSignal,
) => ReadRow<'orders'> | ReadRow<'inventory'> | Promise<ReadRow<'shipping'>>;

type RowPosting = Submission<ServiceName>['posting'];

const conflicted = {
  code: 'place_conflicted',
  detail:
    'as this body came, the order of its reference stood otherwise: the order tells what has ' +
    'become of it',
} as const;

const tooLong = (): Problem => {
  const expected = `a line of at most ${bodyBytesMax} bytes`;
  return problem('body_too_large', `expected ${expected}`, {
    errors: [{ field: 'body', expected }],
  });
};

const tooLate = (): Problem =>
  problem(
    'too_slow',
    `the line did not end within ${edgeLimits.rowMsMax / 1_000} seconds; what follows is not read`,
  );

/** Why a row changed nothing, as its order recorded it. */
const refusedIn = ({ outcome, types = [], code = 'refused', detail = code, field }: Answer) => {
  if (outcome === 'rejected') {
    return field === undefined
      ? { code, detail }
      : { code, detail, errors: [complaintOf(field, detail)] };
  }
  return types.includes('order.place-conflicted') ? conflicted : undefined;
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
  readonly #streams = new Room(bulkLimits.streamsMax);

  constructor(
    @Inject(Submissions) private readonly submissions: Submissions,
    @Inject(Outcomes) private readonly outcomes: Outcomes,
    @Inject(Conflicts) private readonly conflicts: Conflicts,
  ) {}

  answer(request: FastifyRequest, reply: FastifyReply, read: RowReader): void {
    if (!(request.body instanceof Readable)) throw wrongMedia(request);
    if (!this.#streams.take(1, request.ip)) {
      throw problem('busy', 'as many streams are being read as may be; come again', {
        headers: { 'retry-after': '1' },
      });
    }
    const gone = new AbortController();
    reply.raw.once('finish', () => {
      if (!request.raw.complete) request.raw.socket.destroySoon();
    });
    reply.raw.once('close', () => {
      this.#streams.give(1, request.ip);
      gone.abort();
    });
    const results = Readable.from(rowsOf(request.body)).map(
      async (row: InputRow) =>
        `${JSON.stringify(await this.#result(row, request, read, gone.signal))}\n`,
      { concurrency: bulkLimits.rowsAtOnceMax },
    );
    void reply.status(200).type(ndjson).send(results);
  }

  async #result(
    { line, bytes, late }: InputRow,
    request: FastifyRequest,
    read: RowReader,
    gone: AbortSignal,
  ): Promise<object> {
    const waitMs = preferredWaitMs(request);
    try {
      if (late) throw tooLate();
      if (bytes === undefined) throw tooLong();
      const posting = await pace.work(() => read(withoutNulls(readJson(bytes)), gone));
      const isAwaited = waitMs !== undefined && waitMs > 0;
      const token = await this.#posted({ ...posting, isAwaited }, gone);
      const kept = { line, token: tokenText(token), ...posting.said };
      if (waitMs === undefined) return kept;
      const patience = { waitMs, signal: gone };
      return { ...kept, ...(await this.#decided(posting.posting, token, patience)) };
    } catch (error) {
      return { line, error: rowError(problemOf(error, request)) };
    }
  }

  /** What became of a row that was kept, where its caller waits for it. */
  async #decided(
    { tenant, command }: RowPosting,
    token: PostToken,
    patience: Patience,
  ): Promise<object> {
    const found = await this.outcomes.of(tenant, token, patience);
    if (found === undefined) return { outcome: 'pending' };
    const { answer } = found;
    const error = refusedIn(answer);
    // A body that was accepted since is no conflict any more.
    if (error === conflicted && command.type === 'order.place') {
      const { number, body } = command.data;
      const fields = await this.conflicts.differing(tenant, answer.number ?? number, body);
      if (fields.length === 0) return { outcome: answer.outcome };
    }
    return error === undefined ? { outcome: answer.outcome } : { outcome: answer.outcome, error };
  }

  /** A full queue slows the stream down instead of failing its rows. */
  async #posted<S extends ServiceName>(
    submission: Submission<S>,
    gone: AbortSignal,
  ): Promise<PostToken> {
    let waited = 0;
    let retryMs: number = bulkLimits.retryMsMin;
    for (;;) {
      const outcome = await this.submissions.offer(submission);
      if (outcome.kind === 'posted') return { ...outcome.token, service: submission.service };
      const isFinal = outcome.kind === 'too-large' || gone.aborted;
      if (isFinal || waited >= bulkLimits.busyMsMax) throw notPosted(outcome);
      await pause(retryMs);
      waited += retryMs;
      retryMs = Math.min(2 * retryMs, bulkLimits.retryMsMax);
    }
  }
}
