/**
 * What people are told stands for as long as the books contradict each other, and ends by itself
 * once they agree again, in whichever order the facts come.
 */
import { daysAgo } from '../days.js';
import { lineOf, onAccount, Shop } from '../shop.js';
import { MoneyActions } from './money-actions.js';

let shop: Shop;
let actions: MoneyActions;
beforeAll(async () => {
  shop = await Shop.open();
  actions = new MoneyActions(shop);
});
afterAll(() => shop.close());

const at = (hour: number): string => daysAgo(1, hour);

const ordered = async (sku: string, quantity = '2', more: object = onAccount): Promise<string> => {
  await shop.receive(sku, '9');
  return shop.place([lineOf(sku, quantity)], more);
};
const fact = async (number: string, body: object): Promise<void> => {
  const { status, text } = await shop.post(`/v1/orders/${number}/shipments`, body);
  expect([status, text]).toEqual([200, text]);
};
const left = (id: string, more: object = {}) => ({ kind: 'dispatch', id, at: at(1), ...more });
const takenBack = (corrects: string, more: object = {}) => ({
  kind: 'scan',
  id: `no ${corrects}`,
  at: at(2),
  status: 'label_created',
  corrects,
  reason: 'of another order',
  ...more,
});

describe('units that left after they were cancelled', () => {
  it('are told until their dispatch is taken back', async () => {
    const number = await ordered('b-cancelled');
    await actions.cancel(number);
    await fact(number, left('d'));
    expect(await actions.exceptions(number)).toEqual(['shipped-after-cancel']);
    await fact(number, takenBack('d'));
    expect(await shop.order(number)).toMatchObject({
      lifecycle: 'cancelled',
      attention: { exceptions: [] },
    });
  });

  it('are told until as few have left as are agreed, and anew where some leave again', async () => {
    const number = await ordered('b-some', '3');
    await shop.post(`/v1/orders/${number}/cancel`, {
      reason: 'fewer',
      lines: [{ line: '1', quantity: '1' }],
    });
    const one = { lines: [{ line: '1', quantity: '1' }] };
    await fact(number, left('d1', one));
    await fact(number, left('d2', one));
    expect(await actions.exceptions(number)).toEqual([]);
    await fact(number, left('d3', one));
    expect(await actions.exceptions(number)).toContain('shipped-after-cancel');
    await fact(number, takenBack('d1'));
    expect(await actions.units(number)).toEqual([{ shipped: '2', cancelled: '1' }]);
    expect(await actions.exceptions(number)).toEqual([]);
    await fact(number, takenBack('d3'));
    expect(await actions.units(number)).toEqual([{ released: '1', shipped: '1', cancelled: '1' }]);
    expect(await actions.exceptions(number)).toEqual([]);
    await fact(number, left('d4', { lines: [{ line: '1', quantity: '2' }] }));
    expect(await actions.exceptions(number)).toContain('shipped-after-cancel');
  });

  it('are told no more of a hold that they had passed', async () => {
    const number = await ordered('b-hold');
    await shop.post(`/v1/orders/${number}/hold`, { hold: 'fraud', reason: 'odd' });
    await fact(number, left('d'));
    expect(await actions.exceptions(number)).toEqual(['shipped-under-hold']);
    await fact(number, takenBack('d'));
    expect(await actions.exceptions(number)).toEqual([]);
  });
});

describe('a dispatch of a shipment that does not exist', () => {
  const parted = async (sku: string) => {
    const number = await ordered(sku);
    return { number, gone: left('d', { shipment: `${number}-S7`, tracking: 'S7' }) };
  };

  it.each(['first', 'last'])('is taken back by the order: that comes %s', async (when) => {
    const { number, gone } = await parted(`b-unknown-${when}`);
    const facts = when === 'first' ? [takenBack('d'), gone] : [gone, takenBack('d')];
    await fact(number, facts[0] ?? {});
    expect(await actions.exceptions(number)).toEqual([
      when === 'first' ? 'correction-unmatched' : 'shipment-unknown',
    ]);
    await fact(number, facts[1] ?? {});
    expect(await actions.exceptions(number)).toEqual([]);
    await actions.dispatch(number);
    expect(await actions.units(number)).toEqual([{ shipped: '2' }]);
    expect(await actions.exceptions(number)).toEqual([]);
  });

  it('is told again where the correction is taken back', async () => {
    const { number, gone } = await parted('b-again');
    await fact(number, gone);
    await fact(number, takenBack('d'));
    await fact(number, takenBack('no d'));
    expect(await actions.exceptions(number)).toEqual(['shipment-unknown']);
  });

  it('is taken back before anything of the order is with a node', async () => {
    const number = await shop.place([lineOf('b-early')], onAccount);
    await fact(number, left('d', { shipment: `${number}-S7` }));
    expect(await actions.exceptions(number)).toEqual(['shipment-unknown']);
    await fact(number, takenBack('d'));
    expect(await actions.exceptions(number)).toEqual([]);
    await shop.receive('b-early', '1');
    expect(await actions.units(number)).toEqual([{ released: '1' }]);
    expect(await actions.exceptions(number)).toEqual([]);
  });

  it('that its node told, and takes back', async () => {
    const number = await ordered('b-node');
    const path = `/v1/shipments/${number}-S7/scans`;
    await shop.post(path, { id: 's', at: at(1), status: 'in_transit' });
    expect(await actions.exceptions(number)).toEqual(['shipment-unknown']);
    await shop.post(path, {
      id: 'no s',
      at: at(2),
      status: 'label_created',
      corrects: 's',
      reason: 'mistyped',
    });
    expect(await actions.exceptions(number)).toEqual([]);
  });
});

