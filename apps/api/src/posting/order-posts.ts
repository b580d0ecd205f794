import { Inject, Injectable } from '@nestjs/common';
import type { OmsNumber, Posting } from '#kernel';
import type { Commands, Gateway, ServiceName } from '#services';
import type { Documentation } from '../docs/documented.js';
import { gatewayToken } from '../gateway.js';
import type { Call } from '../reading/call.js';
import { tenantOf } from '../reading/tenant.js';
import { commandId } from './command-id.js';
import { Replies } from './replies.js';
import { orderNotFound } from '../refusals/order-not-found.js';
import { orderDocument } from '../waiting/order-documents.js';

/** What every route that speaks of an order by its number documents. */
export const orderPosting = (
  tag: string,
  { parameters, answers }: Pick<Documentation, 'parameters' | 'answers'>,
) =>
  ({
    tag,
    posts: true,
    ...(parameters === undefined ? {} : { parameters }),
    answers,
    problems: ['number_malformed', 'number_check_failed', 'order_not_found'],
  }) as const;

/** What is said of an order, and to whom. */
export interface OrderPost<S extends ServiceName> {
  readonly service: S;
  readonly number: OmsNumber;
  readonly commandUnder: (id: string) => Commands[S];
  /** As the service's inbox will read it; throws a `Problem` where it would refuse the form. */
  readonly acceptable: (posting: Posting<Commands[S]>, id: string) => Posting<Commands[S]>;
  /** How the thing stands that it is about. */
  readonly state: (tenant: string) => Promise<object | undefined>;
}

/** Posts what is said of an order that the caller's tenant may know. */
@Injectable()
export class OrderPosts {
  constructor(
    @Inject(Replies) private readonly replies: Replies,
    @Inject(gatewayToken) private readonly gateway: Gateway,
  ) {}

  async post<S extends ServiceName>(call: Call, about: OrderPost<S>): Promise<object> {
    const { service, number, commandUnder, acceptable, state } = about;
    const { request } = call;
    const tenant = tenantOf(request);
    await this.#refuseForeign(tenant, number);
    const id = commandId(request, request.routeOptions.url ?? '');
    const posting = { key: number, tenant, number, command: commandUnder(id) };
    return this.replies.to({
      service,
      id,
      call,
      omsNumber: number,
      posting: acceptable(posting, id),
      self: `/v1/orders/${number}`,
      state: () => state(tenant),
    });
  }

  /**
   * An order of another tenant is none of the caller's; one that is not known yet may still come,
   * whoever else has spoken of its number.
   */
  async #refuseForeign(tenant: string, number: OmsNumber): Promise<void> {
    const doc = await orderDocument(this.gateway, number);
    const owner = doc?.state.claim?.tenant;
    if (owner !== undefined && owner !== tenant) throw orderNotFound(number);
  }
}
