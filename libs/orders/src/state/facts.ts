import { contentOf, keyOf, millionths, never, sha256Hex } from '#kernel';
import type { Content } from '#kernel';
import type { OrderBody } from '../message/body.js';
import type { OrderFact } from '../commands.js';
import type { OrderEvent } from '../events.js';
import type { PlaceConflicted } from '../events/order.js';
import { entryOf, withEntries, withoutKey } from '../message/known.js';

/** A fact that is done with: its key, and what it said, where the log tells that. */
export interface Seen {
  readonly fact: string;
  readonly content: Content | undefined;
}

/**
 * What a fact is known by: the same key, the same fact. A channel's topic has no watermark, so that
 * this is what makes its messages repeatable. A cancel without an id is known by what it says.
 */
export const factKey = (fact: OrderFact): string => {
  switch (fact.type) {
    case 'order.record-payment':
      return `p:${fact.data.id}`;
    case 'order.correct-payment':
      return correctedKey(fact.data.corrects);
    case 'order.record-dispatch':
      return `d:${fact.data.fact.id}`;
    case 'order.record-scan':
      return `s:${fact.data.fact.id}`;
    case 'order.record-refusal':
      return `f:${fact.data.id}`;
    case 'order.record-return':
      return `r:${fact.data.id}`;
    case 'order.raise-exception': {
      const { id, exception, line } = fact.data;
      return id === undefined ? exceptionKey(exception, line) : `e:${id}`;
    }
    case 'order.cancel': {
      const { id, reason, lines } = fact.data;
      return `c:${id ?? sha256Hex(JSON.stringify([reason, lines ?? null])).slice(0, 32)}`;
    }
    default:
      return never(fact);
  }
};

/**
 * What a dispatch or scan would be known by were it the other: a correction names either by its id
 * alone, so that an id stands for one of them.
 */
export const otherKindKey = ({ type, data }: OrderFact): string | undefined => {
  switch (type) {
    case 'order.record-dispatch':
      return `s:${data.fact.id}`;
    case 'order.record-scan':
      return `d:${data.fact.id}`;
    default:
      return undefined;
  }
};

/** Known of a payment fact that was taken back. */
const correctedKey = (id: string): string => `pc:${id}`;

export const exceptionKey = (exception: string, line?: string): string =>
  `x:${line === undefined ? keyOf(exception) : keyOf(exception, line)}`;

/** What a fact says beside its id: the same id with other content is another fact. */
export const factContent = (fact: OrderFact): Content => {
  switch (fact.type) {
    case 'order.record-dispatch':
    case 'order.record-scan': {
      const {
        scope,
        fact: { id: _id, kind: _kind, ...said },
      } = fact.data;
      return contentOf({ ...scope, ...said });
    }
    // Once taken back is taken back, whatever the reason.
    case 'order.correct-payment':
      return contentOf({});
    default: {
      const { claim: _claim, id: _id, ...said } = fact.data;
      return contentOf(said);
    }
  }
};

export const keptFact = (kept: readonly OrderFact[], key: string): OrderFact | undefined =>
  kept.length === 0 ? undefined : entryOf(kept, key, factKey);

export const withKept = (kept: readonly OrderFact[], fact: OrderFact): readonly OrderFact[] =>
  withEntries(kept, [fact], factKey);

/** Those that wait still, once the facts of these keys are done with. */
export const stillKept = (
  kept: readonly OrderFact[],
  keys: readonly string[],
): readonly OrderFact[] => {
  let rest = kept;
  for (const key of keys) if (rest.length > 0) rest = withoutKey(rest, key, factKey);
  return rest;
};

const keyOfSeen = ({ fact }: Seen): string => fact;

export const seenFact = (seen: readonly Seen[], key: string): Seen | undefined =>
  entryOf(seen, key, keyOfSeen);

export const isSeen = (seen: readonly Seen[], key: string): boolean =>
  seenFact(seen, key) !== undefined;

/** A scan of this id is done with. */
export const isScanSeen = (seen: readonly Seen[], id: string): boolean => isSeen(seen, `s:${id}`);

/** A dispatch or scan of this id is done with. */
export const isShipmentFactSeen = (seen: readonly Seen[], id: string): boolean =>
  isSeen(seen, `d:${id}`) || isScanSeen(seen, id);

/** Dispatches or scans were told, or taken back. */
export const hasShipmentFacts = (seen: readonly Seen[]): boolean =>
  seen.some(({ fact }) => /^[dsv]:/u.test(fact));

/** The first that came under an id stands. */
export const withSeen = (seen: readonly Seen[], done: readonly Seen[]): readonly Seen[] => {
  const fresh = new Map<string, Seen>();
  for (const each of done) {
    if (!fresh.has(each.fact) && !isSeen(seen, each.fact)) fresh.set(each.fact, each);
  }
  return withEntries(seen, [...fresh.values()], keyOfSeen);
};