describe('returns of more than can have left', () => {
  const back = (number: string, id: string, quantity: string) =>
    shop.post(`/v1/orders/${number}/returns`, { id, lines: [{ line: '1', quantity }] });
  const reasons = async (number: string): Promise<unknown> => {
    const { attention } = await shop.order(number);
    return (attention as { exceptions: readonly { reason: string }[] }).exceptions.map(
      ({ reason }) => reason,
    );
  };

  it('are told each as it comes, and end with the last of them', async () => {
    const number = await ordered('b-over', '1');
    await actions.dispatch(number);
    await back(number, 'r1', '2');
    expect(await reasons(number)).toEqual(['return r1 of 2: more came back than has left']);
    await back(number, 'r2', '3');
    await back(number, 'r2', '3');
    expect(await reasons(number)).toEqual([
      'return r2 of 3, return r1 of 2: more came back than has left',
    ]);
    const timeline = await shop.api.get(`/v1/orders/${number}/timeline`);
    expect(timeline.text.match(/"exception.raised"/gu)).toHaveLength(2);
    await shop.post(`/v1/orders/${number}/returns`, { corrects: 'r1', reason: 'typed' });
    expect(await actions.exceptions(number)).toEqual(['over-return']);
    await shop.post(`/v1/orders/${number}/returns`, { corrects: 'r2', reason: 'typed' });
    expect(await actions.exceptions(number)).toEqual([]);
  });

  it('are told no more once people have seen them, but for new ones', async () => {
    const number = await ordered('b-seen', '1');
    await actions.dispatch(number);
    await back(number, 'r1', '2');
    await shop.post(`/v1/orders/${number}/resolve`, {
      exception: 'over-return',
      line: '1',
      reason: 'seen',
    });
    await back(number, 'r2', '2');
    expect(await reasons(number)).toEqual(['return r2 of 2: more came back than has left']);
  });
});

describe('money that went back before the goods left', () => {
  const refunded = async (sku: string): Promise<string> => {
    const number = await shop.place([await actions.stocked(sku)]);
    await actions.pay(number, 'card', 'captured', 6_000);
    await actions.pay(number, 'gift', 'captured', 4_000);
    await actions.pay(number, 'gift', 'refunded', 4_000);
    expect(await actions.exceptions(number)).toEqual(['refunded-above-credit']);
    return number;
  };

  it('is told also when they have left, until it comes again', async () => {
    const number = await refunded('b-money');
    await actions.dispatch(number);
    expect(await actions.exceptions(number)).toEqual(['refunded-above-credit']);
    await actions.pay(number, 'transfer', 'captured', 4_000);
    expect(await actions.exceptions(number)).toEqual([]);
  });

  it('is told until they come back, are stopped, or people have seen it', async () => {
    const returned = await refunded('b-returned');
    await actions.dispatch(returned);
    await shop.post(`/v1/orders/${returned}/returns`, {
      id: 'r',
      lines: [{ line: '1', quantity: '1' }],
    });
    expect(await actions.exceptions(returned)).toEqual(['refund-due']);
    const stopped = await refunded('b-stopped');
    await actions.cancel(stopped);
    expect(await actions.exceptions(stopped)).toEqual(['refund-due']);
    const seen = await refunded('b-goodwill');
    await actions.resolve(seen, 'refunded-above-credit');
    await actions.dispatch(seen);
    expect(await actions.exceptions(seen)).toEqual([]);
  });

  it('is goodwill where they had left before', async () => {
    const number = await shop.place([await actions.stocked('b-will')]);
    await actions.pay(number, 'card', 'captured', 10_000);
    await actions.dispatch(number);
    await actions.pay(number, 'card', 'refunded', 500);
    expect(await actions.exceptions(number)).toEqual([]);
  });
});

it('a changed body that was accepted is no conflict in bulk either', async () => {
  const lines = [
    {
      line: '1',
      sku: 'b-bulk',
      node: 'main',
      quantity: '1',
      unit: 'each',
      unitPrice: '10.00',
      onShortage: 'backorder',
    },
  ];
  const row = (id: string, quantity: string) => ({
    kind: 'channel',
    id,
    reference: { tenant: 'default', channel: 'web', channelRef: 'bulk' },
    message: {
      type: 'order.place',
      data: {
        body: {
          currency: 'EUR',
          charges: [],
          policy: {
            allOrNothing: false,
            onEmpty: 'exception',
            releaseOn: 'accepted',
            timers: true,
          },
          lines: lines.map((line) => ({ ...line, quantity })),
        },
      },
    },
  });
  const send = async (one: object): Promise<{ readonly error?: { readonly code: string } }> => {
    const { text } = await shop.api.send('POST', '/v1/bulk', {
      raw: JSON.stringify(one),
      headers: { 'content-type': 'application/x-ndjson', prefer: 'wait=10' },
    });
    await shop.settled();
    return JSON.parse(text) as { readonly error?: { readonly code: string } };
  };
  expect((await send(row('1', '1'))).error).toBeUndefined();
  expect((await send(row('2', '2'))).error?.code).toBe('place_conflicted');
  const { body } = await shop.api.get('/v1/references/bulk');
  const [found] = body['orders'] as readonly { readonly omsNumber: string }[];
  await shop.post(`/v1/orders/${found?.omsNumber ?? ''}/accept-change`, {});
  expect((await send(row('2', '2'))).error).toBeUndefined();
});
