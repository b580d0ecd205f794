import fc from 'fast-check';
import { changesOf, emptyParts, partsOver } from './parts.js';
import type { Parts, PartsSource } from './parts.js';

type Plain = ReadonlyMap<string, number>;

const sortedBy = (plain: Plain, prefix: string): [string, number][] =>
  [...plain]
    .filter(([key]) => key.startsWith(prefix))
    .toSorted(([left], [right]) => (left < right ? -1 : 1));

const sourceOf = (plain: Plain): PartsSource<number> => ({
  get: (key) => plain.get(key),
  first: (prefix, limit) => sortedBy(plain, prefix).slice(0, limit),
});

const changed = (plain: Plain, changes: ReadonlyMap<string, number | null>): Plain => {
  const next = new Map(plain);
  for (const [key, part] of changes) {
    if (part === null) next.delete(key);
    else next.set(key, part);
  }
  return next;
};

const keyOf = fc
  .tuple(fc.constantFrom('', 'q/', 'q', 'r/', 'r/é'), fc.integer({ min: 0, max: 40 }))
  .map(([prefix, i]) => `${prefix}${i}`);
const prefixOf = fc.constantFrom('', 'q', 'q/', 'r/', 'r/é', 'q/1', 'nothing/');
const changesArb = fc
  .array(fc.tuple(keyOf, fc.option(fc.integer())), { maxLength: 30 })
  .map((rows) => new Map(rows));
const stepArb = fc.oneof(
  fc.record({ write: changesArb }),
  fc.record({
    scan: prefixOf,
    limit: fc.oneof(fc.integer({ min: 0, max: 60 }), fc.constant(Infinity)),
  }),
  fc.record({ back: fc.nat() }),
);

const expectSame = (parts: Parts<number>, plain: Plain, prefix: string, limit: number): void => {
  expect(parts.first(prefix, limit)).toEqual(sortedBy(plain, prefix).slice(0, limit));
};

describe('parts', () => {
  test('read like a plain sorted map at every version, from an empty or a filled source', () => {
    fc.assert(
      fc.property(changesArb, fc.array(stepArb, { maxLength: 25 }), (start, steps) => {
        const base = changed(new Map(), start);
        const versions: { parts: Parts<number>; plain: Plain }[] = [
          { parts: partsOver(sourceOf(base)), plain: base },
        ];
        let now = versions[0];
        for (const step of steps) {
          if (now === undefined) break;
          if ('back' in step) now = versions[step.back % versions.length];
          else if ('scan' in step) expectSame(now.parts, now.plain, step.scan, step.limit);
          else {
            now = { parts: now.parts.with(step.write), plain: changed(now.plain, step.write) };
            versions.push(now);
          }
        }
        for (const { parts, plain } of versions) {
          for (const key of [...base.keys(), ...plain.keys(), 'absent'])
            expect(parts.get(key)).toBe(plain.get(key));
          expectSame(parts, plain, '', Infinity);
          expectSame(parts, plain, 'q/', 3);
          expect(sortedBy(changed(base, changesOf(parts)), '')).toEqual(sortedBy(plain, ''));
        }
      }),
      { numRuns: 500 },
    );
  });

  test('a change of many entries splits and joins chunks without losing any', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.array(
            fc.tuple(fc.integer({ min: 0, max: 3000 }), fc.option(fc.integer(), { freq: 2 })),
            { maxLength: 900, size: 'max' },
          ),
          { maxLength: 8, size: 'max' },
        ),
        (rounds) => {
          let parts = emptyParts<number>();
          let plain: Plain = new Map();
          for (const round of rounds) {
            const changes = new Map(
              round.map(([key, part]): [string, number | null] => [`q/${key}`, part]),
            );
            parts = parts.with(changes);
            plain = changed(plain, changes);
            expectSame(parts, plain, 'q/', 500);
          }
          expectSame(parts, plain, 'q/', Infinity);
        },
      ),
      { numRuns: 40, endOnFailure: true },
    );
  });

  test('changes are those since the source, deletes among them', () => {
    const parts = partsOver(
      sourceOf(
        new Map([
          ['a', 1],
          ['b', 2],
        ]),
      ),
    )
      .with(new Map([['b', 3]]))
      .with(new Map([['c', 4]]))
      .with(
        new Map<string, number | null>([
          ['a', null],
          ['c', null],
        ]),
      );
    expect([...changesOf(parts)]).toEqual([
      ['a', null],
      ['b', 3],
      ['c', null],
    ]);
    expect(changesOf(emptyParts()).size).toBe(0);
  });

  test('a stranger has no changes to tell', () => {
    const stranger: Parts<number> = { get: () => undefined, first: () => [], with: () => stranger };
    expect(() => changesOf(stranger)).toThrow('partsOver');
  });

  test('taking the head of a long queue again and again reads its source a few times over', () => {
    const queue = Array.from({ length: 60_000 }, (_, i): [string, number] => [
      `q/${String(i).padStart(6, '0')}`,
      i,
    ]);
    let read = 0;
    let parts: Parts<number> = partsOver({
      get: () => undefined,
      first: (_, limit) => {
        const rows = queue.slice(0, limit);
        read += rows.length;
        return rows;
      },
    });
    for (let decision = 0; decision < 500; decision += 1) {
      const head = parts.first('q/', 100);
      expect(head[0]?.[1]).toBe(decision * 100);
      parts = parts.with(new Map(head.map(([key]) => [key, null])));
    }
    expect(changesOf(parts).size).toBe(50_000);
    expect(read).toBeLessThan(4 * queue.length);
  });
});
