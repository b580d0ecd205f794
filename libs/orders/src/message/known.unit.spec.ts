import fc from 'fast-check';
import { isRefusal } from '#kernel';
import { order } from '#orders';
import type { OrderCommand, OrderState } from '#orders';
import { place, stockSays } from '../../test/orders.js';
import { entryOf, withEntries, withoutKey } from './known.js';

const itself = (key: string): string => key;
const key = fc.integer({ min: 0, max: 60 }).map(String);

describe('a list of facts that grows', () => {
  it('holds what a plain list would, whichever copy of it is asked', () => {
    const step = fc.record({ key, drops: fc.boolean(), of: fc.nat(100) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const start = Array.from({ length: 40 }, (_, at) => `${at}`);
        const copies: (readonly string[])[] = [start];
        for (const one of steps) {
          const before = copies[one.of % copies.length] ?? start;
          const isThere = before.includes(one.key);
          const after = one.drops
            ? withoutKey(before, one.key, itself)
            : withEntries(before, isThere ? [] : [one.key], itself);
          copies.push(after);
          expect(after.includes(one.key)).toBe(!one.drops);
          for (const copy of [before, after]) {
            expect(entryOf(copy, one.key, itself) !== undefined).toBe(copy.includes(one.key));
          }
        }
      }),
    );
  });

  it('loses none of thousands of facts that come before their order', () => {
    const many = 3_000;
    let state: OrderState = order.initial;
    const tell = (command: OrderCommand): void => {
      const answer = order.decide(command, state, { now: 0, key: '' });
      if (isRefusal(answer)) throw new Error(answer.refused.code);
      for (const event of answer) state = order.evolve(state, event);
    };
    const scan = (at: number): OrderCommand => ({
      type: 'order.record-scan',
      data: {
        scope: {},
        fact: { kind: 'scan', id: `s${at}`, at: '2026-01-06T10:00:00Z', status: 'in_transit' },
      },
    });
    for (let at = 0; at < many; at += 1) tell(scan(at));
    for (let at = 0; at < many; at += 7) tell(scan(at));
    expect(state.kept).toHaveLength(many);
    tell(place());
    tell(stockSays('1', { reserved: '2' }));
    expect([state.kept.length, state.seen.length]).toEqual([0, many]);
  });

  it('lets no more wait for an order that nobody places than one document can hold', () => {
    let state: OrderState = order.initial;
    const codes = new Set<string>();
    for (let at = 0; at < 1_200; at += 1) {
      const command: OrderCommand = {
        type: 'order.raise-exception',
        data: { id: `e${at}`, exception: 'told', reason: 'x'.repeat(1_000) },
      };
      const answer = order.decide(command, state, { now: 0, key: '', tenant: 'acme' });
      if (isRefusal(answer)) codes.add(answer.refused.code);
      else for (const event of answer) state = order.evolve(state, event);
    }
    expect([...codes]).toEqual(['early_facts_too_many']);
    expect(JSON.stringify(state).length).toBeLessThan(1_100_000);
  });
});
