import { Inject, Injectable } from '@nestjs/common';
import type { OmsNumber } from '#kernel';
import { tokenText } from '#runtime';
import type { ServiceName } from '#services';
import { hangUp, preferredWaitMs } from '../waiting/patience.js';
import type { PostToken } from '../waiting/patience.js';
import { tenantOf } from '../reading/tenant.js';
import type { Call } from '../reading/call.js';
import { refusalOf } from '../refusals/recorded.js';
import { Outcomes } from '../waiting/outcomes.js';
import type { CommandOutcome } from '../waiting/outcomes.js';
import { Submissions } from './submissions.js';
import type { Submission } from './submissions.js';

/** What a caller holds after a post: the token to ask with, and where. */
export interface PostReceipt {
  readonly token: string;
  readonly omsNumber?: string;
  /** True until the log has answered. */
  readonly provisional: boolean;
  readonly links: Readonly<Record<string, string>>;
}

/** Where a thing stands, and how. */
export type Subject = Pick<Reply<ServiceName>, 'omsNumber' | 'self' | 'state'>;

export interface Reply<S extends ServiceName> extends Submission<S> {
  readonly call: Call;
  readonly omsNumber?: string;
  /** Where the thing stands that the command is about, without `after`. */
  readonly self: string;
  /** How the thing stands now. */
  readonly state: () => Promise<object | undefined>;
  /** Where it stands that was asked for, if the answer came under another number. */
  readonly under?: (number: OmsNumber) => Subject;
  /** 201 where a command makes something, each time it is sent; 200 is the default. */
  readonly acceptedStatus?: number;
}

/** What a post came to: a receipt for who does not wait or waited in vain, or its outcome. */
export type PostResult =
  | { readonly kind: 'kept'; readonly receipt: object }
  | { readonly kind: 'decided'; readonly token: PostToken; readonly outcome: CommandOutcome };

const msPerSecond = 1_000;

const receiptOf = (
  { omsNumber, self }: { readonly omsNumber?: string; readonly self: string },
  token: PostToken,
  provisional: boolean,
): PostReceipt => {
  const text = tokenText(token);
  const links = {
    self: `${self}?after=${text}`,
    settled: `/v1/settled?after=${text}`,
    ...(omsNumber === undefined ? {} : { timeline: `/v1/orders/${omsNumber}/timeline` }),
  };
  return omsNumber === undefined
    ? { token: text, provisional, links }
    : { token: text, omsNumber, provisional, links };
};

/** Answers a command or a fact: 202 at once, or what became of it within `Prefer: wait`. */
@Injectable()
export class Replies {
  constructor(
    @Inject(Submissions) private readonly submissions: Submissions,
    @Inject(Outcomes) private readonly outcomes: Outcomes,
  ) {}

  async to<S extends ServiceName>(asked: Reply<S>): Promise<object> {
    const heard = await this.hear(asked);
    return heard.kind === 'kept' ? heard.receipt : this.decided(asked, heard.token, heard.outcome);
  }

  /** Posts it, and waits as long as its caller does; a refusal is thrown. */
  async hear<S extends ServiceName>(asked: Reply<S>): Promise<PostResult> {
    const { request, reply } = asked.call;
    const waitMs = preferredWaitMs(request);
    const isAwaited = waitMs !== undefined && waitMs > 0;
    const token = await this.submissions.post({ ...asked, isAwaited });
    if (waitMs === undefined) {
      reply.status(202);
      return { kind: 'kept', receipt: receiptOf(asked, token, true) };
    }
    reply.header('preference-applied', `wait=${waitMs / msPerSecond}`);
    const patience = { waitMs, signal: hangUp(reply) };
    const outcome = await this.outcomes.of(tenantOf(request), token, patience);
    if (outcome === undefined) {
      reply.status(202);
      return { kind: 'kept', receipt: { ...receiptOf(asked, token, true), code: 'pending' } };
    }
    if (outcome.answer.outcome === 'rejected') throw refusalOf(outcome.answer);
    return { kind: 'decided', token, outcome };
  }

  /** How the thing stands after its command was decided. */
  async decided<S extends ServiceName>(
    asked: Reply<S>,
    token: PostToken,
    { answer }: CommandOutcome,
  ): Promise<object> {
    const stand =
      answer.number === undefined || answer.number === asked.omsNumber
        ? asked
        : (asked.under?.(answer.number) ?? asked);
    const state = await stand.state();
    const events = answer.types ?? [];
    asked.call.reply.status(asked.acceptedStatus ?? 200);
    return { ...receiptOf(stand, token, false), outcome: answer.outcome, events, ...state };
  }
}
