import { placeOf } from '#kernel';
import type { Matter, Recorded } from '#kernel';
import { orderProjections } from '#orders';
import type { OrderDocument, OrderEvent } from '#orders';
import { claim, number, placed } from '../../test/orders.js';

const { order } = orderProjections;

interface Said {
  readonly event: OrderEvent;
  readonly tenant?: string;
}

const recorded = ({ event, tenant = 'acme' }: Said, version: number): Recorded<OrderEvent> => ({
  event,
  key: number,
  tenant,
  number,
  id: `0:inbox:${version}:0:0`,
  chain: version,
  index: 0,
  version,
  at: 1_000 * version,
});

const after = (said: readonly Said[]): OrderDocument => {
  let doc: OrderDocument | undefined;
  for (const [nth, each] of said.entries()) doc = order.evolve(doc, recorded(each, nth + 1));
  if (doc === undefined) throw new Error('no document');
  return doc;
};
const mattersOf = (doc: OrderDocument): readonly Matter[] => order.matters?.(doc, number) ?? [];
const placeAt = (version: number): string =>
  placeOf({ chain: version, index: 0, at: 1_000 * version });

const kept = (id: string, tenant?: string): Said => ({
  event: {
    type: 'fact.kept',
    data: { fact: { type: 'order.cancel', data: { id, reason: 'r' } }, ...(tenant && { tenant }) },
  },
  ...(tenant && { tenant }),
});
const raised = (exception: string, line?: string): Said => ({
  event: { type: 'exception.raised', data: { exception, reason: 'so', ...(line && { line }) } },
});
const resolved = (exception: string): Said => ({
  event: { type: 'exception.resolved', data: { exception, reason: 'seen' } },
});

describe('facts of a number without an order', () => {
  it('are one matter of each tenant that told them, since the first', () => {
    const doc = after([kept('1', 'acme'), kept('2', 'acme'), kept('1', 'rival')]);
    expect(mattersOf(doc)).toMatchObject([
      {
        tenant: 'acme',
        kind: 'early-facts',
        place: placeAt(1),
        about: { omsNumber: number },
        facts: [{ message: 'order.cancel', id: '1' }, { id: '2' }],
      },
      { tenant: 'rival', place: placeAt(3), facts: [{ id: '1' }] },
    ]);
  });

  it('name the reference that its own tenant has told, and show the newest', () => {
    const facts = Array.from({ length: 9 }, (_, nth): Said => ({
      event: {
        type: 'payment.recorded',
        data: { claim, id: `p${nth}`, payment: 'p', status: 'pending', amount: 1 },
      },
    }));
    const [matter] = mattersOf(after(facts));
    expect(matter).toMatchObject({
      detail: `9 facts came for ${number}: no order was placed under it`,
      about: { channel: 'web', channelRef: 'R-1' },
    });
    expect(matter?.facts?.map(({ id }) => id)).toEqual(['p4', 'p5', 'p6', 'p7', 'p8']);
  });

  it('end as their tenant places the order; the others look at theirs still', () => {
    const doc = after([kept('1', 'acme'), kept('1', 'rival'), { event: placed() }]);
    expect(mattersOf(doc).map(({ tenant }) => tenant)).toEqual(['rival']);
  });

  it('end as they are dismissed; what comes later is a matter of its own', () => {
    const doc = after([kept('1', 'acme'), kept('1', 'rival')]);
    const seen = order.dismissed?.(doc, { tenant: 'acme', place: placeAt(1) }) ?? doc;
    expect(mattersOf(seen).map(({ tenant }) => tenant)).toEqual(['rival']);
    expect(seen.state).toBe(doc.state);
    const later = order.evolve(seen, recorded(kept('2', 'acme'), 3));
    expect(later && mattersOf(later)[1]).toMatchObject({ place: placeAt(3), facts: [{ id: '2' }] });
  });
});

describe('exceptions of an order', () => {
  it('are a matter each as long as they stand, wherever a line is named', () => {
    const doc = after([{ event: placed() }, raised('odd'), raised('odd', '1'), raised('even')]);
    expect(mattersOf(doc)).toMatchObject([
      {
        kind: 'exception',
        code: 'odd',
        place: placeAt(2),
        about: { omsNumber: number, channel: 'web', channelRef: 'R-1' },
      },
      { code: 'odd', place: placeAt(3), about: { line: '1' } },
      { code: 'even' },
    ]);
    const again = after([{ event: placed() }, raised('odd'), resolved('odd'), raised('odd')]);
    expect(mattersOf(again)).toMatchObject([{ code: 'odd', place: placeAt(4) }]);
  });
});
