import { sortText } from '#kernel';
import type { Deadline } from '#kernel';
import type { States } from '#ports';
import type { Overlay } from './overlay.js';

/** A deadline of an aggregate, with what a message to it needs. */
export interface Due extends Deadline {
  readonly key: string;
  readonly tenant: string;
  readonly number?: string;
}

type Owner = Omit<Due, keyof Deadline>;

const dueIndex = 'd/';

/** Any time: one in the past, the epoch's too, is due at once. */
const dueKey = ({ key }: Owner, { name, at }: Deadline): string =>
  `${dueIndex}${sortText(at)}/${key.length}/${key}/${name}`;

const isDue = (doc: object): doc is Due => 'key' in doc && 'at' in doc && 'name' in doc;

/** Brings the index from one state's deadlines to the next one's; false where they are the same. */
export const moveDeadlines = (
  overlay: Overlay,
  owner: Owner,
  before: readonly Deadline[],
  after: readonly Deadline[],
): boolean => {
  if (before.length === 0 && after.length === 0) return false;
  const leaving = new Set(before.map((deadline) => dueKey(owner, deadline)));
  const staying = after.map((deadline) => [dueKey(owner, deadline), deadline] as const);
  let changed = false;
  for (const [place, deadline] of staying) {
    if (leaving.delete(place)) continue;
    overlay.put(place, { ...owner, name: deadline.name, at: deadline.at });
    changed = true;
  }
  for (const place of leaving) overlay.put(place, null);
  return changed || leaving.size > 0;
};

/** The earliest `limit` deadlines by place in the index. */
export const firstDue = (states: States, limit: number): readonly (readonly [string, Due])[] => {
  const found: (readonly [string, Due])[] = [];
  for (const [place, doc] of states.first(dueIndex, limit)) {
    if (isDue(doc)) found.push([place, doc]);
  }
  return found;
};
