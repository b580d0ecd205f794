import { join } from 'node:path';
import { bodies, folderWith, open, removeFolders, rowsOf, said } from '../../test/sources.js';
import { given, head, placed } from '../../test/invoices.js';

afterEach(removeFolders);

describe('a plain invoice', () => {
  const file = ['500 A 2 1.50 17.0', '501 X 1', '500 POST 1 3.20 17.0'];

  it('is placed and paid at the time of its first row', async () => {
    const source = await given(...file);
    const rows = await rowsOf(source, 'orders and payments');
    expect(rows.filter(({ kind }) => kind === 'channel').map(said)).toMatchObject([
      {
        of: '500',
        type: 'order.place',
        data: {
          body: {
            placedAt: '2011-06-30T23:00:00Z',
            currency: 'GBP',
            customer: { id: '17' },
            shipTo: { country: 'France' },
            policy: {
              allOrNothing: false,
              onEmpty: 'complete',
              releaseOn: 'dispatch',
              timers: false,
            },
            charges: [{ code: 'POST', amount: 320 }],
            lines: [
              {
                line: '1',
                sku: 'A',
                node: 'main',
                quantity: '2',
                unit: 'each',
                unitPrice: '1.50',
                onShortage: 'backorder',
              },
            ],
          },
        },
      },
      {
        of: '500',
        type: 'order.record-payment',
        data: {
          id: '500:payment',
          payment: '500',
          status: 'captured',
          amount: 620,
          at: '2011-06-30T23:00:00Z',
        },
      },
      { of: '501', type: 'order.place' },
      { of: '501', type: 'order.record-payment' },
    ]);
  });

  it('is shipped and delivered at that time as well', async () => {
    const source = await given(...file);
    const shipped = (await rowsOf(source, 'dispatches and deliveries')).slice(0, 2).map(said);
    const at = '2011-06-30T23:00:00Z';
    expect(shipped).toEqual([
      {
        of: '500',
        type: 'order.record-dispatch',
        data: { scope: {}, fact: { kind: 'dispatch', id: '500:dispatch', at } },
      },
      {
        of: '500',
        type: 'order.record-scan',
        data: { scope: {}, fact: { kind: 'scan', id: '500:delivered', at, status: 'delivered' } },
      },
    ]);
  });

  it('has a line for every row, exact repeats and other cases of letters too', async () => {
    const [body] = await placed(await given('500 a 2', '500 a 2', '500 A 1', '500 PADS 1 0.001'));
    expect(
      body?.lines.map(({ line, sku, quantity, unitPrice }) => [line, sku, quantity, unitPrice]),
    ).toEqual([
      ['1', 'a', '2', '1.00'],
      ['2', 'a', '2', '1.00'],
      ['3', 'A', '1', '1.00'],
      ['4', 'PADS', '1', '0.001'],
    ]);
  });

  it('rounds each line for itself, half to even', async () => {
    const source = await given('500 A 5 0.001', '500 X 15 0.001', '500 C 1 0');
    expect(
      bodies(await rowsOf(source, 'orders and payments'), 'order.record-payment'),
    ).toMatchObject([{ amount: 2 }]);
  });

  it('of charges alone is an order without lines, also with negative money', async () => {
    const source = await given('A500 B 1 -11062.06', '501 D -1 5.00', '502 M 1 7.00');
    expect((await placed(source)).map(({ charges, lines }) => ({ charges, lines }))).toEqual([
      { charges: [{ code: 'B', amount: -1_106_206 }], lines: [] },
      { charges: [{ code: 'D', amount: -500 }], lines: [] },
      { charges: [{ code: 'M', amount: 700 }], lines: [] },
    ]);
    expect(await rowsOf(source, 'stock')).toEqual([]);
    expect(await rowsOf(source, 'dispatches and deliveries')).toEqual([]);
  });

  it.each(['POST', 'DOT', 'M', 'm', 'D', 'C2', 'S', 'B', 'AMAZONFEE', 'CRUK'])(
    'bills %s as a charge',
    async (code) => {
      const [body] = await placed(await given(`500 ${code} 2 1.25`, '500 A 1'));
      expect(body?.charges).toEqual([{ code, amount: 250 }]);
      expect(body?.lines).toHaveLength(1);
    },
  );

  it.each(['gift_0001_20', 'DCGSSBOY', 'PADS', 'd', 'post'])('sells %s as goods', async (code) => {
    const [body] = await placed(await given(`500 ${code} 2 1.25`));
    expect(body?.lines).toMatchObject([{ sku: code }]);
  });
});

describe('stock of Online Retail', () => {
  it('comes in for every unit sold or written off, then the write-offs follow', async () => {
    const source = await given('500 A 2', '501 A -3', '502 A 1', '503 X 1');
    const rows = await rowsOf(source, 'stock');
    expect(source.phases[0]?.total).toBe(3);
    expect(rows.map(said)).toEqual([
      {
        of: 'main/A',
        type: 'stock.receive',
        data: {
          receipts: [
            { id: 'online-retail:500:1', quantity: '2' },
            { id: 'online-retail:501:1', quantity: '3' },
            { id: 'online-retail:502:1', quantity: '1' },
          ],
        },
      },
      {
        of: 'main/X',
        type: 'stock.receive',
        data: { receipts: [{ id: 'online-retail:503:1', quantity: '1' }] },
      },
      {
        of: 'main/A',
        type: 'stock.adjust',
        data: { id: 'online-retail:501:1:write-off', quantity: '-3', reason: 'write-off' },
      },
    ]);
    expect((await placed(source)).length).toBe(3);
  });

  it('holds at most 500 receipts a message', async () => {
    const folder = folderWith({
      'rows.csv': [
        head,
        ...Array.from(
          { length: 1_001 },
          (_, i) => `${500 + (i % 3)},A,x,1,2011-07-01 10:00:00,1,,`,
        ),
      ].join('\n'),
    });
    const source = await open(`online-retail:${join(folder, 'rows.csv')}`);
    const sizes = bodies(await rowsOf(source, 'stock'), 'stock.receive').map(
      ({ receipts }) => receipts.length,
    );
    expect(sizes).toEqual([500, 500, 1]);
  });

  it('keeps sale and write-off of an invoice with rows of both signs', async () => {
    const source = await given('500 A 2', '500 X -1', '500 A 4', '500 A 0');
    const [body] = await placed(source);
    expect(body?.lines.map(({ line, quantity }) => [line, quantity])).toEqual([
      ['1', '2'],
      ['3', '4'],
    ]);
    expect(bodies(await rowsOf(source, 'stock'), 'stock.adjust')).toMatchObject([
      { quantity: '-1' },
    ]);
    expect(source.remarks()).toEqual([
      { what: 'rows of quantity 0, left out', count: 1, examples: ['500 A'] },
    ]);
  });
});
