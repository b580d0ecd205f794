import { placeOf, placeText } from '#kernel';
import type { Recorded } from '#kernel';
import { customerIndex, orderProjections, orderReactions, orderRow, personalRow } from '#orders';
import type { OrderDocument, OrderEvent, TimelineDocument } from '#orders';
import { claim, line, number, otherClaim, place, placed, stages } from '../test/orders.js';

const recorded = (event: OrderEvent, version = 1): Recorded<OrderEvent> => ({
  event,
  key: number,
  tenant: 'acme',
  number,
  id: `0:inbox:7:0:${version}`,
  chain: 7,
  index: version,
  version,
  at: 1_000 + version,
});

const documentOf = (events: readonly OrderEvent[]): OrderDocument => {
  let doc: OrderDocument | undefined;
  for (const [n, event] of events.entries()) {
    doc = orderProjections.order.evolve(doc, recorded(event, n + 1));
  }
  if (doc === undefined) throw new Error('no document');
  return doc;
};

const personal = {
  customer: { email: 'ada@example.org', name: 'Ada' },
  shipTo: { street: 'Ada Street 1' },
};

describe('the order view', () => {
  const events = [
    placed({ ...personal, lines: [line('10', '1'), line('2', '0.5', { sku: 'B/c' })] }),
    { type: 'order.held', data: { hold: 'fraud', reason: 'look' } },
    { type: 'exception.raised', data: { exception: 'odd', line: '2', reason: 'so' } },
    { type: 'exception.raised', data: { exception: 'odd', line: '10', reason: 'so' } },
  ] satisfies OrderEvent[];
  const doc = documentOf(events);

  it('shows the row of the export, its fields in their order', () => {
    expect(JSON.stringify(orderRow(doc))).toBe(
      JSON.stringify({
        omsNumber: number,
        tenant: 'acme',
        channel: 'web',
        channelRef: 'R-1',
        placedAt: '2026-01-05T09:00:00Z',
        lifecycle: 'received',
        fulfilment: 'unfulfilled',
        payment: 'unknown',
        attention: {
          holds: ['fraud'],
          exceptions: [
            { type: 'odd', line: '10', reason: 'so' },
            { type: 'odd', line: '2', reason: 'so' },
          ],
          sla: 'on_track',
        },
        currency: 'EUR',
        total: 1500,
        owed: 1500,
        open: 0,
        captured: 0,
        refunded: 0,
        lines: [
          {
            line: '2',
            sku: 'B/c',
            node: 'main',
            ordered: '0.5',
            unit: 'each',
            unitPrice: '10.00',
            total: 500,
            buckets: { open: '0.5' },
          },
          {
            line: '10',
            sku: 'SKU-10',
            node: 'main',
            ordered: '1',
            unit: 'each',
            unitPrice: '10.00',
            total: 1000,
            buckets: { open: '1' },
          },
        ],
        charges: [],
        payments: [],
        shipments: [],
      }),
    );
    expect(personalRow(doc)).toEqual(personal);
    expect(doc.since).toEqual({
      'x:odd|2': placeOf({ chain: 7, index: 3, at: 1_003 }),
      'x:odd|10': placeOf({ chain: 7, index: 4, at: 1_004 }),
    });
  });

  it('stands in its lists by the time it was placed, without personal data', () => {
    const entries = orderProjections.order.indexes?.(doc, number) ?? [];
    expect(new Set(entries.map(({ sort }) => sort))).toEqual(
      new Set(['2026-01-05T09:00:00.000Z', '000000000001004:000000000000007']),
    );
    expect(JSON.stringify(entries)).not.toMatch(/ada/i);
    expect(entries.map(({ index }) => index)).toEqual([
      'acme|all',
      'acme|lifecycle:received',
      'acme|fulfilment:unfulfilled',
      'acme|payment:unknown',
      'acme|attention:hold',
      'acme|attention:exception',
      'acme|channel:web',
      'acme|sku:B/c',
      'acme|sku:SKU-10',
      'acme|node:main',
      'acme|reference:R-1',
      `acme|${customerIndex(' ADA@example.org')}`,
      `acme|${customerIndex('ada')}`,
      'acme|changed',
    ]);
    expect(orderProjections.order.counters?.(doc)).toEqual([
      'acme|orders',
      'acme|lifecycle:received',
      'acme|fulfilment:unfulfilled',
      'acme|payment:unknown',
      'acme|sla:on_track',
      'acme|hold',
      'acme|exception:odd',
    ]);
  });

  it('keeps a document of an order that is only awaited, but lists it only for people', () => {
    const awaited = documentOf([
      { type: 'fact.kept', data: { fact: { type: 'order.cancel', data: { claim, reason: 'r' } } } },
    ]);
    expect(orderRow(awaited)).toBeUndefined();
    expect(orderProjections.order.indexes?.(awaited, number)).toEqual([]);
    expect(orderProjections.order.counters?.(awaited)).toEqual([]);
  });

  it('is not touched by a message of another reference', () => {
    const collided: OrderEvent = {
      type: 'number.collided',
      data: { claim: otherClaim, message: place() },
    };
    expect(orderProjections.order.evolve(doc, recorded(collided, 0))).toBe(doc);
    expect(orderProjections.timeline.evolve(undefined, recorded(collided, 0))).toBeUndefined();
  });
});

