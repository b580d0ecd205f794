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
import type { Call, Stand } from '../posting/replies.js';
import type { CommandOutcome, Submission } from '../posting/submissions.js';
import type { PostToken } from '../reading/patience.js';
import { tenantOf } from '../reading/tenant.js';
import { conflictProblem, Conflicts } from './conflicts.js';
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

  place(call: Call, input: OrderInput): Promise<object> {
    const tenant = tenantOf(call.request);
    const placing = this.placing(tenant, input);
    const { channel, channelRef } = input;
    const under = (number: OmsNumber): Stand => ({
      omsNumber: number,
      self: `/v1/orders/${number}`,
      state: () => this.orders.order(tenant, number),
    });
    return this.replies.to({
      ...placing,
      call,
      acceptedStatus: 201,
      ...under(placing.number),
      under,
      special: (outcome, token) =>
        this.#special({ tenant, channel, channelRef }, placing, outcome, token, call),
    });
  }

  async #special(
    reference: Reference,
    placing: Placing,
    outcome: CommandOutcome,
    token: PostToken,
    { reply }: Call,
  ): Promise<object | undefined> {
    const { types = [], number = placing.number } = outcome.answer;
    const conflict = await this.conflicts.problemOf(reference.tenant, number, outcome);
    const { command } = placing.posting;
    const mayDiffer = conflict !== undefined || outcome.answer.outcome === 'unchanged';
    if (mayDiffer && command.type === 'order.place') {
      // The log tells a conflict once, by its fields, and of personal ones not how they differ. One
      // that was accepted since is none any more.
      const { body } = command.data;
      const fields = await this.orders.differing(reference.tenant, number, body);
      if (fields.length > 0) throw conflict ?? conflictProblem(number, fields);
    }
    if (!types.includes('number.collided')) {
      await this.orders.refuseUndecided(reference.tenant, number);
      return undefined;
    }
    // The intake posts it again under the next number; only an accepted answer tells it.
    const ref = encodeURIComponent(reference.channelRef);
    const channel = encodeURIComponent(reference.channel);
    reply.status(202);
    return {
      code: 'pending',
      provisional: true,
      token: tokenText(token),
      links: { reference: `/v1/references/${ref}?channel=${channel}` },
    };
  }
}
