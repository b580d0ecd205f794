/**
 * One caller tells facts by the hundred, of every kind and with names as long as they may be: of a
 * number without an order, of one order and its shipment, of one SKU. The built program with little
 * memory takes what it has room for, lists what it does not take, answers others, and starts again.
 */
import { daysAgo } from '../days.js';
import { issueNumber } from '#kernel';
import { keysOf } from '../../../apps/api/src/backend.fixture.js';
import { folder, oms, start } from '../../acceptance/oms-process.js';
import type { OmsProcess } from '../../acceptance/oms-process.js';
import { atOnce } from '../reported/at-once.js';

jest.setTimeout(1_200_000);

const data = folder();
let served: OmsProcess;
let address = '';

const serveAgain = async (): Promise<void> => {
  served = start(['serve', '--data', data, '--port', '0'], {
    env: { NODE_OPTIONS: '--max-old-space-size=256' },
  });
  [, address = ''] = await served.says(/api (http:\S+)/);
};
beforeAll(serveAgain);
afterAll(() => served.kill());

interface Said {
  readonly status: number;
  readonly text: string;
}
const asked = async (path: string, body?: object, wait?: number): Promise<Said> => {
  const answer = await fetch(
    address + path,
    body === undefined
      ? {}
      : {
          method: 'POST',
          body: JSON.stringify(body),
          headers: {
            'content-type': 'application/json',
            ...(wait !== undefined && { prefer: `wait=${wait}` }),
          },
        },
  );
  return { status: answer.status, text: await answer.text() };
};

const settled = async (): Promise<void> => {
  for (let tries = 0; tries < 60; tries += 1) {
    const { text } = await asked('/v1/settled?wait=10').catch(() => ({ text: '' }));
    if (text.includes('"settled":true')) return;
  }
  throw new Error((await asked('/v1/settled')).text);
};

const at = daysAgo(1, 8);
const stranger = issueNumber(
  keysOf(),
  { tenant: 'default', channel: 'web', channelRef: 'never' },
  0,
  Date.now(),
);

/** As long as a name may be, of characters of four bytes. */
const long = (name: string, chars = 512): string =>
  name + '🎁'.repeat(Math.floor((chars - name.length) / 2));

const words = '漢'.repeat(1_000);

type Send = (nth: number) => readonly [path: string, body: object];
const scanOf = (id: string, more: object = {}) => ({
  kind: 'scan',
  id,
  at,
  status: 'in_transit',
  ...more,
});

/** By the hundred, of each kind: what is told of one number, whether it has an order or not. */
const reportedOf = (number: string): readonly (readonly [count: number, Send])[] => [
  [200, (nth) => [`/v1/orders/${number}/shipments`, scanOf(`s${nth}`)]],
  [
    150,
    (nth) => [
      `/v1/orders/${number}/shipments`,
      scanOf(long(`l${nth}-`), { detail: words, reason: words }),
    ],
  ],
  [
    300,
    (nth) => [
      `/v1/orders/${number}/payments`,
      { id: `p${nth}`, payment: long(`p${nth}-`), status: 'pending', amount: 1 },
    ],
  ],
  [
    600,
    (nth) => [
      `/v1/orders/${number}/returns`,
      { id: long(`r${nth}-`), lines: [{ line: `x${nth}`, quantity: '1' }] },
    ],
  ],
  [
    100,
    (nth) => [
      `/v1/orders/${number}/cancel`,
      { id: long(`c${nth}-`), reason: words, lines: [{ line: `y${nth}` }] },
    ],
  ],
  [120, (nth) => [`/v1/orders/${number}/hold`, { hold: `h${nth}`, reason: words }]],
  [200, (nth) => [`/v1/shipments/${number}-S1/scans`, { id: `o${nth}`, at, status: 'in_transit' }]],
  [
    150,
    (nth) => [
      `/v1/shipments/${number}-S1/scans`,
      { id: long(`w${nth}-`), at, status: `word ${nth}`, detail: words },
    ],
  ],
  [
    60,
    (nth) => [
      `/v1/shipments/${number}-S1/dispatch`,
      {
        id: `m${nth}`,
        corrects: nth === 0 ? 'd' : `m${nth - 1}`,
        tracking: `T${nth}`,
        reason: 'again',
      },
    ],
  ],
];

