import type { StoredRecord } from '#ports';
import { ChainWriter, termRecord } from '../test/chain-writer.js';
import type { Answered } from '../test/chain-writer.js';
import { Market } from '../test/market.js';

const accepted: Answered = {
  input: 'inbox',
  offset: 0,
  events: [{ type: 'order.accepted', data: {} }],
};
const expired: Answered = {
  input: 'inbox',
  offset: 1,
  events: [{ type: 'order.expired', data: {} }],
};
const completed: Answered = {
  input: 'shipping.0',
  offset: 4,
  events: [
    { type: 'order.completed', data: {} },
    { type: 'order.accepted', data: {} },
  ],
};
const note = (chain: number): Answered => ({
  input: 'log',
  offset: chain,
  events: [
    { type: 'log.positions', data: { inputs: { 'shipping.0': { logId: 'a', offset: 5 } } } },
  ],
});

/**
 * The newer writer answers the inbox before the shipment; the deposed one had it the other way
 * round, and its append arrives behind the newer term, before the newer answers.
 */
const interleaved = async (): Promise<Market> => {
  const market = new Market();
  const deposed = new ChainWriter(0);
  await market.append(0, [termRecord('a')]);
  await market.append(0, deposed.answer(accepted));
  const newer = deposed.deposedBy(2);
  await market.append(0, [termRecord('b')]);
  await market.append(0, [...deposed.answer(completed), ...deposed.answer(expired)]);
  await market.append(0, newer.answer(expired));
  await market.append(0, newer.answer(note(2)));
  await market.append(0, newer.answer(completed));
  return market;
};

const idOf = ({ offset, headers }: StoredRecord): string => `${offset} ${headers['ce_id']}`;
const isShown = ({ headers }: StoredRecord): boolean =>
  !['oms.log.term-opened', 'oms.log.positions'].includes(headers['ce_type'] ?? '');

/** Drops what has an id that came before. */
const byIdAlone = (records: readonly StoredRecord[]): readonly string[] => {
  const seen = new Set<string>();
  return records.filter(isShown).flatMap((record) => {
    const id = record.headers['ce_id'] ?? '';
    if (seen.has(id)) return [];
    seen.add(id);
    return [idOf(record)];
  });
};

/** Goes by chain number, index and count, and forgets the term. */
const byNumberAlone = (records: readonly StoredRecord[]): readonly string[] => {
  let [chain, index] = [0, 0];
  return records.flatMap((record) => {
    const { headers } = record;
    if (Number(headers['ce_omschain']) !== chain || Number(headers['ce_omsindex']) !== index) {
      return [];
    }
    index += 1;
    if (index === Number(headers['ce_omscount'])) [chain, index] = [chain + 1, 0];
    return isShown(record) ? [idOf(record)] : [];
  });
};

const counts = [
  '1 0:inbox:0:0:0',
  '6 0:inbox:1:0:0',
  '8 0:shipping.0:4:0:0',
  '9 0:shipping.0:4:0:1',
];

describe('a deposed writer that interleaved its inputs differently', () => {
  test.each(['accepted', 'by-number'] as const)('is filtered: %s', async (rule) => {
    const market = await interleaved();
    expect(await market.accepted(0)).toEqual(counts);
    const seen = await market.followed({ group: rule, rule });
    expect(seen.lines(0)).toEqual(counts);
    expect(seen.statuses[0]).toMatchObject({ phase: 'following', superseded: 3, lag: 0 });
    // The facts of the order as they count: 1, 2, 3, 4.
    const versions = seen.batches.flatMap(({ events }) => events.map(({ version }) => version));
    expect(versions).toEqual([1, 2, 3, 4]);
  });

  test('would be believed by who drops repeats of an id alone', async () => {
    const market = await interleaved();
    const records = await market.records(0);
    expect(byIdAlone(records)).toEqual([
      '1 0:inbox:0:0:0',
      '3 0:shipping.0:4:0:0',
      '4 0:shipping.0:4:0:1',
      '5 0:inbox:1:0:0',
    ]);
    // It is not the order alone: the records of one id differ.
    const [superseded, counting] = [records[5], records[6]];
    expect(superseded?.headers['ce_id']).toBe(counting?.headers['ce_id']);
    expect(superseded?.headers['ce_omsversion']).toBe('4');
    expect(counting?.headers['ce_omsversion']).toBe('2');
  });

  test('would be believed by who counts and forgets the term', async () => {
    const records = await (await interleaved()).records(0);
    expect(byNumberAlone(records)).not.toEqual(counts);
  });

  test('is filtered from wherever a reader starts', async () => {
    const market = await interleaved();
    const { length } = await market.records(0);
    for (let offset = 0; offset <= length; offset += 1) {
      const seen = await market.followed({
        group: `from-${offset}`,
        rule: 'by-number',
        from: { offsets: { 0: offset } },
      });
      // An answer that has a record there is shown whole.
      const first = counts.findIndex((line) => Number.parseInt(line, 10) >= offset);
      const from = offset === 9 ? first - 1 : first;
      expect(seen.lines(0)).toEqual(first < 0 ? [] : counts.slice(from));
    }
  });
});

test('a hole in the numbers of the newest term halts who goes by number', async () => {
  const market = new Market();
  const writer = new ChainWriter(0);
  await market.append(0, [termRecord('a')]);
  await market.append(0, writer.answer(accepted));
  writer.answer(expired);
  await market.append(0, writer.answer(completed));
  const { statuses } = await market.followed({ group: 'g', rule: 'by-number' });
  expect(statuses[0]).toMatchObject({ phase: 'halted' });
  expect(statuses[0]?.reason).toContain(
    'oms.orders.events/0 lacks the answer 1: a later one stands at offset 2',
  );
});
