import type { Refusal } from '#kernel';
import type { OrderEvent } from '../events.js';
import type { OrderRefusal } from '../refusals.js';

/** What a decision says: what happened, nothing, or why not. */
export type Outcome = readonly OrderEvent[] | Refusal<OrderRefusal>;

export const nothing: readonly OrderEvent[] = [];
