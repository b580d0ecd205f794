/** An import tells what was refused and why: nothing of it is lost without a word. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { importSource } from '../../../apps/oms/src/commands/import.js';
import { Importing } from './importing.js';

let importing: Importing;
beforeAll(async () => {
  importing = await Importing.open();
});
afterAll(async () => {
  await importing.close();
});
beforeEach(() => {
  importing.listen();
});
afterEach(() => jest.restoreAllMocks());

/** An invoice for each name: so many rows of one SKU, a unit each. */
const invoices = (name: string, sizes: Readonly<Record<string, number>>): string => {
  const rows = Object.entries(sizes).flatMap(([invoice, size]) =>
    Array.from(
      { length: size },
      (_, at) => `${invoice},S${at % 7},"a thing",1,2011-07-01 10:00:00,1.00,17,France`,
    ),
  );
  const file = join(importing.folder, name);
  writeFileSync(
    file,
    [
      'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,' + 'CustomerID,Country',
      ...rows,
    ].join('\n'),
  );
  return `online-retail:${file}`;
};
const usual = { tenant: 'default', stockFactor: '1', seed: '1', json: true };
const reported = (): string => importing.unchanged.join('');
const report = (): object => JSON.parse(importing.printed.join('')) as object;
const get = (path: string): Promise<Record<string, unknown>> => importing.get(path);

describe('an invoice of 1,114 lines', () => {
  it('goes in, and its goods go out', async () => {
    const source = invoices('large.csv', { 581: 1_114, 582: 1 });
    expect(await importSource(source, { ...usual, api: importing.api })).toBe(0);
    expect(report()).toMatchObject({ refused: 0, refusals: [] });
    const { orders } = (await get('/v1/references/581')) as { orders: readonly object[] };
    expect(orders).toMatchObject([{ lifecycle: 'completed' }]);
    expect(await get('/v1/stock/main/S0')).toMatchObject({ onHand: '0', backordered: '0' });
  });
});

describe('an order that is too large for us', () => {
  const size = 2_001;

  it('is told by the report, the file and the exit code, over HTTP', async () => {
    const rejected = join(importing.folder, 'http.ndjson');
    const source = invoices('http.csv', { 591: size, 592: 1 });
    expect(await importSource(source, { ...usual, api: importing.api, rejected })).toBe(1);
    const refusal = {
      type: 'order.place',
      of: 'online-retail/591',
      code: 'schema_invalid',
      field: 'message.data.body.lines',
      detail: 'expected a list of at most 2000; its order is left out whole',
    };
    expect(report()).toMatchObject({ refused: 1, refusals: [refusal] });
    const [line, ...more] = readFileSync(rejected, 'utf8').trim().split('\n');
    expect(more).toEqual([]);
    expect(JSON.parse(line ?? '')).toMatchObject({
      ...refusal,
      row: { reference: { channelRef: '591' } },
    });
    expect(await get('/v1/references/592')).toMatchObject({ orders: [{}] });
    // Nothing came in for an order that nobody has: it would be sold to others.
    expect(await get('/v1/stock/main/S0')).toMatchObject({ onHand: '0', available: '0' });
  });

  it('is told by every run, straight into a data directory', async () => {
    const source = invoices('data.csv', { 601: size, 602: 1 });
    const data = join(importing.folder, 'data');
    for (const run of ['first', 'second']) {
      const rejected = join(importing.folder, `${run}.ndjson`);
      importing.printed = [];
      expect(await importSource(source, { ...usual, data, rejected, json: false })).toBe(1);
      expect(reported()).toContain(`refused: 1; ${rejected} lists them with their rows`);
      expect(reported()).toContain('order.place of online-retail/601: schema_invalid: ');
      const row = JSON.parse(readFileSync(rejected, 'utf8')) as object;
      expect(row).toMatchObject({ code: 'schema_invalid', of: 'online-retail/601' });
      jest.restoreAllMocks();
      jest.spyOn(process.stdout, 'write').mockImplementation(() => true);
      jest.spyOn(process.stderr, 'write').mockImplementation((text) => {
        importing.unchanged.push(String(text));
        return true;
      });
    }
  });

  it('is refused before anything happens where the file cannot be written', async () => {
    const rejected = join(importing.folder, 'no', 'such', 'folder');
    await expect(
      importSource(invoices('x.csv', { 1: 1 }), { ...usual, api: importing.api, rejected }),
    ).rejects.toThrow(/--rejected takes a file/);
  });
});