const ofStock: readonly (readonly [count: number, Send])[] = [
  [300, (nth) => ['/v1/stock/main/A/receipts', { id: long(`q${nth}-`), quantity: '1' }]],
  [
    300,
    (nth) => [
      '/v1/stock/main/A/adjustments',
      { id: long(`j${nth}-`), quantity: '1', reason: words },
    ],
  ],
  [300, (nth) => ['/v1/stock/main/A/counts', { id: long(`k${nth}-`), counted: `${nth}` }]],
];

/** So many at a time; gives what became of the last of each kind. */
const flood = async (
  what: readonly (readonly [count: number, Send])[],
): Promise<readonly string[]> => {
  const ends: string[] = [];
  for (const [count, send] of what) {
    await atOnce(40, count, async (nth) => {
      const [path, body] = send(nth);
      expect((await asked(path, body)).status).toBe(202);
    });
    await settled();
    const [path, body] = send(count);
    const { status, text } = await asked(path, body, 30);
    ends.push(/"code":"(\w+)"/.exec(text)?.[1] ?? String(status));
  }
  return ends;
};

const othersAreServed = async (reference: string): Promise<void> => {
  const placed = await asked(
    '/v1/orders',
    {
      channel: 'web',
      channelRef: reference,
      currency: 'EUR',
      policy: { releaseOn: 'accepted' },
      lines: [{ sku: 'A', node: 'main', quantity: '1', unitPrice: '1.00' }],
    },
    30,
  );
  expect(placed.status).toBe(201);
  await settled();
  expect(await asked('/health')).toMatchObject({ status: 200 });
};

const documentsAreBounded = async (number: string): Promise<void> => {
  for (const path of [
    `/v1/orders/${number}`,
    `/v1/orders/${number}/timeline`,
    '/v1/shipments',
    '/v1/stock/main/A',
    '/v1/rejected',
    '/v1/orders',
  ]) {
    const { status, text } = await asked(path);
    expect([200, 404]).toContain(status);
    expect(text.length).toBeLessThan(6_000_000);
  }
};

test('facts of a number that nobody placed', async () => {
  await asked('/v1/stock/main/A/receipts', { quantity: '100' }, 30);
  const ends = await flood(reportedOf(stranger));
  expect(ends).toEqual([
    '200',
    'early_facts_too_many',
    'early_facts_too_many',
    'early_facts_too_many',
    'early_facts_too_many',
    'order_not_found',
    '200',
    'facts_too_many',
    'shipment_not_found',
  ]);
  await documentsAreBounded(stranger);
  await othersAreServed('after-stranger');
});

test('facts of one order, its shipment and its goods', async () => {
  const { text } = await asked(
    '/v1/orders',
    {
      channel: 'web',
      channelRef: 'known',
      currency: 'EUR',
      policy: { releaseOn: 'accepted' },
      lines: [{ sku: 'A', node: 'main', quantity: '5', unitPrice: '1.00' }],
    },
    30,
  );
  const { omsNumber } = JSON.parse(text) as { readonly omsNumber: string };
  await settled();
  await asked(`/v1/orders/${omsNumber}/shipments`, { kind: 'dispatch', id: 'd', at }, 30);
  const ends = await flood([...reportedOf(omsNumber), ...ofStock]);
  expect(ends).toEqual([
    '200',
    '200',
    '200',
    'facts_too_many',
    'line_not_found',
    'too_many_holds',
    '200',
    '200',
    '200',
    '200',
    '200',
    '200',
  ]);
  await documentsAreBounded(omsNumber);
  await othersAreServed('after-known');
  expect((await asked(`/v1/orders/${omsNumber}`)).text).toContain('"fulfilment":"shipped"');
});

test('the order of the number comes after all; a start finds everything again', async () => {
  const { status, text } = await asked(
    '/v1/orders',
    {
      channel: 'web',
      channelRef: 'never',
      currency: 'EUR',
      lines: [{ sku: 'A', node: 'main', quantity: '1', unitPrice: '1.00' }],
    },
    60,
  );
  expect([status, text]).toEqual([201, expect.stringContaining(stranger)]);
  await settled();
  const before = await asked(`/v1/orders/${stranger}`);
  expect(before.status).toBe(200);
  await served.kill('SIGKILL');
  await serveAgain();
  await settled();
  expect(await asked(`/v1/orders/${stranger}`)).toEqual(before);
  await othersAreServed('after-all');
  await served.kill('SIGTERM');
  const { code, stdout, stderr } = await oms(['verify', '--data', data]);
  expect([code, stdout + stderr]).toEqual([0, expect.anything()]);
});
