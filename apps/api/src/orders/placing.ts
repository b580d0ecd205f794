import { Inject, Injectable } from '@nestjs/common';
import type { OmsNumber, Reference } from '#kernel';
import { toPlaceOrder } from '#contracts';
import type { OrderInput } from '#contracts';
import { tokenText } from '#runtime';
import type { Gateway } from '#services';
import { gatewayToken } from '../gateway.js';
import { placingId } from '../posting/command-id.js';
import { claimed } from '../posting/order-number.js';
import { Replies } from '../posting/replies.js';
import type { Subject } from '../posting/replies.js';
import type { Submission } from '../posting/submissions.js';
import type { Call } from '../reading/call.js';
import type { CommandOutcome } from '../waiting/outcomes.js';
import type { PostToken } from '../waiting/patience.js';
import { tenantOf } from '../reading/tenant.js';
import { conflictProblem, Conflicts } from '../waiting/conflicts.js';
import { OrdersQueries } from './orders.queries.js';

export interface Placing extends Submission<'orders'> {
  readonly number: OmsNumber;
}

/**
 * Places orders: the number follows from the reference, the command's id from reference and body.
 */
@Injectable()
export class PlacingGateway {
  constructor(
    @Inject(gatewayToken) private readonly gateway: Gateway,
    @Inject(Replies) private readonly replies: Replies,
    @Inject(OrdersQueries) private readonly orders: OrdersQueries,
    @Inject(Conflicts) private readonly conflicts: Conflicts,
  ) {}

  placing(tenant: string, input: OrderInput): Placing {
    const { channel, channelRef, placedAt } = input;
    const { number, claim } = claimed(this.gateway, { tenant, channel, channelRef }, placedAt);
    const placed = toPlaceOrder(input, tenant, number, 0);
    const command =
      placedAt === undefined ? { ...placed, data: { ...placed.data, claim } } : placed;
    return {
      service: 'orders',
      number,
      posting: { key: number, tenant, number, command },
      id: placingId(tenant, input, command.data.body),
    };
  }

  async place(call: Call, input: OrderInput): Promise<object> {
    const tenant = tenantOf(call.request);
    const placing = this.placing(tenant, input);
    const { channel, channelRef } = input;
    const under = (number: OmsNumber): Subject => ({
      omsNumber: number,
      self: `/v1/orders/${number}`,
      state: () => this.orders.order(tenant, number),
    });
    const asked = { ...placing, call, acceptedStatus: 201, ...under(placing.number), under };
    const heard = await this.replies.hear(asked);
    if (heard.kind === 'kept') return heard.receipt;
    const { token, outcome } = heard;
    await this.#refuseConflict({ tenant, channel, channelRef }, placing, outcome);
    const { types = [], number = placing.number } = outcome.answer;
    if (types.includes('number.collided'))
      return collided(call, { tenant, channel, channelRef }, token);
    await this.orders.refuseUndecided(tenant, number);
    return this.replies.decided(asked, token, outcome);
  }

  async #refuseConflict(
    { tenant }: Reference,
    placing: Placing,
    outcome: CommandOutcome,
  ): Promise<void> {
    const { number = placing.number } = outcome.answer;
    const conflict = await this.conflicts.problemOf(tenant, number, outcome);
    const { command } = placing.posting;
    const mayDiffer = conflict !== undefined || outcome.answer.outcome === 'unchanged';
    if (!mayDiffer || command.type !== 'order.place') return;
    // The log tells a conflict once, by its fields, and of personal ones not how they differ. One
    // that was accepted since is none any more.
    const fields = await this.conflicts.differing(tenant, number, command.data.body);
    if (fields.length > 0) throw conflict ?? conflictProblem(number, fields);
  }
}

/** The intake posts it again under the next number; only an accepted answer tells it. */
const collided = (
  { reply }: Call,
  { channel, channelRef }: Reference,
  token: PostToken,
): object => {
  const reference = `${encodeURIComponent(channelRef)}?channel=${encodeURIComponent(channel)}`;
  reply.status(202);
  return {
    code: 'pending',
    provisional: true,
    token: tokenText(token),
    links: { reference: `/v1/references/${reference}` },
  };
};
