import { Inject, Injectable } from '@nestjs/common';
import { tokenText } from '#runtime';
import type { Gateway } from '#services';
import { z } from 'zod';
import { gatewayToken } from '../gateway.js';
import { Conflicts } from './conflicts.js';
import type { Call } from '../reading/call.js';
import { Outcomes } from './outcomes.js';
import type { CommandOutcome } from './outcomes.js';
import { hangUp, tokensOf, waitMsOf } from './patience.js';
import { afterParameter, waitParameter } from '../reading/query.js';
import { tenantOf } from '../reading/tenant.js';

export const answerQuery = z.strictObject({
  after: afterParameter.optional(),
  wait: waitParameter.optional(),
});
export type AnswerQuery = z.output<typeof answerQuery>;

/** With a token and no wait of its own, a view that is a moment behind is worth waiting for. */
const usualWaitMs = 2_000;

/** Read your writes (ARCHITECTURE.md §4). */
@Injectable()
export class Answered {
  constructor(
    @Inject(gatewayToken) private readonly gateway: Gateway,
    @Inject(Outcomes) private readonly outcomes: Outcomes,
    @Inject(Conflicts) private readonly conflicts: Conflicts,
  ) {}

  /**
   * What `read` finds once the views have passed the tokens of `after`. A recorded refusal is
   * thrown, and so is a conflict of placing; a view that is not there yet answers `pending`, never
   * with older state.
   */
  async read(
    { request, reply }: Call,
    { after, wait }: AnswerQuery,
    read: () => Promise<object>,
  ): Promise<object> {
    const tokens = tokensOf(after, this.gateway);
    if (tokens.length === 0) return read();
    const tenant = tenantOf(request);
    const signal = hangUp(reply);
    const waitMs = waitMsOf(request, wait, usualWaitMs);
    const outcomes = await this.outcomes.ofAll(tenant, tokens, { waitMs, signal });
    if (outcomes !== undefined) {
      const placings = outcomes.filter((_, at) => tokens[at]?.service === 'orders');
      await this.#refuseConflict(tenant, placings);
      const found = await read();
      // A store that fell back while it was read has shown an older state.
      if (await this.outcomes.passed(tokens)) return found;
    }
    reply.status(202).header('retry-after', '1');
    return { code: 'pending', tokens: tokens.map(tokenText), links: { self: request.url } };
  }

  async #refuseConflict(tenant: string, outcomes: readonly CommandOutcome[]): Promise<void> {
    for (const outcome of outcomes) {
      const { number } = outcome.answer;
      const conflict =
        number === undefined ? undefined : await this.conflicts.problemOf(tenant, number, outcome);
      if (conflict !== undefined) throw conflict;
    }
  }
}
