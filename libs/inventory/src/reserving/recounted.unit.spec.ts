import { isRefusal, keyOf } from '#kernel';
import {
  M,
  N,
  after,
  decideAll,
  issue,
  violations,
  receive,
  release,
  reserve,
  totals,
} from '../../test/ledger.js';
import { reservationsOf, stock } from '../index.js';
import type { StockCommand, StockEvent, StockState } from '../index.js';

const order = (name: string) => `${name}-3KFX-FA0T-8V`;
const inUnit = (unit: string | undefined) => (unit === undefined ? {} : { unit });
const asks = (name: string, asked: string, unit?: string): StockCommand =>
  reserve(asked, { order: order(name), ...inUnit(unit) });
const comes = (quantity: string, unit?: string, id = 'r'): StockCommand => ({
  type: 'stock.receive',
  data: { receipts: [{ id, quantity }], ...inUnit(unit) },
});

/** What an order was told last, of all that the ledger said. */
const reported = (events: readonly StockEvent[], name: string) => {
  const answers = events.flatMap(({ type, data }) =>
    type === 'stock.backorder-filled'
      ? data.fills.map(({ answer }) => answer)
      : 'answer' in data && data.answer !== undefined
        ? [data.answer]
        : [],
  );
  return answers.findLast((answer) => answer.order === order(name));
};

const lived = (...commands: readonly StockCommand[]) => {
  const { state, events } = decideAll(stock.initial, commands);
  // What a reservation counts in its line's unit, its events count in the ledger's.
  expect(
    violations(state, reservationsOf(events)).filter((one) => !one.startsWith('reservation')),
  ).toEqual([]);
  return { state, events, totals: totals(state) };
};

const heldBy = ({ parts }: StockState, name: string) => {
  const part = parts.get(`r/${keyOf(order(name), '1')}`);
  return part?.kind === 'reservation' ? part.reserved : undefined;
};

const permutations = <T>(all: readonly T[]): readonly (readonly T[])[] =>
  all.length <= 1
    ? [all]
    : all.flatMap((one, at) => permutations(all.toSpliced(at, 1)).map((rest) => [one, ...rest]));

describe('lines that wait for goods of which none came yet', () => {
  it('agree no unit: each waits, and a receipt without one is of pieces', () => {
    const {
      state,
      events,
      totals: sums,
    } = lived(asks('AAAA', '1', 'kg'), asks('BBBB', '2'), comes('10'));
    expect(state.root).toMatchObject({ unit: 'each', isAgreed: true });
    expect(sums).toBe('10 8 2 0 0');
    expect(reported(events, 'AAAA')).toMatchObject({
      reserved: '0',
      backordered: '0',
      refused: '1',
      reason: 'unit-mismatch',
      keptIn: 'each',
    });
    expect(reported(events, 'BBBB')).toMatchObject({ reserved: '2', backordered: '0' });
  });

  it('are counted in the unit that comes, and keep their places', () => {
    const {
      state,
      events,
      totals: sums,
    } = lived(asks('AAAA', '1', 'dozen'), asks('BBBB', '12'), comes('18'));
    expect(sums).toBe('18 0 18 0 6');
    expect(reported(events, 'AAAA')).toMatchObject({ reserved: '1' });
    expect(reported(events, 'BBBB')).toMatchObject({ reserved: '6', backordered: '6' });
    expect(heldBy(state, 'AAAA')).toBe(12_000_000);
  });

  it('are told where the ledger cannot count what they ask for', () => {
    const { events, totals: sums } = lived(
      asks('AAAA', '5'),
      asks('BBBB', '24'),
      comes('10', 'dozen'),
    );
    expect(sums).toBe('10 8 2 0 0');
    expect(reported(events, 'AAAA')).toMatchObject({
      refused: '5',
      reason: 'unit-mismatch',
      keptIn: 'dozen',
    });
    expect(reported(events, 'BBBB')).toMatchObject({ reserved: '24' });
  });

  it('are refused once: what comes again, or is given back, changes nothing', () => {
    const all = [asks('AAAA', '1', 'kg'), comes('10')];
    const once = lived(...all);
    const again = lived(
      ...all,
      ...all,
      release({
        order: order('AAAA'),
        unit: 'kg',
        request: 2,
        asked: '1',
        released: '1',
        expected: { reserved: '0', backordered: '0' },
      }),
    );
    expect(again.totals).toBe(once.totals);
  });

  it('hear of it, too, where they gave back some of theirs at that moment', () => {
    const { events } = lived(
      asks('AAAA', '3', 'kg'),
      comes('10'),
      release({
        order: order('AAAA'),
        unit: 'kg',
        request: 2,
        asked: '3',
        released: '1',
        expected: { reserved: '0', backordered: '2' },
      }),
    );
    expect(reported(events, 'AAAA')).toMatchObject({
      request: 2,
      backordered: '0',
      refused: '3',
      reason: 'unit-mismatch',
      keptIn: 'each',
    });
  });

  it('stay as they are where the first movement is refused or known', () => {
    const waiting = after(asks('AAAA', '1', 'kg'), asks('BBBB', '2'));
    waiting.when(receive('0')).thenRefused('quantity_not_positive');
    expect(totals(waiting.state())).toBe('0 0 0 0 3');
  });

  it('are counted by a count or an adjustment alike', () => {
    const counted = lived(asks('AAAA', '1', 'dozen'), {
      type: 'stock.count',
      data: { id: 'c', counted: '24' },
    });
    const adjusted = lived(asks('AAAA', '1', 'dozen'), {
      type: 'stock.adjust',
      data: { id: 'a', quantity: '24', reason: 'found' },
    });
    expect([counted.totals, adjusted.totals]).toEqual(['24 12 12 0 0', '24 12 12 0 0']);
  });

  it('and goods that left without any say what it is kept in', () => {
    const { state, totals: sums } = lived(
      asks('AAAA', '2'),
      asks('BBBB', '1', 'dozen'),
      issue({
        order: order('AAAA'),
        request: 2,
        asked: '2',
        issued: '2',
        expected: { reserved: '0', backordered: '0' },
      }),
    );
    expect(state.root).toMatchObject({ unit: 'each', isAgreed: true });
    expect(sums).toBe('-2 -2 0 0 12');
  });

  it('end alike in every order of arrival, but for who comes first', () => {
    const facts = [
      asks('AAAA', '1', 'kg'),
      asks('BBBB', '2'),
      asks('CCCC', '1', 'dozen'),
      comes('20', 'pcs'),
      asks('DDDD', '250', 'g'),
    ];
    const ends = new Set(
      permutations(facts).map((commands) => {
        const { totals: sums, events } = lived(...commands);
        return JSON.stringify([
          sums,
          ...['AAAA', 'BBBB', 'CCCC', 'DDDD'].map((name) => {
            const { reserved, refused, keptIn } = reported(events, name) ?? {};
            return [name, reserved, refused, keptIn];
          }),
        ]);
      }),
    );
    expect([...ends]).toEqual([
      JSON.stringify([
        '20 6 14 0 0',
        ['AAAA', '0', '1', 'each'],
        ['BBBB', '2', '0', null],
        ['CCCC', '1', '0', null],
        ['DDDD', '0', '250', 'each'],
      ]),
    ]);
  });
});

