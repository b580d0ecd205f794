import {
  after,
  receive,
  reserve,
  N,
  request,
  answer,
  release,
  totals,
  M,
} from '../../test/ledger.js';

describe('an order line asks for units', () => {
  it('reserves what is there and answers', () => {
    after(receive('5'))
      .when(reserve('2'))
      .then([
        {
          type: 'stock.reserved',
          data: {
            order: N,
            line: '1',
            quantity: '2',
            request: request({ asked: '2' }),
            answer: answer({ reserved: '2' }),
          },
        },
      ]);
  });

  it('backorders the rest, the answer on the last event', () => {
    const asked = request({ asked: '5' });
    after(receive('3'))
      .when(reserve('5'))
      .then([
        { type: 'stock.reserved', data: { order: N, line: '1', quantity: '3', request: asked } },
        {
          type: 'stock.backordered',
          data: {
            order: N,
            line: '1',
            quantity: '2',
            request: asked,
            answer: answer({ reserved: '3', backordered: '2' }),
          },
        },
      ]);
  });

  it('refuses the rest where the line says so', () => {
    const asked = request({ asked: '5', onShortage: 'refuse' });
    after(receive('3'))
      .when(reserve('5', { onShortage: 'refuse' }))
      .then([
        { type: 'stock.reserved', data: { order: N, line: '1', quantity: '3', request: asked } },
        {
          type: 'stock.refused',
          data: {
            order: N,
            line: '1',
            quantity: '2',
            request: asked,
            answer: answer({ reserved: '3', refused: '2' }),
          },
        },
      ]);
  });

  it('answers a newer request that asks for nothing more', () => {
    after(receive('5'), reserve('2'))
      .when(reserve('2', { request: 2 }))
      .then([
        {
          type: 'stock.reserved',
          data: {
            order: N,
            line: '1',
            quantity: '0',
            request: request({ asked: '2', request: 2 }),
            answer: answer({ request: 2, reserved: '2' }),
          },
        },
      ]);
  });

  it('takes only the difference when a total was raised', () => {
    const given2back = release({ request: 2, asked: '2', released: '2' });
    const ledger = after(receive('9'), reserve('2'), given2back);
    const again = ledger.when(reserve('4', { request: 3, released: '2' }));
    expect(totals(again.state())).toBe('9 7 2 0 0');
  });

  it('does not take two lines of one order on the same SKU for one', () => {
    const ledger = after(receive('3'), reserve('2'), reserve('2', { line: '2' }));
    expect(totals(ledger.state())).toBe('3 0 3 0 1');
  });

  it('refuses units that the queue could not count, and every buyer is answered', () => {
    const answered = after(reserve('9007199254'))
      .when(reserve('2', { order: M }))
      .answer();
    expect(answered).toMatchObject([
      { type: 'stock.backordered' },
      { type: 'stock.refused', data: { answer: { order: M } } },
    ]);
  });
});
