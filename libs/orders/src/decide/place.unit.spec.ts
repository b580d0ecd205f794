import {
  number,
  claim,
  body,
  place,
  line,
  placed,
  otherClaim,
  payment,
} from '../../test/orders.js';
import { given, changesNothingTwice } from '#kernel';
import { placedState, typesOf } from '../../test/history.js';
import type { OrderCommand } from '../commands.js';
import type { OrderEvent } from '../events.js';
import { order, standsOutside } from '../order.js';

describe('placing', () => {
  it('takes the time of its coming where the channel gives none', () => {
    const { placedAt: _, ...untimed } = body();
    const story = given(order, [])
      .when({ type: 'order.place', data: { number, claim, body: untimed } })
      .then([
        {
          type: 'order.placed',
          data: { number, claim, placedAt: '2026-01-05T10:00:00Z', body: untimed },
        },
      ])
      .when(place())
      .thenNothing();
    expect(placedState(story.state()).placedAt).toBe('2026-01-05T10:00:00Z');
  });

  it('answers a copy with nothing new, in whatever order and form of decimals', () => {
    const lines = [line('1', '2'), line('2', '1')];
    const longer = [line('1', '2.0', { unitPrice: '10' }), line('2', '1.000')];
    changesNothingTwice(order, [], place({ lines }));
    given(order, [placed({ lines })])
      .when(place({ lines: longer }))
      .thenNothing();
    given(order, [placed({ lines: longer })])
      .when(place({ lines }))
      .thenNothing();
    given(order, [placed({ lines })])
      .when(place({ lines: lines.toReversed() }))
      .thenNothing();
  });

  it('records another body once, with the differing fields, and the order stands', () => {
    const other = place({
      currency: 'USD',
      customer: { email: 'eve@example.org' },
      policy: { releaseOn: 'accepted' },
      lines: [line('1', '3'), line('2', '1')],
    });
    const story = given(order, [placed({ customer: { email: 'ada@example.org' } })]).when(other);
    const [event] = [story.answer()].flat();
    expect(event).toMatchObject({
      type: 'order.place-conflicted',
      data: {
        fields: expect.arrayContaining([
          { field: 'currency', first: 'EUR', other: 'USD' },
          { field: 'customer.email', first: '', other: '' },
          { field: 'policy.releaseOn', first: 'paid', other: 'accepted' },
          { field: 'lines.1.quantity', first: '2', other: '3' },
          { field: 'lines.2.sku', first: '', other: 'SKU-2' },
        ]),
      },
    });
    expect(JSON.stringify(event).split('"body"')[0]).not.toContain('example.org');
    expect(placedState(story.state()).terms.currency).toBe('EUR');
    changesNothingTwice(order, [placed()], other);
  });

  it('leaves the number to the reference that came first, for every kind of message', () => {
    const strangers: OrderCommand[] = [
      { ...place(), data: { ...place().data, claim: otherClaim } },
      { type: 'order.cancel', data: { claim: otherClaim, reason: 'r' } },
      { ...payment(), data: { ...payment().data, claim: otherClaim } },
    ];
    for (const history of [
      [placed()],
      [
        {
          type: 'fact.kept',
          data: { fact: { type: 'order.cancel', data: { claim, reason: 'r' } } },
        },
      ],
    ] satisfies OrderEvent[][]) {
      for (const message of strangers) {
        const said = given(order, history).when(message).answer();
        expect(said).toEqual([{ type: 'number.collided', data: { claim: otherClaim, message } }]);
        expect([said].flat().map((event) => !('refused' in event) && standsOutside(event))).toEqual(
          [true],
        );
      }
    }
  });

  it('says what an order without lines means', () => {
    expect(typesOf([], place({ lines: [] }))).toEqual(['order.placed', 'exception.raised']);
    expect(typesOf([], place({ lines: [], policy: { onEmpty: 'complete' } }))).toEqual([
      'order.placed',
      'order.accepted',
      'order.completed',
    ]);
  });
});
