import fc from 'fast-check';
import { decimal, isRefusal, keyOf } from '#kernel';
import { issue, key, violations, receive, release, reserve } from '../test/ledger.js';
import { reservationsOf, stock, stockProjections } from './index.js';
import type {
  ReservationRequest,
  StockCommand,
  StockDocument,
  StockEvent,
  StockState,
} from './index.js';

/** An order line as its order keeps it: totals asked for so far. */
interface Line {
  request: number;
  asked: number;
  released: number;
  issued: number;
}

const half = 500_000;

/** What may happen next; quantities in halves of a unit. */
const step = fc.record({
  what: fc.constantFrom(
    'reserve',
    'reserve',
    'reserve',
    'release',
    'issue',
    'recall',
    'receive',
    'adjust',
    'count',
    'return',
    'fill',
    'again',
  ),
  order: fc.integer({ min: 0, max: 5 }),
  size: fc.integer({ min: 1, max: 9 }),
  refuse: fc.boolean(),
  flag: fc.boolean(),
  goods: fc.constantFrom('not_found', 'damaged', undefined),
});
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

/** Plays the orders' side: every request carries totals, some more than the line holds. */
class Story {
  readonly #lines = new Map<number, Line>();
  #last: StockCommand = { type: 'stock.fill', data: {} };
  #ids = 0;

  command(next: Step): StockCommand {
    if (next.what === 'again') return this.#last;
    this.#last = this.#new(next);
    return this.#last;
  }

  #new({ what, order, size, refuse, flag, goods }: Step): StockCommand {
    this.#ids += 1;
    const id = `${this.#ids}`;
    const quantity = decimal(size * half);
    switch (what) {
      case 'reserve':
        return reserve('0', {
          ...this.#raise(order, 'asked', size, refuse),
          ...(flag && { hasLeft: true }),
        });
      case 'release':
        return release({
          ...this.#raise(order, 'released', size, refuse),
          ...(goods && { goods }),
          ...(goods === undefined && flag && { waits: refuse ? quantity : '0' }),
        });
      case 'issue':
        return issue(this.#raise(order, 'issued', size, refuse));
      case 'recall':
        return { type: 'stock.recall', data: this.#raise(order, 'asked', size, refuse) };
      case 'receive':
        return receive(quantity, id);
      case 'adjust':
        return {
          type: 'stock.adjust',
          data: {
            id,
            quantity: decimal((flag ? size : -size) * half),
            reason: 'adjusted',
            condition: refuse ? 'available' : 'unavailable',
          },
        };
      case 'count':
        return { type: 'stock.count', data: { id, counted: quantity } };
      case 'return':
        return {
          type: 'stock.return',
          data: {
            id,
            quantity,
            reason: 'restocked',
            condition: flag ? 'available' : 'unavailable',
          },
        };
      default:
        return { type: 'stock.fill', data: {} };
    }
  }

  #raise(
    order: number,
    total: 'asked' | 'released' | 'issued',
    size: number,
    refuse: boolean,
  ): ReservationRequest {
    const line = this.#lines.get(order) ?? { request: 0, asked: 0, released: 0, issued: 0 };
    line.request += 1;
    line[total] += size * half;
    this.#lines.set(order, line);
    return {
      order: `ORDER-${order}`,
      line: '1',
      request: line.request,
      asked: decimal(line.asked),
      released: decimal(line.released),
      issued: decimal(line.issued),
      onShortage: refuse ? 'refuse' : 'backorder',
    };
  }
}

const reported = (
  steps: readonly Step[],
  each: (state: StockState, events: StockEvent[]) => void,
) => {
  const story = new Story();
  const events: StockEvent[] = [];
  let state = stock.initial;
  for (const next of steps) {
    const answered = stock.decide(story.command(next), state, { now: 0, key });
    if (isRefusal(answered)) continue;
    for (const event of answered) {
      state = stock.evolve(state, event);
      events.push(event);
      each(state, events);
    }
  }
  return { state, events };
};

const stories = fc.array(step, { minLength: 1, maxLength: 60 });

describe('the invariants of a ledger, whatever happens in whatever order', () => {
  it('balances, holds what its reservations hold, and is never oversold', () => {
    fc.assert(
      fc.property(stories, (steps) => {
        reported(steps, (state, events) => {
          expect(violations(state, reservationsOf(events))).toEqual([]);
        });
      }),
      { numRuns: 300 },
    );
  });

  it('nobody waits while units are there, but for a fill that is still to come', () => {
    fc.assert(
      fc.property(stories, (steps) => {
        const { root } = reported(steps, () => undefined).state;
        expect(Math.min(root.backordered, Math.max(0, root.available))).toBe(0);
      }),
      { numRuns: 300 },
    );
  });

  it('the same message again changes nothing', () => {
    fc.assert(
      fc.property(stories, (steps) => {
        const { state, events } = reported(steps, () => undefined);
        const doubled = steps.flatMap((next) => [next, { ...next, what: 'again' as const }]);
        const again = reported(doubled, () => undefined);
        expect(again.events).toEqual(events);
        expect(again.state.root).toEqual(state.root);
      }),
      { numRuns: 200 },
    );
  });

  it('an order is told of its reservation exactly as the ledger holds it', () => {
    fc.assert(
      fc.property(stories, (steps) => {
        reported(steps, (_, events) => {
          const last = events.at(-1);
          const answer = last !== undefined && 'answer' in last.data ? last.data.answer : undefined;
          if (answer === undefined) return;
          const { order, line, reserved, backordered, refused, issued } = answer;
          const held = reservationsOf(events).get(keyOf(order, line));
          expect({ reserved, backordered, refused, issued }).toEqual({
            reserved: decimal(held?.reserved ?? 0),
            backordered: decimal(held?.backordered ?? 0),
            refused: decimal(held?.refused ?? 0),
            issued: decimal(held?.issued ?? 0),
          });
        });
      }),
      { numRuns: 200 },
    );
  });

  it('people are told of each matter by an event of its own', () => {
    fc.assert(
      fc.property(stories, (steps) => {
        let doc: StockDocument | undefined;
        let chain = 0;
        const story = new Story();
        let state = stock.initial;
        for (const next of steps) {
          const answered = stock.decide(story.command(next), state, { now: 0, key });
          if (isRefusal(answered)) continue;
          chain += 1;
          for (const [index, event] of answered.entries()) {
            state = stock.evolve(state, event);
            doc = stockProjections.stock.evolve(doc, {
              event,
              key,
              tenant: 'acme',
              id: `0:inbox:${chain}:0:${index}`,
              chain,
              index,
              version: 1,
              at: 0,
            });
          }
          const matters =
            doc === undefined ? [] : (stockProjections.stock.matters?.(doc, key) ?? []);
          expect(new Set(matters.map(({ place }) => place)).size).toBe(matters.length);
          expect(matters.some(({ kind }) => kind === 'uncounted')).toBe(state.root.missing > 0);
        }
      }),
      { numRuns: 300 },
    );
  });
});
