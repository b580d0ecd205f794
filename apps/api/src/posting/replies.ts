import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { OmsNumber } from '#kernel';
import { tokenText } from '#runtime';
import type { ServiceName } from '#services';
import { hangUp, preferredWaitMs } from '../reading/patience.js';
import type { PostToken } from '../reading/patience.js';
import { tenantOf } from '../reading/tenant.js';
import { Submissions, refusalOf } from './submissions.js';
import type { CommandOutcome, Submission } from './submissions.js';

export interface Call {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/** What a caller holds after a post: the token to ask with, and where. */
export interface PostReceipt {
  readonly token: string;
  readonly omsNumber?: string;
  /** True until the log has answered. */
  readonly provisional: boolean;
  readonly links: Readonly<Record<string, string>>;
}

/** Where a thing stands, and how. */
export type Stand = Pick<Reply<ServiceName>, 'omsNumber' | 'self' | 'state'>;

export interface Reply<S extends ServiceName> extends Submission<S> {
  readonly call: Call;
  readonly omsNumber?: string;
  /** Where the thing stands that the command is about, without `after`. */
  readonly self: string;
  /** How the thing stands now. */
  readonly state: () => Promise<object | undefined>;
  /** Where it stands that was asked for, if the answer came under another number. */
  readonly under?: (number: OmsNumber) => Stand;
  /** 201 where a command makes something, each time it is sent; 200 is the default. */
  readonly acceptedStatus?: number;
  /** May answer in its own way where an outcome needs more than its state. */
  readonly special?: (outcome: CommandOutcome, token: PostToken) => Promise<object | undefined>;
}

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
  constructor(@Inject(Submissions) private readonly submissions: Submissions) {}

  async to<S extends ServiceName>(asked: Reply<S>): Promise<object> {
    const { request, reply } = asked.call;
    const waitMs = preferredWaitMs(request);
    const isAwaited = waitMs !== undefined && waitMs > 0;
    const token = await this.submissions.post({ ...asked, isAwaited });
    if (waitMs === undefined) {
      reply.status(202);
      return receiptOf(asked, token, true);
    }
    reply.header('preference-applied', `wait=${waitMs / msPerSecond}`);
    const patience = { waitMs, signal: hangUp(reply) };
    const outcome = await this.submissions.outcome(tenantOf(request), token, patience);
    if (outcome === undefined) {
      reply.status(202);
      return { ...receiptOf(asked, token, true), code: 'pending' };
    }
    return this.#decided(asked, token, outcome);
  }

  async #decided<S extends ServiceName>(
    asked: Reply<S>,
    token: PostToken,
    outcome: CommandOutcome,
  ): Promise<object> {
    const { reply } = asked.call;
    const { answer } = outcome;
    if (answer.outcome === 'rejected') throw refusalOf(answer);
    const special = await asked.special?.(outcome, token);
    if (special !== undefined) return special;
    const stand =
      answer.number === undefined || answer.number === asked.omsNumber
        ? asked
        : (asked.under?.(answer.number) ?? asked);
    const state = await stand.state();
    const events = answer.types ?? [];
    reply.status(asked.acceptedStatus ?? 200);
    return { ...receiptOf(stand, token, false), outcome: answer.outcome, events, ...state };
  }
}
