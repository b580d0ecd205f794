import { never, sha256Hex } from '#kernel';
import type { OrderEvent, OrderFact, PlaceConflicted } from './events.js';

/**
 * What a fact is known by: the same key, the same fact. A channel's topic has no watermark, so that
 * this is what makes its messages repeatable. A cancel without an id is known by what it says.
 */
export const factKey = (fact: OrderFact): string => {
  switch (fact.type) {
    case 'order.record-payment': return `p:${fact.data.id}`;
    case 'order.record-dispatch': return `d:${fact.data.fact.id}`;
    case 'order.record-scan': return `s:${fact.data.fact.id}`;
    case 'order.record-refusal': return `f:${fact.data.id}`;
    case 'order.record-return': return `r:${fact.data.id}`;
    case 'order.raise-exception': return exceptionKey(fact.data.exception, fact.data.line);
    case 'order.cancel': {
      const { id, reason, lines } = fact.data;
      return `c:${id ?? JSON.stringify([reason, lines ?? null])}`;
    }
    default: return never(fact);
  }
};

export const exceptionKey = (exception: string, line?: string): string =>
  line === undefined ? `x:${exception}` : `x:${exception}:${line}`;

/** The keys of the facts that an event settles; none for nearly every event. */
export const factsSettledBy = (event: OrderEvent): readonly string[] => {
  switch (event.type) {
    case 'payment.recorded': return [`p:${event.data.id}`];
    case 'line.returned': return [`r:${event.data.id}`];
    case 'line.node-refused': return event.data.id === undefined ? [] : [`f:${event.data.id}`];
    case 'exception.raised': return [exceptionKey(event.data.exception, event.data.line)];
    case 'shipment-fact.accepted':
      return event.data.facts.map(({ fact }) => `${fact.kind === 'scan' ? 's' : 'd'}:${fact.id}`);
    case 'fact.applied': return [event.data.fact];
    default: return [];
  }
};

/** An equal conflict is known again without keeping what it said. */
export const conflictKey = (fields: PlaceConflicted['data']['fields']): string =>
  sha256Hex(JSON.stringify(fields)).slice(0, 16);
