import { createHash } from 'node:crypto';
import { describeReal } from '../../../test/real-data.js';
import { open } from '../test/sources.js';

/** Rows and a digest of everything that a source says, phase by phase. */
const reading = async (text: string) => {
  const source = await open(text);
  const phases: { readonly rows: number; readonly ids: number; readonly digest: string }[] = [];
  for (const phase of source.phases) {
    const hash = createHash('sha256');
    const ids = new Set<string>();
    let rows = 0;
    for await (const row of phase.rows) {
      hash.update(JSON.stringify(row));
      ids.add(row.id);
      rows += 1;
    }
    expect(rows).toBe(phase.total);
    phases.push({ rows, ids: ids.size, digest: hash.digest('hex') });
  }
  return { phases, remarks: source.remarks() };
};

/** Each row under its own id. */
const saysOnce = (rows: readonly number[]) =>
  rows.map((count) => expect.objectContaining({ rows: count, ids: count }));

const isReadTheSameTwice = (text: string, rows: readonly number[]): void => {
  it('gives the announced rows, each under its own id, and the same ones again', async () => {
    const first = await reading(text);
    expect(first.phases).toEqual(saysOnce(rows));
    expect(await reading(text)).toEqual(first);
  });
};

describeReal('Olist, 2,000 orders', ['olist', 'slice-2000'], (place) => {
  isReadTheSameTwice(`olist:${place}`, [1_525, 4_000, 3_947, 7]);
});

describeReal('Olist, 18,511 orders', ['olist', 'dev'], (place) => {
  it('has one order without payment, 89 without items, nine cancelled too late', async () => {
    const { phases, remarks } = await reading(`olist:${place}`);
    expect(phases).toEqual(saysOnce([10_444, 37_021, 36_471, 69]));
    expect(remarks.map(({ what, count }) => [what, count])).toEqual([
      ['orders without items', 89],
      ['cancels after the hand-over, to be refused', 9],
    ]);
  }, 120_000);
});

describeReal(
  'Online Retail, 2,000 invoices',
  ['online-retail', 'slice_2000_invoices.csv.gz'],
  (place) => {
    isReadTheSameTwice(`online-retail:${place}`, [2_854, 3_218, 3_204, 558]);
  },
);

describeReal(
  'Online Retail, 320,705 lines',
  ['online-retail', 'online_retail_2010-12-01_2011-08-31.csv.gz'],
  (place) => {
    it('writes off 925 invoices, lists credits and what no order has sold', async () => {
      const { phases, remarks } = await reading(`online-retail:${place}`);
      expect(phases).toEqual(saysOnce([3_830 + 925, 25_960, 25_744, 2_317 + 1_030]));
      expect(remarks.map(({ what, count }) => [what, count])).toEqual([
        ['credits, no message', 393],
        ['unmatched returns, stock only', 1_030],
      ]);
    }, 120_000);
  },
);
