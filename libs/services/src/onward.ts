import { nextClaim } from '#orders';
import type { OrderEvent } from '#orders';

/** Whose number a message claims next, after it met one of another reference. */
export type Onward = ReturnType<typeof nextClaim>;

export const goesOn = (event: OrderEvent): Onward | undefined =>
  event.type === 'number.collided' ? nextClaim(event.data) : undefined;
