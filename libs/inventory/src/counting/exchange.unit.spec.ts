import { after, totals, issue, reserve, receive } from '../../test/ledger.js';
import { kilos, heard, grams } from '../../test/weighed.js';
import type { StockCommand } from '../events.js';

describe('a line in another unit than its stock', () => {
  it('takes what it means from the shelf, and is answered in its own unit', () => {
    const ledger = after(kilos('10'));
    expect(heard(ledger, grams('500'))).toMatchObject({
      type: 'stock.reserved',
      data: {
        quantity: '0.5',
        countedIn: 'kg',
        request: { asked: '500', unit: 'g' },
        answer: { reserved: '500', backordered: '0', refused: '0' },
      },
    });
    expect(totals(after(kilos('10'), grams('500')).state())).toBe('10 9.5 0.5 0 0');
  });

  it('is given back and issued in its own unit too', () => {
    const ledger = after(kilos('10'), grams('500'), {
      type: 'stock.issue',
      data: {
        order: 'H0VD-3KFX-FA0T-8V',
        line: '1',
        request: 2,
        unit: 'g',
        asked: '500',
        released: '0',
        issued: '200',
        onShortage: 'backorder',
        expected: { reserved: '300', backordered: '0' },
      },
    });
    expect(totals(ledger.state())).toBe('9.8 9.5 0.3 0 0');
  });

  it('keeps what lies with its node, while others of it leave from elsewhere', () => {
    const elsewhere = (unit: string, asked: string) =>
      issue({
        unit,
        request: 2,
        asked,
        issued: asked,
        expected: { reserved: asked, backordered: '0' },
      });
    const reported = after(kilos('10'), grams('500'), elsewhere('g', '500'));
    expect(totals(reported.state())).toBe('9.5 9 0.5 0 0');
    const same = after(kilos('10'), reserve('0.5', { unit: 'kg' }), elsewhere('kg', '0.5'));
    expect(totals(same.state())).toBe(totals(reported.state()));
  });

  it('and no part of a millionth of it is taken from elsewhere', () => {
    const dozen: StockCommand = {
      type: 'stock.receive',
      data: { receipts: [{ id: 'r', quantity: '2' }], unit: 'dozen' },
    };
    const gone = Array.from({ length: 12 }, (_, index) =>
      issue({
        request: index + 2,
        asked: '12',
        issued: `${index + 1}`,
        expected: { reserved: `${11 - index}`, backordered: '0' },
      }),
    );
    for (let sent = 1; sent <= 12; sent += 1) {
      const ledger = after(dozen, reserve('12'), ...gone.slice(0, sent));
      expect(ledger.state().root).toMatchObject({ available: 1000000, shortfall: 0 });
    }
  });

  it('waits, and hears of its fill, in its own unit', () => {
    const ledger = after(kilos('0.2'), grams('500'));
    expect(heard(ledger, kilos('1', 'later'))).toMatchObject({
      data: { fills: [{ quantity: '0.3', answer: { reserved: '500', backordered: '0' } }] },
    });
  });

  it('gets whole dozens, or all that it asked for, and what is left waits for its turn', () => {
    const dozens = (asked: string) => reserve(asked, { unit: 'dozen' });
    expect(heard(after(receive('30')), dozens('3'))).toMatchObject({
      data: { answer: { reserved: '2', backordered: '1' } },
    });
    expect(heard(after(receive('10')), dozens('0.5'))).toMatchObject({
      data: { quantity: '6', answer: { reserved: '0.5' } },
    });
    const waiting = after(receive('10'), dozens('1'));
    expect(totals(waiting.state())).toBe('10 10 0 0 12');
    expect(heard(waiting, receive('3', 'more'))).toMatchObject({
      data: {
        more: false,
        fills: [{ quantity: '12', answer: { reserved: '1', backordered: '0' } }],
      },
    });
  });

  it('is refused, and told why, where nothing converts', () => {
    for (const unit of ['l', 'Beutel', 'lb']) {
      const ledger = after(kilos('10'));
      expect(heard(ledger, reserve('500', { unit }))).toMatchObject({
        type: 'stock.refused',
        data: {
          quantity: '0',
          answer: { reserved: '0', refused: '500', reason: 'unit-mismatch', keptIn: 'kg' },
        },
      });
      const refused = after(kilos('10'), reserve('500', { unit }));
      expect(totals(refused.state())).toBe('10 10 0 0 0');
      refused.when(reserve('500', { unit })).thenNothing();
    }
  });

  it('is refused where the stock is kept in pieces, as nobody said otherwise', () => {
    expect(heard(after(receive('10')), grams('500'))).toMatchObject({
      data: { answer: { refused: '500', reason: 'unit-mismatch', keptIn: 'each' } },
    });
  });
});

describe('totals of a line whose ledger counts in another unit by and by', () => {
  const litres = { unit: 'l' };
  const emptied = { type: 'stock.count', data: { id: 'c', counted: '0' } } as const;

  it('are what its order said: what was refused for its unit is asked for no second time', () => {
    const ledger = after(kilos('10'), reserve('5', litres), emptied, {
      type: 'stock.receive',
      data: { receipts: [{ id: 'l', quantity: '9' }], unit: 'l' },
    });
    expect(heard(ledger, reserve('7', { ...litres, request: 2 }))).toMatchObject({
      type: 'stock.reserved',
      data: { quantity: '2', answer: { reserved: '2', refused: '5' } },
    });
  });

  it('go on in a third unit that its own converts to', () => {
    const ledger = after(
      kilos('1'),
      grams('500'),
      issue({ unit: 'g', request: 2, asked: '500', issued: '500' }),
      emptied,
      { type: 'stock.receive', data: { receipts: [{ id: 'e', quantity: '5' }], unit: 'each' } },
      { ...emptied, data: { id: 'd', counted: '0' } },
      { type: 'stock.receive', data: { receipts: [{ id: 't', quantity: '1' }], unit: 't' } },
    );
    expect(heard(ledger, grams('700', { request: 3, issued: '500' }))).toMatchObject({
      type: 'stock.reserved',
      data: { quantity: '0.0002', answer: { reserved: '200' } },
    });
  });

  it('are rounded alike, however small the parts are in which units leave', () => {
    const dozen: StockCommand = {
      type: 'stock.receive',
      data: { receipts: [{ id: 'r', quantity: '2' }], unit: 'dozen' },
    };
    const reported = (issued: string, request_: number) =>
      issue({ request: request_, asked: '12', issued });
    const some = after(dozen, reserve('12'), reported('1', 2));
    expect(totals(some.state())).toBe('1.916667 1 0.916667 0 0');
    const all = after(
      dozen,
      reserve('12'),
      reported('1', 2),
      reported('6', 3),
      reported('11', 4),
      reported('12', 5),
    );
    expect(totals(all.state())).toBe('1 1 0 0 0');
  });

  it('keep what is held where more is asked for than can be counted', () => {
    const grain = after(
      { type: 'stock.receive', data: { receipts: [{ id: 'r', quantity: '5' }], unit: 'mg' } },
      reserve('0.000005', { unit: 'kg' }),
    );
    expect(heard(grain, reserve('9007199254', { unit: 'kg', request: 2 }))).toMatchObject({
      type: 'stock.refused',
      data: {
        quantity: '0',
        answer: { reserved: '0.000005', refused: '9007199253.999995', reason: 'unit-mismatch' },
      },
    });
  });
});
