import type { EventOf } from '../events.js';
import { decimal } from '#kernel';
import type { FieldChange } from '../message/changes.js';
import type { LineQuantity } from '../message/quantities.js';
import type { Change, Placed } from '../state.js';
import { liveOf } from '../state/line.js';

/** Older changes stand in the timeline. */
const changesMax = 20;

export const withChange = (changes: readonly Change[], change: Change): readonly Change[] =>
  [...changes, change].slice(-changesMax);

/** Units of lines that are not cancelled, where they are other than before. */
const liveChanges = (
  before: Placed,
  after: Placed,
  moves: readonly LineQuantity[],
): readonly FieldChange[] => {
  const names = new Set(moves.map(({ line }) => line));
  const units = new Map(
    before.lines.filter(({ line }) => names.has(line)).map((line) => [line.line, liveOf(line)]),
  );
  return after.lines
    .flatMap((line): FieldChange[] => {
      const first = units.get(line.line);
      return first === undefined
        ? []
        : [
            {
              field: `lines.${line.line}.quantity`,
              first: decimal(first),
              other: decimal(liveOf(line)),
            },
          ];
    })
    .slice(0, fieldsMax);
};

/**
 * A cancel changes what is agreed as well, and so does one that is undone: whoever looked at the
 * order before has not seen it.
 */
export const seenAs = (
  by: 'cancel' | 'undo',
  before: Placed,
  after: Placed,
  { reason, moves }: { readonly reason: string; readonly moves: readonly LineQuantity[] },
): Placed => {
  const version = before.version + 1;
  const change: Change = {
    version,
    by,
    id: undefined,
    reason,
    fields: liveChanges(before, after, moves),
    total: undefined,
  };
  return { ...after, version, changes: withChange(before.changes, change) };
};

export const cancelSeen = (
  before: Placed,
  after: Placed,
  { data }: EventOf<'line.cancelled'>,
): Placed => seenAs('cancel', before, after, data);

/** More differing fields than this make a change no clearer. */
export const fieldsMax = 50;
