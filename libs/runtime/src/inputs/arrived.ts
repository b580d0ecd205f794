import type { Message, Posting } from '#kernel';
import type { Dismissing, InboxEnvelope, InputPlace, Undecodable } from '#contracts';
import type { StoredRecord } from '#ports';
import type { Unreadable } from '../log/unreadable.js';

/** What follows here from a neighbour's event. */
export interface Heard<C extends Message> extends Posting<C> {
  /** `/oms/inventory` */
  readonly from: string;
}

/** A message that waits for its answer, with its place. */
export interface Arrived<C extends Message> extends InputPlace {
  /** The inbox record, or the record of the event that it follows from. */
  readonly record: StoredRecord;
  readonly message: InboxEnvelope<C> | Heard<C> | Dismissing | Undecodable | Unreadable;
}
