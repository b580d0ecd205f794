import { instant, issueNumber } from '#kernel';
import type { NumberKeys, OmsNumber } from '#kernel';
import type { Claim } from '#orders';

/** The number of a claim; the epoch of the key follows from the order's placed time. */
export const numberOf =
  (keys: NumberKeys) =>
  (claim: Claim, placedAt?: string): OmsNumber =>
    issueNumber(keys, claim, claim.attempt, placedAt === undefined ? undefined : instant(placedAt));
