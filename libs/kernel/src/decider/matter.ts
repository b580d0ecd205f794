import type { Message } from './decider.js';
import { sortText } from '../instant.js';
import { keyOf } from '../content/key.js';
import type { Recorded } from './recorded.js';

/** What kind of thing people must look at. */
export const matterKinds = [
  /** Something is wrong with an order. */
  'exception',
  /** Facts of an order that nobody has placed. */
  'early-facts',
  /** Facts of a shipment that is not planned, of an order of which nothing is. */
  'waiting-facts',
  /** Goods that are wanted, or have left, and are not there. */
  'shortfall',
  /** Goods that their node did not find: nobody is sold them until somebody counts. */
  'uncounted',
  /** The id of a fact or command came with other content, and nobody waited for the answer. */
  'conflict',
  /** Other input that was refused or could not be read, and nobody waited for the answer. */
  'rejected',
] as const;
export type MatterKind = (typeof matterKinds)[number];

/** What a matter is about; what is known of it. */
export interface MatterSubject {
  readonly omsNumber?: string;
  readonly channel?: string;
  readonly channelRef?: string;
  readonly line?: string;
  readonly shipment?: string;
  readonly node?: string;
  readonly sku?: string;
  /** `<service>:<partition>:<inbox offset>` of a record. */
  readonly record?: string;
}

/** A fact that waits, as its teller calls it. */
export interface WaitingFact {
  /** Dot name of the message. */
  readonly message: string;
  readonly id: string | undefined;
  readonly at: string | undefined;
}

/** Of facts that wait, so many are shown: the newest. */
export const waitingFactsShown = 5;

/** Something that people must look at, listed until it is dealt with. */
export interface Matter {
  readonly tenant: string;
  readonly kind: MatterKind;
  /** Of the event that brought it up: where it stands in the list, and since when. */
  readonly place: string;
  /** What is wrong: as a word, and in a sentence. */
  readonly code: string;
  readonly detail: string;
  readonly about: MatterSubject;
  /** The newest of the facts that wait. */
  readonly facts?: readonly WaitingFact[];
}

const digits = { chain: 15, index: 6 } as const;
const fixed = (value: number, width: number): string => String(value).padStart(width, '0');

/**
 * The place of an event among all of its partition: no two are equal, later ones are greater. Its
 * time stands at the end, so that lists of partitions can be merged.
 */
export const placeOf = ({
  chain,
  index,
  at,
}: Pick<Recorded<Message>, 'chain' | 'index' | 'at'>): string =>
  `${placeText(chain, index)}${sortText(at)}`;

/** How the place of this event begins, whatever its time. */
export const placeText = (chain: number, index: number): string =>
  `${fixed(chain, digits.chain)}:${fixed(index, digits.index)}:`;

const form = /^(\d{15}):(\d{6}):(.+)$/;

/** What a place says. */
export const placeIn = (
  place: string,
): { readonly chain: number; readonly index: number; readonly at: number } => {
  const [, chain, index, at] = form.exec(place) ?? [];
  return { chain: Number(chain), index: Number(index), at: Number(at) };
};

/** The list of all that a tenant must look at, or of one kind of it. */
export const matterList = (tenant: string, kind?: MatterKind): string =>
  keyOf(tenant, kind === undefined ? 'matters' : `matters:${kind}`);

/** Where a matter is listed. */
export const matterPlaces = ({
  tenant,
  kind,
  place,
}: Matter): readonly { readonly index: string; readonly sort: string }[] => [
  { index: matterList(tenant), sort: place },
  { index: matterList(tenant, kind), sort: place },
];
