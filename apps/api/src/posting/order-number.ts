import { instant, issueNumber } from '#kernel';
import type { OmsNumber, Reference } from '#kernel';
import type { Desk } from '#services';

/**
 * The number of a reference; where the channel gives no placed time it is now that chooses the key.
 */
export const orderNumber = (
  { keys }: Desk, reference: Reference, placedAt: string | undefined, attempt = 0,
): OmsNumber =>
  issueNumber(keys, reference, attempt, placedAt === undefined ? Date.now() : instant(placedAt));
