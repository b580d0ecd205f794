import { Inject, Injectable } from '@nestjs/common';
import { Problem, problem, problemType } from '#http';
import type { Posting } from '#kernel';
import type { Answer } from '#runtime';
import { finalAnswer } from '#services';
import type { Commands, Desk, PostOutcome, ServiceName } from '#services';
import { deskToken } from '../desk.js';
import { Metrics } from '../operations/metrics.js';
import type { PostToken } from '../reading/patience.js';
import { complaintOf } from './complaint.js';
import { refusedAs } from './refusals.js';

export interface Submission<S extends ServiceName> {
  readonly service: S;
  readonly posting: Posting<Commands[S]>;
  /** The same id is answered once. */
  readonly id: string;
}

export interface CommandOutcome {
  readonly answer: Answer;
  /**
   * Which inbox record the answer is of: the first one, where the command was repeated. Not known
   * where the message went on to another number.
   */
  readonly at?: Pick<PostToken, 'partition' | 'offset'>;
}

const retryAfterSeconds = 1;

/** What stopped a post, as the caller shall read it. */
export const notPosted = (outcome: Exclude<PostOutcome, { readonly kind: 'posted' }>): Problem => {
  const headers = { 'retry-after': String(retryAfterSeconds) };
  return outcome.kind === 'busy'
    ? problem('busy', 'nothing was kept; try again under the same id', { headers })
    : problem('unavailable', `${outcome.reason}: ${unknownWhetherKept}`, { headers });
};

const unknownWhetherKept = 'it is not known whether it was kept; the same request may be sent '
  + 'again: it counts once where it carries an id';

/** Says that a reference found no number: the last one that it met is another order's. */
const withoutNumber = 'numbers_exhausted';

/** A refusal as the log keeps it. */
export const refusalOf = ({ code = 'refused', detail = code, field, number }: Answer): Problem =>
  new Problem({
    type: problemType(code), ...refusedAs(code, field), detail, code, recorded: true,
    ...(field === undefined ? {} : { errors: [complaintOf(field, detail)] }),
    ...(number === undefined || code === withoutNumber ? {} : { omsNumber: number }),
  });

/** Posts commands and hears what became of them. */
@Injectable()
export class Submissions {
  constructor(
    @Inject(deskToken) private readonly desk: Desk,
    @Inject(Metrics) private readonly metrics: Metrics,
  ) {}

  /** Durable when it resolves; a `Problem` where nothing was kept, or nobody knows. */
  async post<S extends ServiceName>({ service, posting, id }: Submission<S>): Promise<PostToken> {
    const outcome = await this.offer({ service, posting, id });
    if (outcome.kind !== 'posted') throw notPosted(outcome);
    return { ...outcome.token, service };
  }

  async offer<S extends ServiceName>(
    { service, posting, id }: Submission<S>,
  ): Promise<PostOutcome> {
    const outcome = await this.desk.post(service, posting, id);
    this.metrics.posted(service, outcome.kind);
    return outcome;
  }

  /**
   * Undefined: the view has not come that far in time. A duplicate is answered as the first was; a
   * message whose number is another reference's as it ends under its own, or, where that is not
   * known in time, by the collision.
   */
  async outcome(
    token: PostToken, waitMs: number, signal: AbortSignal,
  ): Promise<CommandOutcome | undefined> {
    const until = performance.now() + waitMs;
    const views = this.desk.views[token.service];
    if (!await views.reached(token, waitMs, signal)) return undefined;
    const found = await this.#recorded(token);
    if (found.answer.goesOn === undefined) return found;
    const leftMs = Math.max(0, until - performance.now());
    const answer = await finalAnswer(this.desk, found.answer, leftMs, signal);
    if (answer === undefined) return found;
    return { answer };
  }

  async #recorded(token: PostToken): Promise<CommandOutcome> {
    const views = this.desk.views[token.service];
    const answer = await views.answer(token) ?? forgotten;
    if (answer.outcome !== 'noted') return { answer, at: token };
    const at = { ...token, offset: answer.first ?? token.offset };
    const first = answer.first === undefined ? undefined : await views.answer(at);
    return { answer: first ?? answer, at };
  }

  /**
   * What all of these posts led to, once the views show it; a recorded refusal is thrown. The waits
   * go side by side: together they take no longer than one.
   */
  async outcomes(
    tokens: readonly PostToken[], waitMs: number, signal: AbortSignal,
  ): Promise<readonly CommandOutcome[] | undefined> {
    const waited = await Promise.all(tokens.map((token) => this.outcome(token, waitMs, signal)));
    const outcomes = waited.filter((each) => each !== undefined);
    if (outcomes.length < tokens.length) return undefined;
    const refused = outcomes.find(({ answer }) => answer.outcome === 'rejected');
    if (refused !== undefined) throw refusalOf(refused.answer);
    return outcomes;
  }
}

/** The view keeps answers for a day: what is older has long been shown. */
const forgotten: Answer = { outcome: 'noted', key: null };
