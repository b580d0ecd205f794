import { Inject, Injectable } from '@nestjs/common';
import { problem } from '#http';
import type { Problem } from '#http';
import type { OmsNumber } from '#kernel';
import { differingFields } from '#orders';
import type { OrderBody } from '#orders';
import type { Gateway } from '#services';
import { gatewayToken } from '../gateway.js';
import { orderDocument, timelineDocument } from './order-documents.js';
import type { CommandOutcome } from './outcomes.js';

/**
 * Tells that an order came again with another body, as the log has it. A body that differs in the
 * same personal fields as one before it stands there no second time: who waits is told of it by
 * the body itself.
 */
@Injectable()
export class Conflicts {
  constructor(@Inject(gatewayToken) private readonly gateway: Gateway) {}

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
    const fields = await this.#conflictAt(tenant, number, at);
    if (fields === undefined || (!conflicted && fields.length === 0)) return undefined;
    return conflictProblem(number, fields);
  }

  /** In which fields the order stands otherwise than this body; none where there is no order. */
  async differing(tenant: string, number: OmsNumber, body: OrderBody): Promise<readonly string[]> {
    const doc = await orderDocument(this.gateway, number);
    if (doc?.tenant !== tenant || doc.state.stage === 'awaited') return [];
    return differingFields(doc.state, body);
  }

  /**
   * The fields of the conflict that was recorded as the answer to this inbox offset, or of the
   * newest one; undefined where the tenant has no such order.
   */
  async #conflictAt(
    tenant: string,
    number: OmsNumber,
    at: { readonly partition: number; readonly offset: number } | undefined,
  ): Promise<readonly string[] | undefined> {
    const doc = await timelineDocument(this.gateway, tenant, number);
    if (doc === undefined) return undefined;
    const entry = doc.entries.findLast(
      ({ id, data }) =>
        'fields' in data &&
        (at === undefined || id.startsWith(`${at.partition}:inbox:${at.offset}:`)),
    );
    const fields: unknown = entry !== undefined && 'fields' in entry.data ? entry.data.fields : [];
    return Array.isArray(fields) ? fields.map(String) : [];
  }
}

export const conflictProblem = (number: OmsNumber, fields: readonly string[]): Problem =>
  problem('place_conflicted', 'the order stays as it stands', {
    errors: fields.map((field) => ({ field, expected: 'what the order stands with' })),
    members: { omsNumber: number, recorded: true, links: { order: `/v1/orders/${number}` } },
  });
