import { SetMetadata } from '@nestjs/common';
import type { EventBatch, FollowOptions } from '#consumer';
import type { Message } from '#kernel';
import type { OrderEvent } from '#orders';
import type { ServiceName } from '#services';
import type { StockEvent } from '#inventory';
import type { ShippingEvent } from '#shipping';

/** How a method follows a service's events; the rest is as `FollowOptions` of the kit says. */
export interface OnEvents extends Pick<
  FollowOptions<Message>,
  'group' | 'from' | 'rule' | 'onGap' | 'batchRecordsMax' | 'batchBytesMax'
> {
  /**
   * `kept` (where absent): the place is kept in Kafka after the method has resolved; a crash in
   * between repeats a batch. `own`: the method keeps `batch.to` in the transaction of its effects,
   * and its class tells it back by `load` (`PositionStore`): every event takes effect once.
   */
  readonly positions?: 'kept' | 'own';
}

/** What a decorated method says of itself. */
export interface Listening {
  readonly service: ServiceName;
  readonly options: OnEvents;
}

export const listeningKey = 'oms:on-events';

/** A method that takes batches; with `positions: 'own'` its class is a `PositionStore`. */
type BatchHandler<E extends Message> = (batch: EventBatch<E>) => Promise<void> | void;

type On<E extends Message> = <H extends BatchHandler<E>>(
  target: object,
  method: string | symbol,
  descriptor: TypedPropertyDescriptor<H>,
) => void;

const on = <E extends Message>(service: ServiceName, options: OnEvents): On<E> =>
  SetMetadata(listeningKey, { service, options } satisfies Listening);

/** The method gets what happened to orders, in order, by the batch. */
export const OnOrderEvents = (options: OnEvents): On<OrderEvent> => on('orders', options);
/** The method gets what happened to stock. */
export const OnStockEvents = (options: OnEvents): On<StockEvent> => on('inventory', options);
/** The method gets what happened to shipments. */
export const OnShipmentEvents = (options: OnEvents): On<ShippingEvent> => on('shipping', options);
