import { expectVerified, folder, serve } from './oms-process.js';
import type { Served } from './oms-process.js';

jest.setTimeout(180_000);

const buyers = 200;
const units = 100;

interface Answered {
  readonly status: number;
  readonly omsNumber: string;
  readonly buyer: number;
}
interface Row {
  readonly omsNumber: string;
  readonly lifecycle: string;
  readonly fulfilment: string;
  readonly lines: readonly [{ readonly buckets: Readonly<Record<string, string>> }];
}

const asJson = { 'content-type': 'application/json', prefer: 'wait=20' };

const buy = async ({ address }: Served, buyer: number): Promise<Answered> => {
  const response = await fetch(`${address}/v1/orders`, {
    method: 'POST',
    headers: asJson,
    body: JSON.stringify({
      channel: 'web',
      channelRef: `buyer-${buyer}`,
      currency: 'EUR',
      lines: [
        {
          sku: 'LAST',
          node: 'main',
          quantity: '1',
          unitPrice: '9.90',
          onShortage: buyer % 2 === 0 ? 'backorder' : 'refuse',
        },
      ],
    }),
  });
  const { omsNumber } = (await response.json()) as { omsNumber: string };
  return { status: response.status, omsNumber, buyer };
};

const read = async <T>({ address }: Served, path: string): Promise<T> => {
  const response = await fetch(`${address}/v1${path}`);
  expect(response.status).toBe(200);
  return (await response.json()) as T;
};

it('200 buyers at once for the last 100 units: exactly 100 get one, all are answered', async () => {
  const data = folder();
  const served = await serve(data);
  await fetch(`${served.address}/v1/stock/main/LAST/receipts`, {
    method: 'POST',
    headers: asJson,
    body: JSON.stringify({ quantity: String(units) }),
  });
  const answers = await Promise.all(Array.from({ length: buyers }, (_, at) => buy(served, at)));
  expect(answers.map(({ status }) => status)).toEqual(Array(buyers).fill(201));
  expect(new Set(answers.map(({ omsNumber }) => omsNumber)).size).toBe(buyers);
  expect(await read(served, '/settled?wait=20')).toMatchObject({ settled: true });

  const ends = await Promise.all(
    answers.map(async ({ omsNumber, buyer }) => {
      const row = await read<Row>(served, `/orders/${omsNumber}`);
      const {
        lifecycle,
        fulfilment,
        lines: [{ buckets }],
      } = row;
      return { backorders: buyer % 2 === 0, end: `${lifecycle} ${fulfilment}`, buckets };
    }),
  );
  const reserved = ends.filter(({ end }) => end === 'accepted reserved');
  const short = ends.filter(({ end }) => end !== 'accepted reserved');
  expect(reserved).toHaveLength(units);
  expect(reserved.every(({ buckets }) => buckets['reserved'] === '1')).toBe(true);
  const wrongly = short.filter(({ backorders, end, buckets }) =>
    backorders
      ? end !== 'accepted backordered' || buckets['backordered'] !== '1'
      : end !== 'rejected unfulfilled' || buckets['cancelled'] !== '1',
  );
  expect(wrongly).toEqual([]);
  const backordered = short.filter(({ backorders }) => backorders).length;
  expect(await read(served, '/stock/main/LAST')).toMatchObject({
    onHand: '100',
    available: '0',
    reserved: '100',
    backordered: String(backordered),
  });
  expect((await served.kill('SIGINT')).code).toBe(0);
  await expectVerified(data, buyers);
});
