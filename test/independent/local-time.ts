const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** The instants that a text may mean, in UTC, the earliest first: nearly always one. */
export type Instants = readonly string[];

/**
 * Reads `YYYY-MM-DD HH:MM:SS` as the wall clock of a zone. An hour that the clock showed twice
 * gives both instants, one that it left out gives what either neighbour's offset makes of it.
 */
export function instantsOf(local: string, zone: string): Instants {
  const wall = Date.parse(`${local.replace(' ', 'T')}Z`);
  if (Number.isNaN(wall)) throw new Error(`"${local}" is no YYYY-MM-DD HH:MM:SS`);
  const readings = [offsetAt(wall - dayMs, zone), offsetAt(wall + dayMs, zone)].map((offset) => ({
    at: wall - offset,
    right: offsetAt(wall - offset, zone) === offset,
  }));
  const right = readings.filter((reading) => reading.right);
  const instants = (right.length > 0 ? right : readings).map((reading) => reading.at);
  return [...new Set(instants)].toSorted((a, b) => a - b).map((at) => new Date(at).toISOString());
}

const formats = new Map<string, Intl.DateTimeFormat>();
const offsets = new Map<string, number>();

/** What the wall clock of the zone is ahead of UTC, ms. Offsets change on whole hours. */
function offsetAt(instant: number, zone: string): number {
  const hour = Math.floor(instant / hourMs) * hourMs;
  const key = `${zone} ${hour}`;
  const known = offsets.get(key);
  if (known !== undefined) return known;
  const format =
    formats.get(zone) ??
    new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' });
  formats.set(zone, format);
  const offset = Date.parse(`${format.format(hour).replace(' ', 'T')}Z`) - hour;
  offsets.set(key, offset);
  return offset;
}
