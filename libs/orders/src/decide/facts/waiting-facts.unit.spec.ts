/** What waits for an order of as many nodes as there may be, and is told to each of them. */
import { isRefusal, jsonBytes } from '#kernel';
import { nodesMax, order } from '#orders';
import type { OrderCommand, OrderEvent, OrderState } from '#orders';
import { line, news, number, place, stockSays } from '../../../test/orders.js';

const reason = 'as told by the node '.repeat(10);

const dispatch = (id: string, scope: object = {}): OrderCommand => ({
  type: 'order.record-dispatch',
  data: { scope, fact: { kind: 'dispatch', id, at: '2026-01-06T10:00:00Z', reason } },
});

const lines = Array.from({ length: nodesMax }, (_, nth) =>
  line(`${nth}`, '1', { node: `n${nth}` }),
);

const placing = place({ lines, policy: { releaseOn: 'accepted' } });

/** An order, what was decided of it at once at most, and what was refused. */
class Story {
  state: OrderState = order.initial;
  bytes = 0;

  tell(command: OrderCommand): string | undefined {
    const answer = order.decide(command, this.state, { now: 0, key: number });
    if (isRefusal(answer)) return answer.refused.code;
    this.bytes = Math.max(
      this.bytes,
      answer.reduce((sum: number, event: OrderEvent) => sum + jsonBytes(event), 0),
    );
    for (const event of answer) this.state = order.evolve(this.state, event);
    return undefined;
  }

  answered(): void {
    for (const { line: id } of lines) this.tell(stockSays(id, { reserved: '1' }));
  }

  /** Shipping has heard of all. */
  settled(): void {
    if (this.state.stage === 'awaited') return;
    for (const settled of this.state.asking) {
      this.tell({
        type: 'order.record-shipment',
        data: { what: 'withdrawn', news: news('planned', []), lines: [], settled },
      });
    }
  }
}

const appendMax = 4_194_304;

test('facts of all of it wait for the stock as far as they can be told at once', () => {
  const story = new Story();
  story.tell(placing);
  const codes = Array.from({ length: 100 }, (_, nth) => story.tell(dispatch(`d${nth}`)));
  const kept = codes.filter((code) => code === undefined).length;
  expect(kept).toBeGreaterThan(10);
  expect(new Set(codes.slice(kept))).toEqual(new Set(['facts_too_many']));
  // What speaks of one shipment has room, and so has what names lines of all.
  expect(story.tell(dispatch('one', { shipment: `${number}-S7` }))).toBeUndefined();
  story.answered();
  expect(story.state).toMatchObject({ kept: [], exceptions: [] });
  expect(story.bytes).toBeLessThan(appendMax);
});

test('a dispatch that names a line of each node counts its lines once', () => {
  const story = new Story();
  story.tell(placing);
  const all = lines.map(({ line: id }) => ({ line: id, quantity: '1' }));
  for (let nth = 0; nth < 5; nth += 1) {
    expect(story.tell(dispatch(`d${nth}`, { lines: all }))).toBeUndefined();
  }
});

test('of what came before the order, the rest is told to people', () => {
  const story = new Story();
  for (let nth = 0; nth < 500; nth += 1) story.tell(dispatch(`d${nth}`));
  story.tell({ type: 'order.cancel', data: { id: 'c', reason: 'no more' } });
  story.tell(placing);
  story.answered();
  story.settled();
  expect(story.bytes).toBeLessThan(appendMax);
  expect(story.state).toMatchObject({
    kept: [],
    exceptions: expect.arrayContaining([
      { exception: 'fact-rejected', reason: expect.stringMatching(/^d:d\d+ is not applied/) },
      // The cancel is heard none the less.
      expect.objectContaining({ exception: 'cancel-refused' }),
    ]),
  });
});
