import fc from 'fast-check';
import { millionths } from '#kernel';
import { moveUnits, onLines } from './line.js';
import type { Line } from './line.js';
import { placeOfLine, tallyOf } from './tally.js';

const lineOf = (nth: number): Line => ({
  line: String(nth + 1),
  sku: 'S',
  node: 'main',
  name: undefined,
  unit: 'each',
  unitPrice: '1.00',
  onShortage: 'backorder',
  trackStock: nth % 5 !== 0,
  notBefore: undefined,
  metadata: undefined,
  ordered: millionths('3'),
  dropped: 0,
  revived: 0,
  elsewhere: [],
  buckets: { open: millionths('3') },
  resting: 0,
  awaiting: true,
  request: 1,
  asked: millionths('3'),
  released: 0,
  issued: 0,
  refused: 0,
});

const buckets = ['open', 'reserved', 'backordered', 'cancelled', 'shipped'] as const;

test.each([3, 40])('is kept up by what changes as if it were counted anew: %i lines', (count) => {
  const change = fc.record({
    places: fc.array(fc.nat({ max: count - 1 }), { minLength: 1, maxLength: 4 }),
    to: fc.constantFrom(...buckets),
    refused: fc.boolean(),
    dropped: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(change, { maxLength: 30 }), (changes) => {
      let lines: readonly Line[] = Array.from({ length: count }, (_, nth) => lineOf(nth));
      tallyOf(lines);
      for (const { places, to, refused, dropped } of changes) {
        const entries = places.map((place) => ({ line: String(place + 1) }));
        lines = onLines(lines, entries, (line) => {
          const from = buckets.find((name) => name !== to && (line.buckets[name] ?? 0) > 0);
          return {
            ...(from === undefined ? line : moveUnits(line, from, to, millionths('1'))),
            refused: refused ? 1 : 0,
            dropped: dropped ? 1 : 0,
          };
        });
        const { holding, ...counts } = tallyOf(lines);
        const { holding: anew, ...countsAnew } = tallyOf([...lines]);
        expect(counts).toEqual(countsAnew);
        for (const bucket of buckets) expect(holding[bucket] ?? 0).toBe(anew[bucket] ?? 0);
        for (const [place, { line }] of lines.entries()) {
          expect(placeOfLine(lines, line)).toBe(place);
        }
      }
      expect(placeOfLine(lines, 'none')).toBe(-1);
    }),
  );
});
