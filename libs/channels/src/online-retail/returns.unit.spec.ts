import { join } from 'node:path';
import { folderWith, open, removeFolders } from '../../test/sources.js';
import { ended, given, head, placed } from '../../test/invoices.js';

afterEach(removeFolders);
describe('a C-invoice', () => {
  it("brings units back to the customer's newest order before it, then to older ones", async () => {
    const source = await given('500 A 5 1 17', '501 A 2 1 17', '502 A 9 1 18', 'C503 A -4 1 17');
    expect(await ended(source)).toEqual([
      {
        of: '501',
        type: 'order.record-return',
        data: {
          id: 'C503:return',
          lines: [{ line: '1', quantity: '2' }],
          disposition: 'restocked',
          at: '2011-07-01T02:00:00Z',
        },
      },
      {
        of: '500',
        type: 'order.record-return',
        data: {
          id: 'C503:return',
          lines: [{ line: '1', quantity: '2' }],
          disposition: 'restocked',
          at: '2011-07-01T02:00:00Z',
        },
      },
    ]);
  });

  it('takes no unit twice: what is left over is an unmatched return', async () => {
    const source = await given('500 A 3 1 17', 'C501 A -2 1 17', 'C502 A -2 1 17');
    expect(await ended(source)).toMatchObject([
      { of: '500', data: { id: 'C501:return', lines: [{ line: '1', quantity: '2' }] } },
      { of: '500', data: { id: 'C502:return', lines: [{ line: '1', quantity: '1' }] } },
      {
        of: 'main/A',
        type: 'stock.return',
        data: {
          id: 'online-retail:C502:1',
          quantity: '1',
          condition: 'available',
          reason: 'unmatched-return',
        },
      },
    ]);
    expect(source.remarks()).toEqual([
      { what: 'unmatched returns, stock only', count: 1, examples: ['C502 A 1'] },
    ]);
  });

  it('adds up rows of one SKU, the first line of an order first', async () => {
    const source = await given('500 A 3 1 17', '500 A 3 2 17', 'C501 A -2 2 17', 'C501 A -3 1 17');
    expect(await ended(source)).toMatchObject([
      {
        of: '500',
        data: {
          lines: [
            { line: '1', quantity: '3' },
            { line: '2', quantity: '2' },
          ],
        },
      },
    ]);
  });

  it('goes by the place in the file alone, whatever the times say', async () => {
    const rows = ['500,A,x,1,2011-07-03 10:00:00,1,17,', 'C501,A,x,-1,2011-07-01 10:00:00,1,17,'];
    const folder = folderWith({ 'rows.csv': [head, ...rows].join('\n') });
    expect(await ended(await open(`online-retail:${join(folder, 'rows.csv')}`))).toMatchObject([
      { of: '500', type: 'order.record-return' },
    ]);
  });

  it.each([
    ['an order after it', ['C500 A -1 1 17', '501 A 1 1 17']],
    ['the order of another customer', ['500 A 1 1 18', 'C501 A -1 1 17']],
    ['an order without a customer', ['500 A 1', 'C501 A -1']],
    ['another SKU', ['500 a 1 1 17', 'C501 A -1 1 17']],
    ['a write-off', ['500 A -1 1 17', 'C501 A -1 1 17']],
  ])('does not match %s', async (_, rows) => {
    expect(await ended(await given(...rows))).toMatchObject([{ type: 'stock.return' }]);
  });

  it('knows a customer with and without the point zero', async () => {
    expect(await ended(await given('500 A 1 1 17.0', 'C501 A -1 1 17'))).toMatchObject([
      { type: 'order.record-return' },
    ]);
  });

  it('counts rows of an order that come after it, the order having begun before', async () => {
    const source = await given('500 A 1 1 17', 'C501 X -1 1 17', '500 X 1 1 17');
    expect(await ended(source)).toMatchObject([
      { of: '500', data: { lines: [{ line: '2', quantity: '1' }] } },
    ]);
  });

  it('sells nothing: goods with a positive quantity are listed', async () => {
    const source = await given('500 A 1 1 17', 'C501 A 1 1 17');
    expect(await ended(source)).toEqual([]);
    expect(await placed(source)).toHaveLength(1);
    expect(source.remarks()).toEqual([
      { what: 'goods sold by a C-invoice, left out', count: 1, examples: ['C501 A'] },
    ]);
  });

  it('lists its charges as credits, without a message', async () => {
    const source = await given('500 A 1 1 17', 'C501 D -1 27.50 17', 'C501 POST -2 3 17');
    expect(await ended(source)).toEqual([]);
    expect(source.remarks()).toEqual([
      { what: 'credits, no message', count: 2, examples: ['C501 D -27.50', 'C501 POST -6.00'] },
    ]);
  });
});
