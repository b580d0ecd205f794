/**
 * An order goes to 250 nodes at most, through whatever edge it comes, and what is told of all of it
 * reaches each of them: at the bound everything settles, beyond it the answer says what to do.
 */
import { daysAgo } from '../days.js';
import { lineOf, onAccount, Shop } from '../shop.js';

jest.setTimeout(600_000);

let shop: Shop;
beforeAll(async () => {
  shop = await Shop.open();
});
afterAll(() => shop.close());

const nodesMax = 250;
const at = daysAgo(1, 8);

/** Lines of one SKU, shared out among so many nodes. */
const linesAt = (sku: string, nodes: number, count = nodes) =>
  Array.from({ length: count }, (_, nth) => ({
    ...lineOf(sku, '1'),
    line: `L${nth}`,
    node: `n${nth % nodes}`,
  }));

const bulk = async (rows: readonly object[]): Promise<string> =>
  (
    await shop.api.send('POST', '/v1/bulk', {
      raw: rows.map((row) => JSON.stringify(row)).join('\n'),
      headers: { 'content-type': 'application/x-ndjson' },
    })
  ).text;

const receive = async (sku: string, quantity: string): Promise<void> => {
  const said = await bulk(
    linesAt(sku, nodesMax).map(({ node }, nth) => ({
      kind: 'stock',
      id: `${sku}-${nth}`,
      tenant: 'default',
      node,
      sku,
      message: { type: 'stock.receive', data: { receipts: [{ id: `${sku}-${nth}`, quantity }] } },
    })),
  );
  expect(said).not.toContain('error');
};

const settled = async (): Promise<void> => {
  for (let tries = 0; tries < 30; tries += 1) {
    const { body } = await shop.api.get('/v1/settled?wait=10');
    if (body.settled === true) return;
  }
  throw new Error((await shop.api.get('/v1/settled')).text);
};

const placed = async (
  channelRef: string,
  lines: readonly object[],
  more: object = {},
): Promise<string> => {
  const { status, body, text } = await shop.api.post(
    '/v1/orders',
    { channel: 'web', channelRef, currency: 'EUR', ...onAccount, lines, ...more },
    { prefer: 'wait=30' },
  );
  expect([status, text]).toEqual([201, expect.anything()]);
  await settled();
  return body.omsNumber;
};

const tell = async (path: string, body: object) => {
  const answer = await shop.api.post(path, body, { prefer: 'wait=30' });
  await settled();
  return answer;
};

const ofNodes: unknown = expect.stringContaining('at no more than 250 nodes');

describe('an order for 251 nodes', () => {
  const body = {
    channel: 'web',
    channelRef: 'wide',
    currency: 'EUR',
    lines: linesAt('wide', nodesMax + 1),
  };
  const refused = { field: 'lines', expected: ofNodes };

  it('is refused where it is placed', async () => {
    const { status, body: said } = await shop.api.post('/v1/orders', body);
    expect([status, said.code, said.errors]).toEqual([
      400,
      'schema_invalid',
      [expect.objectContaining(refused)],
    ]);
    const rows = await shop.api.send('POST', '/v1/orders/bulk', {
      raw: JSON.stringify(body),
      headers: { 'content-type': 'application/x-ndjson' },
    });
    expect(rows.text).toContain('at no more than 250 nodes');
  });

  it('is refused among the messages of a channel and of an import', async () => {
    const { lines, currency } = body;
    const message = {
      type: 'order.place',
      data: {
        body: {
          currency,
          charges: [],
          lines: lines.map((line) => ({ ...line, unit: 'each', onShortage: 'backorder' })),
          policy: { allOrNothing: false, onEmpty: 'exception', releaseOn: 'paid', timers: true },
        },
      },
    };
    const said = await bulk([
      {
        kind: 'channel',
        id: 'wide',
        reference: { tenant: 'default', channel: 'web', channelRef: 'wide' },
        message,
      },
    ]);
    expect(said).toContain('at no more than 250 nodes');
    expect(said).toContain('message.data.body.lines');
  });

  it('does not come to be by an edit or by another body of its channel', async () => {
    const number = await placed('edited', linesAt('edited', nodesMax));
    const edit = (lines: readonly object[]) =>
      tell(`/v1/orders/${number}/edit`, { version: 1, lines });
    const more = await edit([{ ...lineOf('edited'), line: 'more', node: 'one-more' }]);
    expect([more.status, more.body.errors]).toEqual([409, [{ field: 'lines', detail: ofNodes }]]);
    const other = await tell('/v1/orders', {
      ...body,
      channelRef: 'edited',
      ...onAccount,
      lines: [{ ...lineOf('edited'), line: 'more', node: 'one-more' }],
    });
    expect(other.status).toBe(409);
    const accepted = await tell(`/v1/orders/${number}/accept-change`, {});
    expect([accepted.status, accepted.body.errors]).toEqual([
      409,
      [expect.objectContaining({ field: 'lines' })],
    ]);
    // Elsewhere among the same nodes, and from one node to another, is as good as ever.
    expect((await edit([{ line: 'L0', node: 'one-more' }])).status).toBe(200);
  });
});

test('an order of 250 nodes is sent and delivered whole, by one fact each', async () => {
  await receive('whole', '2');
  const number = await placed('whole', linesAt('whole', nodesMax, 2 * nodesMax));
  const path = `/v1/orders/${number}/shipments`;
  expect((await tell(path, { kind: 'dispatch', id: 'd', at })).status).toBe(200);
  expect(await shop.order(number)).toMatchObject({ fulfilment: 'shipped' });
  expect((await tell(path, { kind: 'scan', id: 's', status: 'delivered', at })).status).toBe(200);
  expect(await shop.order(number)).toMatchObject({
    lifecycle: 'completed',
    attention: { exceptions: [] },
  });
});

test('its exceptions name some of its shipments', async () => {
  await receive('moved', '1');
  const number = await placed('moved', [
    ...linesAt('moved', nodesMax),
    { ...lineOf('moved'), line: 'late', node: 'n0' },
  ]);
  const { status, text } = await tell(`/v1/orders/${number}/edit`, {
    version: 1,
    shipTo: { street: 'New 2' },
  });
  expect([status, text]).toEqual([200, expect.anything()]);
  const { attention } = await shop.order(number);
  expect(attention).toMatchObject({
    exceptions: [{ type: 'old-address', reason: expect.stringMatching(/-S10 and 240 more$/) }],
  });
});
