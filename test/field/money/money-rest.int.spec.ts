/**
 * Money of orders of which a part is out and the rest is at home: what has left must be paid, and
 * what waits for money waits for its own, until the deadline.
 */
import { lineOf, Shop } from '../shop.js';
import { soon, MoneyActions } from './money-actions.js';

let shop: Shop;
let actions: MoneyActions;
beforeAll(async () => {
  shop = await Shop.open();
  actions = new MoneyActions(shop);
});
afterAll(() => shop.close());

const noWait = { releaseWaitSeconds: 0 };

/** Line 1 is authorized with the other and with its node; line 2 waits for stock; 50.00 each. */
const partOut = async (name: string, policy: object = {}): Promise<string> => {
  await shop.receive(`${name}-a`, '1');
  const number = await shop.place(
    [lineOf(`${name}-a`, '1', '50.00'), lineOf(`${name}-b`, '1', '50.00')],
    { policy: { ...noWait, ...policy } },
  );
  await actions.pay(number, 'card', 'authorized', 10_000);
  expect(await actions.units(number)).toEqual([{ released: '1' }, { backordered: '1' }]);
  return number;
};
const edit = async (number: string, changes: object): Promise<void> => {
  const { version } = await shop.order(number);
  const { status, text } = await shop.post(`/v1/orders/${number}/edit`, { version, ...changes });
  expect([status, text]).toEqual([200, text]);
};
/** The deadline is moved to where it has passed, and so it passes now. */
const deadlinePasses = (number: string): Promise<void> =>
  edit(number, { policy: { paymentDeadline: soon(-1_000) } });
const comesBack = async (number: string, disposition = 'restocked'): Promise<void> => {
  const { status } = await shop.post(`/v1/orders/${number}/returns`, {
    id: 'back',
    lines: [{ line: '1', quantity: '1' }],
    disposition,
  });
  expect(status).toBe(200);
};

describe('what came back is at home: the unpaid rest ends at its deadline', () => {
  it.each(['restocked', 'quarantined', 'scrapped'])('%s, then the deadline passes', async (to) => {
    const number = await partOut(`r-${to}`);
    await actions.dispatch(number);
    await actions.pay(number, 'card', 'captured', 5_000);
    await comesBack(number, to);
    await actions.pay(number, 'card', 'refunded', 5_000);
    await actions.pay(number, 'card', 'voided', 5_000);
    await shop.receive(`r-${to}-b`, '1');
    expect(await actions.units(number)).toEqual([{ [to]: '1' }, { reserved: '1' }]);
    await deadlinePasses(number);
    await actions.untilLifecycle(number, 'expired');
    expect(await actions.units(number)).toEqual([{ [to]: '1' }, { cancelled: '1' }]);
    expect(await actions.exceptions(number)).toEqual([]);
    expect(await shop.stock(`r-${to}-b`)).toMatchObject({ available: '1', reserved: '0' });
  });

  it('deadline and authorization end first, the return comes, then the receipt', async () => {
    const number = await partOut('r-later', { paymentDeadline: soon(4_000) });
    await actions.pay(number, 'card', 'authorized', 0, { expiresAt: soon(1_500) });
    await actions.dispatch(number);
    await actions.untilPayment(number, 'voided');
    expect(await actions.exceptions(number)).toContain('released-unpaid');
    await deadlinePasses(number);
    await actions.until(
      async () => (await actions.exceptions(number)).join(' ') === 'paid-in-part released-unpaid',
      'both told',
    );
    await comesBack(number);
    await actions.untilLifecycle(number, 'expired');
    await shop.receive('r-later-b', '1');
    expect(await actions.units(number)).toEqual([{ restocked: '1' }, { cancelled: '1' }]);
    expect(await actions.exceptions(number)).toEqual([]);
    expect(await shop.stock('r-later-b')).toMatchObject({ available: '1' });
  });

  it('not where money stays: people are told, and it goes when the rest comes', async () => {
    const number = await partOut('r-stays');
    await actions.pay(number, 'card', 'captured', 5_000);
    await actions.dispatch(number);
    await comesBack(number);
    await actions.pay(number, 'card', 'refunded', 4_000);
    await actions.pay(number, 'card', 'voided', 5_000);
    await shop.receive('r-stays-b', '1');
    expect(await shop.order(number)).toMatchObject({ owed: 5_000, captured: 5_000 });
    await deadlinePasses(number);
    await actions.untilException(number, 'paid-in-part');
    await actions.pay(number, 'transfer', 'captured', 4_000);
    expect(await actions.units(number)).toEqual([{ restocked: '1' }, { released: '1' }]);
    expect(await actions.exceptions(number)).toEqual([]);
  });
});

describe('a part is gone and paid, and the rest is not', () => {
  const goneAndPaid = async (name: string): Promise<string> => {
    const number = await partOut(name);
    await actions.pay(number, 'card', 'captured', 5_000);
    await actions.dispatch(number);
    await actions.pay(number, 'card', 'voided', 5_000);
    await shop.receive(`${name}-b`, '1');
    expect(await actions.units(number)).toEqual([{ shipped: '1' }, { reserved: '1' }]);
    expect(await actions.exceptions(number)).toEqual([]);
    await deadlinePasses(number);
    await actions.untilException(number, 'paid-in-part');
    return number;
  };

  it('the rest is told at the deadline, and goes when it is paid', async () => {
    const number = await goneAndPaid('g-paid');
    await actions.pay(number, 'transfer', 'captured', 5_000);
    expect(await actions.units(number)).toEqual([{ shipped: '1' }, { released: '1' }]);
    expect(await actions.exceptions(number)).toEqual([]);
  });

  it('or people cancel it, and the books agree', async () => {
    const number = await goneAndPaid('g-cancel');
    await actions.cancel(number, '2');
    expect(await actions.exceptions(number)).toEqual([]);
    expect(await shop.stock('g-cancel-b')).toMatchObject({ available: '1', reserved: '0' });
  });
});