describe('what comes back of a line', () => {
  const dozen = comes('2', 'dozen');
  const sold = [
    dozen,
    reserve('12', { order: M }),
    issue({
      order: M,
      request: 2,
      asked: '12',
      issued: '12',
      expected: { reserved: '0', backordered: '0' },
    }),
  ];
  const back = (id: string, quantity: string, before: string, unit = 'each'): StockCommand => ({
    type: 'stock.return',
    data: {
      id,
      quantity,
      before,
      unit,
      condition: 'available',
      reason: 'restocked',
      order: M,
      isBooked: true,
    },
  });

  it('is counted as the ledger counts, in whatever parts', () => {
    expect(lived(...sold, back('a', '12', '0')).totals).toBe('2 2 0 0 0');
    expect(lived(...sold, back('a', '5', '0'), back('b', '7', '5')).totals).toBe('2 2 0 0 0');
    expect(
      lived(...sold, ...Array.from({ length: 12 }, (_, at) => back(`${at}`, '1', `${at}`))).totals,
    ).toBe('2 2 0 0 0');
  });

  it('goes out again as it came where that was a mistake', () => {
    const out: StockCommand = {
      type: 'stock.adjust',
      data: {
        id: 'x',
        quantity: '-7',
        before: '5',
        unit: 'each',
        reason: 'corrected',
        condition: 'available',
      },
    };
    expect(lived(...sold, back('a', '5', '0'), back('b', '7', '5'), out).totals).toBe(
      lived(...sold, back('a', '5', '0')).totals,
    );
  });

  it('changes nothing where it says nothing of the stock', () => {
    const ledger = after(comes('10', 'kg'));
    const answer = ledger.when(back('a', '2', '0')).answer();
    expect(isRefusal(answer) && answer.refused.code).toBe('unit_mismatch');
  });

  it('tells the order in which unit, where the node named none', () => {
    after(dozen)
      .when({
        type: 'stock.return',
        data: { id: 'a', quantity: '1', condition: 'available', reason: 'r', order: N },
      })
      .then([
        {
          type: 'stock.returned',
          data: {
            id: 'a',
            quantity: '1',
            condition: 'available',
            reason: 'r',
            order: N,
            unit: 'dozen',
          },
        },
      ]);
  });
});
