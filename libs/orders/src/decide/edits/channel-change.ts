/** Another body that the channel sent: what it would change, and people who accept it or do not. */
import { isRefusal, refuse, refuseFields, sha256Hex } from '#kernel';
import type { FieldFault } from '#kernel';
import type { OrderBody } from '../../message/body.js';
import type { FieldChange } from '../../message/changes.js';
import type { AcceptChange, DismissChange } from '../../commands.js';
import { fieldsMax } from '../../evolve/changes.js';
import { bodyOf } from '../../evolve/body.js';
import type { PendingChange, Placed } from '../../state.js';
import type { Outcome } from '../outcome.js';
import { asReported, differencesOf } from './difference.js';
import { editedTo } from './edit.js';
import { bodyWanted, wantedByChannel } from './wanted.js';
import type { Wanted } from './wanted.js';

/** A pending change as people judge it. */
export interface JudgedChange {
  /** Names the change that was looked at. */
  readonly change: string;
  /** What would be other, in clear. */
  readonly fields: readonly FieldChange[];
  /** How many differ beside those. */
  readonly more: number;
}

const idChars = 16;

/** The same body changes something else once the order has another version. */
const idOf = ({ version }: Placed, { body }: PendingChange): string =>
  `${version}-${sha256Hex(body).slice(0, idChars)}`;

const wantedBy = (state: Placed, { body }: PendingChange): Wanted =>
  wantedByChannel(state, JSON.parse(body) as OrderBody);

/** What the order would be other in, were the change accepted now. */
const changesIn = (state: Placed, pending: PendingChange): readonly FieldChange[] =>
  differencesOf(bodyOf(state), bodyWanted(wantedBy(state, pending)));

export const judgedChange = (state: Placed): JudgedChange | undefined => {
  const { pending } = state;
  if (pending === undefined) return undefined;
  const fields = changesIn(state, pending);
  return {
    change: idOf(state, pending),
    fields: fields.slice(0, fieldsMax),
    more: Math.max(0, fields.length - fieldsMax),
  };
};

const faultOf = ({ field, first, other }: FieldChange): FieldFault => ({
  field,
  detail:
    first === '' && other === ''
      ? 'would change'
      : `is ${JSON.stringify(first)}, would be ${JSON.stringify(other)}`,
});

const noChange = (): Outcome =>
  refuse(
    'no_change_pending',
    'no change of the channel waits: none came, or it was accepted or dismissed',
  );

/** Who has looked at another change is told what this one would do. */
const unseen = (
  state: Placed,
  pending: PendingChange,
  seen: string | undefined,
): Outcome | undefined => {
  const waiting = idOf(state, pending);
  if (seen === undefined || seen === waiting) return undefined;
  const faults = changesIn(state, pending)
    .slice(0, fieldsMax)
    .map((each) => faultOf(asReported(each)));
  return refuseFields(
    'version_conflict',
    `the change ${waiting} waits, not ${seen}: its channel has sent another body since, or the ` +
      'order has changed. Look at it again',
    [{ field: 'change', detail: `expected ${waiting}` }, ...faults],
  );
};

/** Where nothing is left to change, the channel and the order agree already. */
export const acceptChange = (
  state: Placed,
  { data: { reason, change } }: AcceptChange,
): Outcome => {
  const { pending } = state;
  if (pending === undefined) return noChange();
  const other = unseen(state, pending, change);
  if (other !== undefined) return other;
  const why = reason === undefined ? {} : { reason };
  const answer = editedTo(state, wantedBy(state, pending), { by: 'channel', ...why });
  return isRefusal(answer) || answer.length > 0
    ? answer
    : [{ type: 'change.dismissed', data: { reason: reason ?? 'the order is so already' } }];
};

export const dismissChange = (
  state: Placed,
  { data: { reason, change } }: DismissChange,
): Outcome => {
  const { pending } = state;
  if (pending === undefined) return noChange();
  return unseen(state, pending, change) ?? [{ type: 'change.dismissed', data: { reason } }];
};
