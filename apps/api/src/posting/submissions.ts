import { Inject, Injectable } from '@nestjs/common';
import { Problem, problem, problemType } from '#http';
import type { Posting } from '#kernel';
import type { Answer } from '#runtime';
import { finalAnswer } from '#services';
import type { Commands, Gateway, PostOutcome, ServiceName } from '#services';
import { gatewayToken } from '../gateway.js';
import { Metrics } from '../operations/metrics.js';
import type { Patience, PostToken } from '../reading/patience.js';
import { slicesOf, Turns } from '../reading/turns.js';
import { waits } from '../reading/waits.js';
import { complaintOf } from './complaint.js';
import { Halts } from './halts.js';
import { refusedAs } from './refusals.js';

export interface Submission<S extends ServiceName> {
  readonly service: S;
  readonly posting: Posting<Commands[S]>;
  /** The same id is answered once. */
  readonly id: string;
  /** Its caller waits: a refusal is told, else it is listed for people. */
  readonly isAwaited?: boolean;
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
/** So many answers are read in one turn. */
const answersAtOnceMax = 16;

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

/** Says that a reference found no number: the last one that it met is another order's. */
const withoutNumber = 'numbers_exhausted';

/** A refusal as the log keeps it. */
export const refusalOf = ({
  code = 'refused',
  detail = code,
  field,
  fields,
  number,
}: Answer): Problem =>
  new Problem({
    type: problemType(code),
    ...refusedAs(code, field),
    detail,
    code,
    recorded: true,
    ...(field === undefined
      ? {}
      : {
          errors: (fields ?? [{ field, detail }]).map((each) =>
            complaintOf(each.field, each.detail),
          ),
        }),
    ...(number === undefined || code === withoutNumber ? {} : { omsNumber: number }),
  });

/** The last post of each partition: who has passed it has passed those before. */
export const farthest = (tokens: readonly PostToken[]): readonly PostToken[] => {
  const found = new Map<string, PostToken>();
  for (const token of tokens) {
    const place = `${token.service}.${token.partition}`;
    const known = found.get(place);
    if (known === undefined || known.offset < token.offset) found.set(place, token);
  }
  return [...found.values()];
};

/** Posts commands and hears what became of them. */
@Injectable()
export class Submissions {
  readonly #turns = new Turns();

  constructor(
    @Inject(gatewayToken) private readonly gateway: Gateway,
    @Inject(Metrics) private readonly metrics: Metrics,
    @Inject(Halts) private readonly halts: Halts,
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

  /**
   * What became of a post of this tenant; of another tenant's it tells no more than of one that is
   * forgotten. Undefined: the view has not come that far in time; where it cannot,
   * `partition_halted` is thrown. A duplicate is answered as the first was; a message whose number
   * is another reference's as it ends under its own, or, where that is not known in time, by the
   * collision.
   */
  async outcome(
    tenant: string,
    token: PostToken,
    patience: Patience,
  ): Promise<CommandOutcome | undefined> {
    const until = performance.now() + patience.waitMs;
    if (!(await this.#shown([token], patience))) return undefined;
    return this.#found(tenant, token, until, patience.signal);
  }

  /** Whether the views show all of these posts in time; throws where what would has halted. */
  #shown(tokens: readonly PostToken[], { waitMs, signal }: Patience): Promise<boolean> {
    return this.halts.waited(farthest(tokens), waitMs, (ms) =>
      this.#reached(tokens, { waitMs: ms, signal }),
    );
  }

  /** Whether the views show all of these posts. */
  async #reached(tokens: readonly PostToken[], patience: Patience): Promise<boolean> {
    return waits.within(patience, async ({ waitMs, signal }) => {
      const reached = await Promise.all(
        farthest(tokens).map((token) =>
          this.gateway.views[token.service].reached(token, waitMs, signal),
        ),
      );
      return !reached.includes(false);
    });
  }

  async #found(
    tenant: string,
    token: PostToken,
    until: number,
    signal: AbortSignal,
  ): Promise<CommandOutcome> {
    const found = await this.#recorded(token);
    const { answer: recorded } = found;
    if (recorded !== forgotten && recorded.tenant !== tenant) return { answer: forgotten };
    if (found.answer.goesOn === undefined) return found;
    const leftMs = Math.max(0, until - performance.now());
    const answer = await finalAnswer(this.gateway, found.answer, leftMs, signal);
    return answer === undefined ? found : { answer };
  }

  async #recorded(token: PostToken): Promise<CommandOutcome> {
    const views = this.gateway.views[token.service];
    const answer = (await views.answer(token)) ?? forgotten;
    if (answer.outcome !== 'unchanged') return { answer, at: token };
    const at = { ...token, offset: answer.first ?? token.offset };
    const first = answer.first === undefined ? undefined : await views.answer(at);
    return { answer: first ?? answer, at };
  }

  /** Whether the views show all of these posts now. */
  async passed(tokens: readonly PostToken[]): Promise<boolean> {
    return this.#reached(tokens, { waitMs: 0, signal: new AbortController().signal });
  }

  /**
   * What all of these posts led to, once the views show it; a recorded refusal is thrown. One wait
   * for each partition, side by side; the answers are read in turns with those of others.
   */
  async outcomes(
    tenant: string,
    tokens: readonly PostToken[],
    patience: Patience,
  ): Promise<readonly CommandOutcome[] | undefined> {
    const { waitMs, signal } = patience;
    const until = performance.now() + waitMs;
    if (!(await this.#shown(tokens, patience))) return undefined;
    const read = (slice: readonly PostToken[]): Promise<readonly CommandOutcome[]> =>
      Promise.all(slice.map((token) => this.#found(tenant, token, until, signal)));
    const outcomes: CommandOutcome[] = [];
    for (const slice of slicesOf(tokens, answersAtOnceMax)) {
      if (signal.aborted) return undefined;
      const isShort = tokens.length <= answersAtOnceMax;
      const answers = isShort ? read(slice) : this.#turns.take(() => read(slice));
      outcomes.push(...(await answers));
    }
    const refused = outcomes.find(({ answer }) => answer.outcome === 'rejected');
    if (refused !== undefined) throw refusalOf(refused.answer);
    return outcomes;
  }
}

/** The view keeps answers for a day: what is older has long been shown. */
const forgotten: Answer = { outcome: 'unchanged', tenant: '', key: null };
