import fc from 'fast-check';
import { cursorConflict, samePosition } from './cursor.js';
import type { ListQuery } from './projections.js';
import { indexEntryOf, indexKey, indexRange } from './view-index.js';

const name = fc.stringMatching(/^[ -~é🧵]{0,4}$/u);
const entry = fc.record({ index: fc.constantFrom('a', 'al', 'all'), sort: name, key: name });

test('a key gives back the entry that it was made of', () => {
  fc.assert(
    fc.property(entry, (place) => {
      const { sort, key } = place;
      expect(indexEntryOf(place.index, indexKey(place))).toEqual({ sort, key });
    }),
  );
});

test('the range of a page holds what its query asks for, and nothing else', () => {
  fc.assert(
    fc.property(
      entry,
      fc.record(
        { after: entry, sortFrom: name, sortTo: name, descending: fc.boolean() },
        { requiredKeys: ['descending'] },
      ),
      (place, { after, sortFrom, sortTo, descending }) => {
        const query: ListQuery = {
          index: 'al',
          limit: 1,
          descending,
          ...(after && { after }),
          ...(sortFrom !== undefined && { sortFrom }),
          ...(sortTo !== undefined && { sortTo }),
        };
        const { low, lowIsIn, high } = indexRange(query);
        const at = indexKey(place);
        const last = after && indexKey({ ...after, index: 'al' });
        const isAsked =
          place.index === 'al' &&
          (sortFrom === undefined || place.sort >= sortFrom) &&
          (sortTo === undefined || place.sort <= sortTo) &&
          (last === undefined || (descending ? at < last : at > last));
        expect((lowIsIn ? at >= low : at > low) && at < high).toBe(isAsked);
      },
    ),
  );
});

describe('the rule of the cursor', () => {
  const at = (offset: number, digest = 'd') => ({
    offset,
    term: 0,
    chain: 0,
    inbox: 0,
    digest,
    logId: 'b',
  });

  test('the same offset of another history is another position', () => {
    expect(samePosition(at(3), at(3))).toBe(true);
    expect(samePosition(undefined, undefined)).toBe(true);
    expect(samePosition(at(3), at(3, 'e'))).toBe(false);
    expect(samePosition(at(3), undefined)).toBe(false);
  });

  test('a batch that the cursor has passed is a duplicate, all else is a gap', () => {
    expect(cursorConflict(at(5), at(3))).toEqual({ kind: 'duplicate', at: at(5) });
    expect(cursorConflict(at(3), undefined)).toEqual({ kind: 'duplicate', at: at(3) });
    expect(cursorConflict(at(3), at(5))).toEqual({ kind: 'gap', at: at(3) });
    expect(cursorConflict(undefined, at(5))).toEqual({ kind: 'gap', at: undefined });
    expect(cursorConflict(at(3), at(3, 'e'))).toEqual({ kind: 'gap', at: at(3) });
  });
});
