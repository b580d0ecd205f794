import { dayMs, endOfDay, instant, isDay } from '#kernel';
import type { Deadline } from '#kernel';
import type { OrderState, Placed } from '../../state.js';
import type { Line } from '../../state/line.js';
import { goesOnAccount, secured } from '../../money/money.js';

const secondMs = 1_000;

/** How long units wait for others of their node, where the policy says nothing. */
export const usualWaitSeconds = 5;

const waitMs = ({ terms: { policy } }: Placed): number =>
  policy.timers ? (policy.releaseWaitSeconds ?? usualWaitSeconds) * secondMs : 0;

/** Whether the order's policy, or people, let its units go to their nodes. */
export const mayRelease = (state: Placed): boolean => {
  if (state.stage !== 'accepted' || Object.keys(state.holds).length > 0) return false;
  const { releaseOn } = state.terms.policy;
  return (
    goesOnAccount(state) || releaseOn === 'accepted' || (releaseOn === 'paid' && secured(state))
  );
};

/** From when on a line may go: the beginning of its day in UTC, or the instant. */
const startOf = ({ terms: { policy } }: Placed, { notBefore }: Line): number => {
  if (notBefore === undefined || !policy.timers) return Number.NEGATIVE_INFINITY;
  return isDay(notBefore) ? endOfDay(notBefore) - dayMs : instant(notBefore);
};

const isReady = (state: Placed, line: Line, now: number): boolean =>
  (line.buckets.reserved ?? 0) > 0 && startOf(state, line) <= now;

/** Units of these lines that are not with a node yet, and cannot go there now. */
const lacks = (state: Placed, lines: readonly Line[], now: number): boolean =>
  lines.some((line) => {
    const { open = 0, backordered = 0, reserved = 0 } = line.buckets;
    return open + backordered > 0 || (reserved > 0 && startOf(state, line) > now);
  });

/** What follows for the ready units of one node. */
export type Readiness =
  | { readonly kind: 'go'; readonly lines: readonly Line[] }
  | { readonly kind: 'wait'; readonly until: number }
  | { readonly kind: 'nothing' };

const untilDay = (state: Placed, lines: readonly Line[], now: number): Readiness => {
  const starts = lines
    .filter(({ buckets }) => (buckets.reserved ?? 0) > 0)
    .map((line) => startOf(state, line))
    .filter((at) => at > now);
  return starts.length === 0 ? { kind: 'nothing' } : { kind: 'wait', until: Math.min(...starts) };
};

/**
 * Units of one node go as one shipment: at once where the order could not go before, or nothing
 * else of the node is to come; else after a short wait, in which others may become ready.
 */
export const readiness = (
  state: Placed,
  node: string,
  now: number,
  isFirst: boolean,
): Readiness => {
  const lines = state.lines.filter((line) => line.node === node);
  const ready = lines.filter((line) => isReady(state, line, now));
  const { shipTogether } = state.terms.policy;
  const together = shipTogether === 'order' ? state.lines : lines;
  if (ready.length === 0 || (shipTogether !== undefined && lacks(state, together, now))) {
    return untilDay(state, together, now);
  }
  const until = Math.min(state.waits[node] ?? Number.POSITIVE_INFINITY, now + waitMs(state));
  const goes = isFirst || shipTogether !== undefined || until <= now || !lacks(state, lines, now);
  return goes ? { kind: 'go', lines: ready } : { kind: 'wait', until };
};

const prefix = 'release:';

/** When ready units of each node have waited long enough. */
export const releaseDeadlines = (state: OrderState): readonly Deadline[] => {
  if (state.stage === 'awaited' || !mayRelease(state)) return [];
  return Object.entries(state.waits).map(([node, at]) => ({ name: `${prefix}${node}`, at }));
};

/** The node of which a deadline speaks; undefined: it is another deadline. */
export const nodeDue = (name: string): string | undefined =>
  name.startsWith(prefix) ? name.slice(prefix.length) : undefined;
