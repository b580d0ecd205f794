import { Inject, Injectable } from '@nestjs/common';
import { problem } from '#http';
import type { Problem } from '#http';
import type { OmsNumber } from '#kernel';
import type { CommandOutcome } from '../posting/submissions.js';
import { TimelineQueries } from './timeline.queries.js';

/**
 * Tells that an order came again with another body, as the log has it. A body that differs in the
 * same personal fields as one before it stands there no second time: who waits is told of it by
 * the body itself.
 */
@Injectable()
export class Conflicts {
  constructor(@Inject(TimelineQueries) private readonly timelines: TimelineQueries) {}

  /** Undefined where the outcome is no conflict, or that of an order of another tenant. */
  async problemOf(
    tenant: string,
    number: OmsNumber,
    { answer: { types = [], outcome }, at }: CommandOutcome,
  ): Promise<Problem | undefined> {
    const conflicted = types.includes('order.place-conflicted');
    // Answers are kept for a day; that the first one was a conflict, the timeline knows for longer.
    const perhaps = outcome === 'unchanged' && at !== undefined;
    if (!conflicted && !perhaps) return undefined;
    const fields = await this.timelines.conflictAt(tenant, number, at);
    if (fields === undefined || (!conflicted && fields.length === 0)) return undefined;
    return conflictProblem(number, fields);
  }
}

export const conflictProblem = (number: OmsNumber, fields: readonly string[]): Problem =>
  problem('place_conflicted', 'the order stays as it stands', {
    errors: fields.map((field) => ({ field, expected: 'what the order stands with' })),
    members: { omsNumber: number, recorded: true, links: { order: `/v1/orders/${number}` } },
  });