describe('a bulk request that waits', () => {
  const place = (ref: string, more: object = {}) => ({
    channel: 'web',
    channelRef: ref,
    currency: 'EUR',
    lines: [{ sku: 'A', node: 'main', quantity: '1', unitPrice: '1' }],
    ...more,
  });
  const receive = (id: string, quantity: string) => ({
    kind: 'stock',
    id,
    tenant: 'default',
    node: 'main',
    sku: 'bulk',
    message: { type: 'stock.receive', data: { receipts: [{ id, quantity }] } },
  });
  const send = async (path: string, rows: readonly object[]): Promise<readonly object[]> => {
    const answer = await fetch(importing.api + path, {
      method: 'POST',
      body: rows.map((each) => JSON.stringify(each)).join('\n'),
      headers: { 'content-type': 'application/x-ndjson', prefer: 'wait=10' },
    });
    return (await answer.text())
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as object);
  };

  it('tells what became of each row', async () => {
    const customer = { name: null };
    expect(
      await send('/v1/orders/bulk', [
        place('B-1', { customer }),
        place('B-1'),
        place('B-1', { currency: 'USD' }),
        place('B-2', { lines: null }),
      ]),
    ).toEqual([
      expect.objectContaining({ line: 1, outcome: 'accepted' }),
      expect.objectContaining({ line: 2, token: expect.any(String) }),
      expect.objectContaining({
        line: 3,
        error: expect.objectContaining({ code: 'place_conflicted' }),
      }),
      { line: 4, error: expect.objectContaining({ code: 'schema_invalid' }) },
    ]);
    const huge = '9007199254';
    expect(await send('/v1/bulk', [receive('b-1', huge), receive('b-2', huge)])).toEqual([
      expect.objectContaining({ line: 1, outcome: 'accepted' }),
      expect.objectContaining({
        line: 2,
        outcome: 'rejected',
        error: expect.objectContaining({ code: 'quantity_too_large' }),
      }),
    ]);
  });
});

it('a file with rows that cannot be read names each; whole orders of it are taken', async () => {
  const source = invoices('unread.csv', { 701: 2, 704: 1 });
  const file = source.replace('online-retail:', '');
  const bad = [
    '702,S1,x,six,2011-07-01 10:00:00,1.00,17,France',
    '703,S1,x',
    '704,S1,x,1,2011-07-01 10:00:00,abc,17,France',
  ];
  writeFileSync(file, `${readFileSync(file, 'utf8')}\n${bad.join('\n')}\n`);
  const rejected = join(importing.folder, 'unread.ndjson');
  expect(await importSource(source, { ...usual, api: importing.api, rejected })).toBe(1);
  const unread = (of: string, words: string): object => ({
    type: 'row',
    of,
    code: 'row_unreadable',
    detail: expect.stringContaining(words),
  });
  const refusals = [
    unread('702', 'line 5: column Quantity is "six"'),
    unread('703', 'line 6: it has 3 fields, expected 8'),
    unread('704', 'line 7: column UnitPrice is "abc"'),
  ];
  expect(report()).toMatchObject({ refused: 3, refusals });
  const lines = readFileSync(rejected, 'utf8').trim().split('\n');
  expect(lines.map((line) => JSON.parse(line) as object)).toMatchObject(refusals);
  expect(await get('/v1/references/701')).toMatchObject({ orders: [{}] });
  expect(await get('/v1/references/704')).toMatchObject({ orders: [] });
});