/** Known of a return that people were asked about. */
export const reportedKey = (exception: string, fact: string, line: string): string =>
  `t:${keyOf(exception, fact, line)}`;

/** Known of the id under which a node told a return that was taken back. */
export const takenBackKey = (id: string): string => `rt:${id}`;

/** Known of a scan that a correction has taken back, also where it has not come yet. */
export const voidKey = (id: string): string => `v:${id}`;

/** Known of a dispatch that a correction mends, also where it has not come yet. */
export const mendKey = (id: string): string => `m:${id}`;

/** Known of an edit that was made: the order remembers its newest changes alone. */
export const editKey = (id: string): string => `ed:${id}`;

/** The keys of the facts that an event settles; none for nearly every event. */
export const factsSettledBy = (event: OrderEvent): readonly string[] => {
  switch (event.type) {
    case 'order.edited':
      return event.data.id === undefined ? [] : [editKey(event.data.id)];
    case 'payment.recorded':
      return [`p:${event.data.id}`];
    case 'payment.corrected':
      return [correctedKey(event.data.id)];
    case 'line.returned':
      return event.data.isPart === true ? [] : [`r:${event.data.id}`];
    case 'line.return-corrected': {
      const { toldAs: reportedAs } = event.data;
      return reportedAs === undefined ? [] : [takenBackKey(reportedAs)];
    }
    case 'return.withdrawn': {
      const { id, toldAs: reportedAs } = event.data;
      return reportedAs === undefined ? [`r:${id}`] : [`r:${id}`, takenBackKey(reportedAs)];
    }
    case 'line.node-refused':
      return event.data.id === undefined ? [] : [`f:${event.data.id}`];
    case 'exception.raised': {
      const { exception, line, fact } = event.data;
      const key = exceptionKey(exception, line);
      return fact === undefined ? [key] : [key, reportedKey(exception, fact, line ?? '')];
    }
    case 'shipment-fact.accepted':
      return event.data.facts.flatMap(({ fact }) => {
        const { id, corrects } = fact;
        const isOther = corrects !== undefined && corrects !== id;
        if (fact.kind === 'dispatch') return isOther ? [`d:${id}`, mendKey(corrects)] : [`d:${id}`];
        return isOther ? [`s:${id}`, voidKey(corrects)] : [`s:${id}`];
      });
    case 'fact.applied':
      return [event.data.fact];
    default:
      return [];
  }
};

/** What the fact said that an event settles, where the log tells it. */
const contentIn = (event: OrderEvent): Content | undefined => {
  switch (event.type) {
    case 'payment.recorded': {
      const { claim: _claim, id: _id, ...said } = event.data;
      return contentOf(said);
    }
    case 'order.edited':
    case 'line.returned':
    case 'line.node-refused':
    case 'shipment-fact.accepted':
    case 'return.withdrawn':
    case 'fact.applied':
      return event.data.content;
    default:
      return undefined;
  }
};

/** The facts of these keys, which the event settles, as they are known from then on. */
export const seenBy = (event: OrderEvent, keys: readonly string[]): readonly Seen[] => {
  const content = contentIn(event);
  return keys.map((fact) => ({ fact, content: /^(?:[mv]|rt):/u.test(fact) ? undefined : content }));
};

/** The event that settles this fact, with what the fact said where the event does not tell it. */
export const withContentOf = (event: OrderEvent, fact: OrderFact): OrderEvent => {
  switch (event.type) {
    case 'line.returned':
      return { type: event.type, data: { ...event.data, content: factContent(fact) } };
    case 'line.node-refused':
      return { type: event.type, data: { ...event.data, content: factContent(fact) } };
    case 'shipment-fact.accepted':
      return { type: event.type, data: { ...event.data, content: factContent(fact) } };
    default:
      return event;
  }
};

/**
 * A body as its channel says it: sent again, it is known. Numbers count by their value, lines by
 * their ids.
 */
export const bodyKey = ({ lines, policy, ...rest }: OrderBody): string => {
  const { onChange: _onChange, ...agreed } = policy;
  const reported = lines.map(({ quantity, unitPrice, ...line }) =>
    sorted({ ...line, quantity: millionths(quantity), unitPrice: plainAmount(unitPrice) }),
  );
  return sha256Hex(JSON.stringify([sorted(rest), sorted(agreed), reported.toSorted()])).slice(
    0,
    32,
  );
};

/** Without zeros that say nothing. */
const plainAmount = (text: string): string =>
  text.replace(/(\.[0-9]*?)0*$/u, '$1').replace(/\.$/u, '');

/** As text, whatever the order in which its fields came. */
const sorted = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(
          Object.entries(part).toSorted(([one], [other]) => (one < other ? -1 : 1)),
        )
      : part,
  );

/** An equal conflict is known again without keeping what it said. */
export const conflictKey = (fields: PlaceConflicted['data']['fields']): string =>
  sha256Hex(JSON.stringify(fields)).slice(0, 16);
