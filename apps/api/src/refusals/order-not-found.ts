import { problem } from '#http';
import type { Problem } from '#http';
import type { OmsNumber } from '#kernel';

export const orderNotFound = (number: OmsNumber): Problem =>
  problem('order_not_found', `no order has the number ${number}`, {
    members: { omsNumber: number },
  });