const reported = (events: readonly OrderEvent[]): TimelineDocument | undefined => {
  let doc: TimelineDocument | undefined;
  for (const [n, event] of events.entries()) {
    doc = orderProjections.timeline.evolve(doc, recorded(event, n + 1));
  }
  return doc;
};

describe('the timeline', () => {
  it('says in short what happened, without personal data', () => {
    const doc = reported([placed(personal), ...stages.released.slice(1)]);
    expect(JSON.stringify(doc)).not.toContain('Ada');
    expect(doc?.entries.map(({ type }) => type)).toEqual([
      'order.placed',
      'line.reserved',
      'order.accepted',
      'payment.recorded',
      'line.released',
    ]);
    expect(doc?.entries[1]).toEqual({
      at: 1_002,
      type: 'line.reserved',
      id: '0:inbox:7:0:2',
      place: placeText(7, 2),
      data: { lines: [{ line: '1', quantity: '2' }] },
    });
  });

  it('keeps the newest 500 entries and counts the others', () => {
    const doc = reported(
      Array.from({ length: 620 }, (_, n): OrderEvent => ({
        type: 'fact.applied',
        data: { fact: `s:${n}` },
      })),
    );
    expect([doc?.entries.length, doc?.dropped, doc?.entries[0]?.data]).toEqual([
      500,
      120,
      { fact: 's:120' },
    ]);
  });
});

describe('the orders intake', () => {
  const next = 'KWFG-07W6-9PY9-F0';
  const reactions = orderReactions(({ attempt }) => (attempt === 1 ? next : number));

  it('posts a collided message again under the number of its next attempt', () => {
    const message = { ...place(), data: { ...place().data, claim: otherClaim } };
    const posted = reactions.orders(
      recorded({ type: 'number.collided', data: { claim: otherClaim, message } }, 0),
    );
    expect(posted).toEqual([
      {
        key: next,
        tenant: 'acme',
        number: next,
        command: {
          type: 'order.place',
          data: { ...message.data, number: next, claim: { ...otherClaim, attempt: 1 } },
        },
      },
    ]);
  });

  it('hears each answer of a ledger, also those of a fill', () => {
    const totals = {
      line: '1',
      request: 1,
      reserved: '2',
      backordered: '0',
      refused: '0',
      issued: '0',
    };
    const answer = { order: number, ...totals };
    const heard = {
      key: number,
      tenant: 'acme',
      number,
      command: { type: 'order.record-stock', data: totals },
    };
    const stock = {
      key: 'acme/main/A',
      tenant: 'acme',
      id: '0:inbox:1:0:0',
      chain: 1,
      index: 0,
      version: 1,
      at: 1,
    };
    const request = {
      order: number,
      line: '1',
      request: 1,
      asked: '2',
      released: '0',
      issued: '0',
      onShortage: 'backorder',
    } as const;
    const reserved = { order: number, line: '1', quantity: '2', request };
    expect(
      reactions.inventory({
        ...stock,
        event: { type: 'stock.reserved', data: { ...reserved, answer } },
      }),
    ).toEqual([heard]);
    expect(
      reactions.inventory({ ...stock, event: { type: 'stock.reserved', data: reserved } }),
    ).toEqual([]);
    expect(
      reactions.inventory({
        ...stock,
        event: {
          type: 'stock.backorder-filled',
          data: { fills: [{ order: number, line: '1', quantity: '2', answer }], more: false },
        },
      }),
    ).toEqual([heard]);
  });
});
