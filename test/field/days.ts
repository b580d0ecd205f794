/**
 * Times by the clock at the start of a spec: what is past, or to come, is so whenever it runs. As
 * people write them: `2026-01-05T10:00:00Z`.
 */
const dayMs = 86_400_000;
const hourMs = 3_600_000;
const today = Math.floor(Date.now() / dayMs) * dayMs;

const text = (ms: number): string => new Date(ms).toISOString().replace('.000Z', 'Z');

/** An hour of a day so many days ago, in UTC; 0.5 is half past midnight. */
export const daysAgo = (days: number, hour = 0): string =>
  text(today - days * dayMs + hour * hourMs);

/** The beginning of a day so many days from now, in UTC. */
export const daysAhead = (days: number): string => text(today + days * dayMs);

/** The day alone: `2026-01-05`. */
export const dayOf = (time: string): string => time.slice(0, 10);
