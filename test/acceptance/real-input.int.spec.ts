import { notRun } from '../not-run.js';
import { realData } from '../real-data.js';
import { compare } from '../independent/compare.js';
import type { Expectation } from '../independent/expectation.js';
import { expectOlist } from '../independent/olist.js';
import { expectOnlineRetail } from '../independent/online-retail.js';
import { itWhere } from './where.js';
import { expectVerified, exportsOf, folder, isLong, oms } from './oms-process.js';
import type { Exports } from './oms-process.js';

jest.setTimeout(isLong ? 900_000 : 300_000);

interface File {
  readonly name: string;
  readonly kind: string;
  readonly path: readonly string[];
  readonly count: (place: string) => Expectation;
  readonly long?: boolean;
}

const files: readonly File[] = [
  { name: 'Olist slice', kind: 'olist', path: ['olist', 'slice-2000'], count: expectOlist },
  {
    name: 'Online Retail slice',
    kind: 'online-retail',
    count: expectOnlineRetail,
    path: ['online-retail', 'slice_2000_invoices.csv.gz'],
  },
  { name: 'Olist dev', kind: 'olist', path: ['olist', 'dev'], count: expectOlist, long: true },
  {
    name: 'Online Retail development file',
    kind: 'online-retail',
    count: expectOnlineRetail,
    path: ['online-retail', 'online_retail_2010-12-01_2011-08-31.csv.gz'],
    long: true,
  },
];

const placeOf = ({ name, path, long }: File): string | undefined => {
  const title = `${name} equals the independent count`;
  if (long !== true || isLong) return realData(title, ...path);
  notRun(title, 'set OMS_LONG_TESTS=1');
  return undefined;
};

interface Examined {
  readonly expected: Expectation;
  readonly exports: Exports;
}

const examined = async ({ kind, count }: File, place: string): Promise<Examined> => {
  const data = folder();
  expect(await oms(['import', `${kind}:${place}`, '--data', data])).toMatchObject({ code: 0 });
  const expected = count(place);
  await expectVerified(data, expected.orders.size);
  return { expected, exports: await exportsOf('--data', data) };
};

const expectExact = ({ expected, exports: { orders, stock } }: Examined): void => {
  expect(orders.split('\n').length - 1).toBe(expected.orders.size);
  expect(compare(expected, orders, stock)).toEqual([]);
};

describe('a real file: imported, proved, and equal to a count straight from the file', () => {
  const found = files.map((file) => ({ ...file, place: placeOf(file) }));
  const early = new Map<string, Promise<Examined>>();

  // The small ones at once, as many processes; the large ones one after another.
  beforeAll(async () => {
    for (const file of found) {
      if (file.place !== undefined && file.long !== true) {
        early.set(file.name, examined(file, file.place));
      }
    }
    await Promise.allSettled(early.values());
  });

  for (const file of found) {
    const { name, place } = file;
    itWhere(place, name, async () =>
      expectExact(await (early.get(name) ?? examined(file, place ?? ''))),
    );
  }
});