describe('a refund that another line explained', () => {
  it('is told as long as goods are out for less than they cost', async () => {
    const number = await shop.place([await actions.stocked('x-told')]);
    await actions.pay(number, 'card', 'captured', 10_000);
    await actions.pay(number, 'card', 'refunded', 5_000);
    expect(await actions.exceptions(number)).toEqual(['refunded-above-credit']);
    await edit(number, {
      lines: [{ line: '2', sku: 'x-none', node: 'main', quantity: '1', unitPrice: '50.00' }],
    });
    await actions.cancel(number, '2');
    expect(await shop.order(number)).toMatchObject({ owed: 10_000, captured: 10_000 });
    expect(await actions.exceptions(number)).toEqual(['refunded-above-credit']);
    await actions.dispatch(number);
    await shop.settled();
    expect(await actions.exceptions(number)).toEqual(['refunded-above-credit']);
    await actions.pay(number, 'transfer', 'captured', 5_000);
    expect(await actions.exceptions(number)).toEqual([]);
  });

  it('is told again when that line is wanted again', async () => {
    await shop.receive('x-undo-a', '1');
    const number = await shop.place(
      [lineOf('x-undo-a', '1', '50.00'), lineOf('x-undo-b', '1', '50.00')],
      { policy: noWait },
    );
    await actions.pay(number, 'card', 'captured', 10_000);
    await actions.dispatch(number);
    await actions.cancel(number, '2');
    await actions.pay(number, 'card', 'refunded', 5_000);
    expect(await actions.exceptions(number)).toEqual([]);
    await shop.post(`/v1/orders/${number}/undo-cancel`, { reason: 'they want it' });
    expect(await actions.exceptions(number)).toEqual(['refunded-above-credit']);
  });

  it('is told again when its return is taken back', async () => {
    const number = await shop.place([await actions.stocked('x-return')]);
    await actions.pay(number, 'a', 'captured', 5_000);
    await actions.pay(number, 'b', 'captured', 5_000);
    await actions.dispatch(number);
    await comesBack(number);
    for (const payment of ['a', 'b']) await actions.pay(number, payment, 'refunded', 5_000);
    expect(await actions.exceptions(number)).toEqual([]);
    await shop.post(`/v1/orders/${number}/returns`, { corrects: 'back', reason: 'of another' });
    expect(await actions.exceptions(number)).toEqual(['refunded-above-credit']);
  });

  it('of all that was paid, before the goods come back, is told until they do', async () => {
    const number = await shop.place([await actions.stocked('x-first')]);
    await actions.pay(number, 'card', 'captured', 10_000);
    await actions.dispatch(number);
    await actions.pay(number, 'card', 'refunded', 10_000);
    expect(await actions.exceptions(number)).toEqual(['refunded-above-credit']);
    await comesBack(number);
    expect(await actions.exceptions(number)).toEqual([]);
  });
});

describe('what is added to a paid order waits for its own money, and is no alarm', () => {
  const paid = async (sku: string, more: object = {}): Promise<string> => {
    const number = await shop.place([await actions.stocked(sku)], { policy: noWait, ...more });
    await actions.pay(number, 'card', 'captured', 10_000);
    return number;
  };

  it('a line', async () => {
    const number = await paid('w-line');
    await edit(number, {
      charges: [{ code: 'shipping', amount: 500 }],
      lines: [{ line: '2', sku: 'w-line', node: 'main', quantity: '1', unitPrice: '50.00' }],
    });
    expect(await actions.units(number)).toEqual([{ released: '1' }, { reserved: '1' }]);
    expect(await actions.exceptions(number)).toEqual([]);
    await actions.pay(number, 'transfer', 'captured', 5_500);
    expect(await actions.units(number)).toEqual([{ released: '1' }, { released: '1' }]);
  });

  it('units of the line itself', async () => {
    const number = await paid('w-units');
    await edit(number, { lines: [{ line: '1', quantity: '3' }] });
    expect(await actions.units(number)).toEqual([{ released: '1', reserved: '2' }]);
    expect(await actions.exceptions(number)).toEqual([]);
    await actions.pay(number, 'card', 'refunded', 10_000);
    expect(await actions.exceptions(number)).toEqual(['refunded-above-credit']);
  });

  it("units that the channel's change brings", async () => {
    const body = {
      channel: 'web',
      channelRef: 'w-channel',
      currency: 'EUR',
      policy: { ...noWait, onChange: 'apply' },
    };
    await shop.receive('w-channel', '9');
    const lines = (quantity: string): readonly object[] => [
      lineOf('w-channel', '1', '100.00'),
      lineOf('w-channel', quantity, '10.00'),
    ];
    const {
      body: { omsNumber: number },
    } = await shop.post('/v1/orders', { ...body, lines: lines('1') });
    await actions.pay(number, 'card', 'captured', 11_000);
    await actions.dispatch(number);
    await shop.post('/v1/orders', { ...body, lines: lines('3') });
    expect(await actions.units(number)).toEqual([
      { shipped: '1' },
      { shipped: '1', reserved: '2' },
    ]);
    expect(await actions.exceptions(number)).toEqual([]);
  });

  it('but what has gone and lost its money is told, whatever was added', async () => {
    const number = await shop.place([await actions.stocked('w-lost')], { policy: noWait });
    await actions.pay(number, 'card', 'authorized', 10_000);
    await edit(number, { lines: [{ line: '1', quantity: '3' }] });
    await actions.pay(number, 'card', 'voided', 1);
    expect(await actions.exceptions(number)).toEqual(['released-unpaid']);
  });
});
