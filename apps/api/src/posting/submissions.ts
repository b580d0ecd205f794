import { Inject, Injectable } from '@nestjs/common';
import { problem } from '#http';
import type { Problem } from '#http';
import type { Posting } from '#kernel';
import type { Commands, Gateway, PostOutcome, ServiceName } from '#services';
import { gatewayToken } from '../gateway.js';
import { Metrics } from '../metrics.js';
import type { PostToken } from '../waiting/patience.js';

export interface Submission<S extends ServiceName> {
  readonly service: S;
  readonly posting: Posting<Commands[S]>;
  /** The same id is answered once. */
  readonly id: string;
  /** Its caller waits: a refusal is told, else it is listed for people. */
  readonly isAwaited?: boolean;
}

const retryAfterSeconds = 1;
/** What stopped a post, as the caller shall read it. */
export const notPosted = (outcome: Exclude<PostOutcome, { readonly kind: 'posted' }>): Problem => {
  if (outcome.kind === 'too-large') {
    const expected = `a message of at most ${outcome.limitBytes} bytes`;
    return problem('body_too_large', `expected ${expected}`, {
      errors: [{ field: 'body', expected }],
    });
  }
  const headers = { 'retry-after': String(retryAfterSeconds) };
  return outcome.kind === 'busy'
    ? problem('busy', 'nothing was kept; try again under the same id', { headers })
    : problem('unavailable', `${outcome.reason}: ${unknownWhetherKept}`, { headers });
};

const unknownWhetherKept =
  'it is not known whether it was kept; the same request may be sent ' +
  'again: it counts once where it carries an id';

/** Posts commands: what became of them is heard by `Outcomes`. */
@Injectable()
export class Submissions {
  constructor(
    @Inject(gatewayToken) private readonly gateway: Gateway,
    @Inject(Metrics) private readonly metrics: Metrics,
  ) {}

  /** Durable when it resolves; a `Problem` where nothing was kept, or nobody knows. */
  async post<S extends ServiceName>(submission: Submission<S>): Promise<PostToken> {
    const outcome = await this.offer(submission);
    if (outcome.kind !== 'posted') throw notPosted(outcome);
    return { ...outcome.token, service: submission.service };
  }

  async offer<S extends ServiceName>({
    service,
    posting,
    id,
    isAwaited = false,
  }: Submission<S>): Promise<PostOutcome> {
    const outcome = await this.gateway.post(service, posting, id, isAwaited);
    this.metrics.posted(service, outcome.kind);
    return outcome;
  }
}
