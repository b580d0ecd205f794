import fc from 'fast-check';
import { edgeLimits, Room } from './limits.js';

describe('room that callers share', () => {
  it('is taken and given back', () => {
    const room = new Room(100);
    expect(room.take(60, 'a')).toBe(true);
    expect(room.take(60, 'b')).toBe(false);
    room.give(60, 'a');
    expect(room.take(60, 'b')).toBe(true);
  });

  it('is never taken whole by one caller: some of it is left for others', () => {
    const room = new Room(100);
    expect(room.take(75, 'a')).toBe(true);
    expect(room.take(1, 'a')).toBe(false);
    expect(room.take(25, 'b')).toBe(true);
    expect(room.take(1, 'c')).toBe(false);
  });

  it('counts a caller anew once all of its share is back', () => {
    const room = new Room(100);
    for (let nth = 0; nth < 3; nth += 1) {
      expect(room.take(75, 'a')).toBe(true);
      room.give(75, 'a');
    }
  });

  it('that was refused was not taken', () => {
    const room = new Room(10);
    expect(room.take(11, 'a')).toBe(false);
    expect(room.take(7, 'b')).toBe(true);
  });

  it('never gives more than there is, whoever takes and gives in whatever order', () => {
    const step = fc.record({ who: fc.constantFrom('a', 'b', 'c'), amount: fc.nat({ max: 60 }) });
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const room = new Room(100);
        const held: { who: string; amount: number }[] = [];
        for (const { who, amount } of steps) {
          if (room.take(amount, who)) held.push({ who, amount });
          else if (held.length > 0) {
            const { who: other, amount: back } = held.shift() ?? { who, amount: 0 };
            room.give(back, other);
          }
          const sum = (of: typeof held) => of.reduce((total, each) => total + each.amount, 0);
          expect(sum(held)).toBeLessThanOrEqual(100);
          for (const one of 'abc') {
            expect(sum(held.filter((each) => each.who === one))).toBeLessThanOrEqual(75);
          }
        }
      }),
    );
  });
});

describe('the limits of the edge', () => {
  it('leave connections for others beside those of one caller', () => {
    expect(edgeLimits.connectionsOfOneMax).toBeLessThan(edgeLimits.connectionsMax);
  });

  it('cut off a slow body before a silent connection, and headers before a body', () => {
    expect(edgeLimits.headersMsMax).toBeLessThan(edgeLimits.bodyMsMax);
    expect(edgeLimits.bodyMsMax).toBeLessThan(edgeLimits.silentMsMax);
    expect(edgeLimits.rowMsMax).toBeLessThan(edgeLimits.silentMsMax);
  });
});
