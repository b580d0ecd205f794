import { instant, instantText, issueNumber } from '#kernel';
import type { OmsNumber, Reference } from '#kernel';
import type { Claim } from '#orders';
import type { Gateway } from '#services';

/**
 * The number of a reference and the claim to it. Where the channel gives no placed time it is now
 * that chooses the key; with more than one key the claim carries that time, so that a collision
 * goes on under the same key.
 */
export const claimed = (
  { keys }: Gateway,
  reference: Reference,
  placedAt: string | undefined,
): { readonly number: OmsNumber; readonly claim: Claim } => {
  const at = placedAt ?? instantText(Date.now());
  const isTimed = keys.epochs.length > 1;
  return {
    number: issueNumber(keys, reference, 0, instant(at)),
    claim: { ...reference, attempt: 0, ...(isTimed && { placedAt: at }) },
  };
};
