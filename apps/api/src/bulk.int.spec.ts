import { Readable } from 'node:stream';
import { issueNumber } from '#kernel';
import { keysOf, startedBackend } from './backend.fixture.js';
import type { RunningBackend } from './backend.fixture.js';
import { orderInputExample } from './docs/examples.js';

let backend: RunningBackend;
beforeAll(async () => {
  backend = await startedBackend();
});
afterAll(() => backend.stop());

interface Result {
  readonly line: number;
  readonly token?: string;
  readonly omsNumber?: string;
  readonly error?: {
    readonly code: string;
    readonly errors?: readonly { readonly field: string }[];
  };
}

/** 10,000 orders on a machine that is busy with other things. */
jest.setTimeout(600_000);

type Chunks = AsyncIterable<string> | Iterable<string>;

/** Streams a body; fetch takes any stream for one, its types do not say so. */
const streamed = (chunks: Chunks, more: object = {}): RequestInit => {
  const streaming: object = { body: Readable.from(chunks), duplex: 'half', ...more };
  return { method: 'POST', headers: { 'content-type': 'application/x-ndjson' }, ...streaming };
};

const send = (path: string, chunks: Chunks, headers: object = {}): Promise<Response> =>
  fetch(
    `${backend.address}${path}`,
    streamed(chunks, { headers: { 'content-type': 'application/x-ndjson', ...headers } }),
  );

const results = async (response: Response): Promise<readonly Result[]> => {
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toContain('application/x-ndjson');
  const text = await response.text();
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Result);
};

const order = (ref: string, more: object = {}): string =>
  JSON.stringify({ ...orderInputExample, channelRef: ref, ...more });
const settled = async (): Promise<void> => {
  const answer = await fetch(`${backend.address}/v1/settled?wait=10`);
  const body: unknown = await answer.json();
  if (!(body as { settled: boolean }).settled) await settled();
};
const counters = async (): Promise<Readonly<Record<string, number>>> => {
  const answer = await fetch(`${backend.address}/v1/counters`);
  const body: unknown = await answer.json();
  return (body as { counters: Record<string, number> }).counters;
};

test('10,000 orders go in as one stream and each is answered, in order', async () => {
  const count = 10_000;
  function* chunks(): Generator<string> {
    for (let at = 1; at <= count; at += 1) yield `${order(`B-${at}`)}\n`;
  }
  const answered = await results(await send('/v1/orders/bulk', chunks()));
  expect(answered.map(({ line }) => line)).toEqual(
    Array.from({ length: count }, (_, at) => at + 1),
  );
  expect(answered.filter(({ token, error }) => token === undefined || error !== undefined)).toEqual(
    [],
  );
  const reference = { tenant: 'default', channel: 'web', channelRef: 'B-77' };
  expect(answered[76]?.omsNumber).toBe(issueNumber(keysOf(), reference));
  await settled();
  expect(await counters()).toMatchObject({ orders: count });
});

test('a wrong line says its number and field and stops nothing', async () => {
  const rows = [
    order('W-1'),
    '',
    '  ',
    '{"channel":',
    order('W-5', { currency: 'x' }),
    order('W-6', { colour: 1 }),
    `"${'x'.repeat(1_100_000)}"`,
    '[]',
    '{"__proto__":{}}',
    order('W-10'),
  ];
  const answered = await results(await send('/v1/orders/bulk', [rows.join('\n')]));
  expect(answered.map(({ line, error }) => [line, error?.code, error?.errors?.[0]?.field])).toEqual(
    [
      [1, undefined, undefined],
      [4, 'bad_json', 'body'],
      [5, 'schema_invalid', 'currency'],
      [6, 'schema_invalid', 'colour'],
      [7, 'body_too_large', 'body'],
      [8, 'schema_invalid', 'body'],
      [9, 'schema_invalid', '__proto__'],
      [10, undefined, undefined],
    ],
  );
});

test('results come while lines still go in', async () => {
  let goOn = (): void => undefined;
  const heard = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  async function* chunks(): AsyncGenerator<string> {
    yield `${order('S-1')}\n${order('S-2').slice(0, 40)}`;
    await heard;
    yield order('S-2').slice(40);
  }
  const response = await send('/v1/orders/bulk', chunks());
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  const first = await reader?.read();
  expect(first?.value).toContain('"line":1');
  goOn();
  const second = await reader?.read();
  expect(second?.value).toContain('"line":2');
});

test('rows of a source are posted under their ids: twice is once', async () => {
  const reference = { tenant: 'default', channel: 'olist', channelRef: 'O-1' };
  const { channel: _channel, channelRef: _ref, ...body } = orderInputExample;
  const rows = [
    {
      kind: 'stock',
      id: 'olist:O-1:1',
      tenant: 'default',
      node: 'main',
      sku: 'src',
      message: {
        type: 'stock.receive',
        data: { receipts: [{ id: 'olist:O-1:1', quantity: '3' }] },
      },
    },
    {
      kind: 'channel',
      id: 'olist:O-1:place',
      reference,
      placedAt: body.placedAt,
      message: {
        type: 'order.place',
        data: {
          body: {
            ...body,
            policy: { ...body.policy, timers: false },
            lines: [{ ...body.lines[0], sku: 'src' }],
          },
        },
      },
    },
    {
      kind: 'channel',
      id: 'olist:O-1:pay',
      reference,
      placedAt: body.placedAt,
      message: {
        type: 'order.record-payment',
        data: { id: 'p', payment: 'p', status: 'captured', amount: 2470 },
      },
    },
  ];
  const text = rows.map((row) => JSON.stringify(row)).join('\n');
  for (const _ of [1, 2]) {
    const answered = await results(await send('/v1/bulk', [text]));
    expect(answered.map(({ line, error }) => [line, error])).toEqual([
      [1, undefined],
      [2, undefined],
      [3, undefined],
    ]);
    await settled();
  }
  const number = issueNumber(keysOf(), reference);
  const found = (await (await fetch(`${backend.address}/v1/orders/${number}`)).json()) as object;
  expect(found).toMatchObject({ channel: 'olist', payment: 'captured', lines: [{ ordered: '2' }] });
  const stock = (await (await fetch(`${backend.address}/v1/stock/main/src`)).json()) as object;
  expect(stock).toMatchObject({ onHand: '3' });
});

test('a row of a source that its inbox would refuse is refused here, with its field', async () => {
  const reference = { tenant: 'default', channel: 'olist', channelRef: 'O-2' };
  const message = { type: 'order.cancel', data: { id: 'c', reason: 'x' } };
  const row = { kind: 'channel', id: 'i', reference, message };
  const rows = [
    { ...row, kind: 'odd' },
    { ...row, id: '' },
    { ...row, message: { type: 'order.hold', data: {} } },
    { ...row, message: { type: 'order.cancel', data: { id: 'c' } } },
    { ...row, message: { type: 'order.cancel', data: { ...message.data, colour: 1 } } },
    { ...row, reference: { ...reference, tenant: 'acme' } },
    {
      kind: 'stock',
      id: 'i',
      tenant: 'default',
      node: 'main',
      sku: 'A',
      message: { type: 'stock.adjust', data: { id: 'a', quantity: '0', reason: 'x' } },
    },
  ];
  const answered = await results(
    await send('/v1/bulk', [rows.map((each) => JSON.stringify(each)).join('\n')], {
      'oms-tenant': 'default',
    }),
  );
  expect(answered.map(({ error }) => error?.errors?.[0]?.field)).toEqual([
    'kind',
    'id',
    'message.type',
    'message.data.reason',
    'message.data.colour',
    'reference.tenant',
    'message.data.quantity',
  ]);
});

test('a name that would lead to another key is refused with what is expected', async () => {
  const reference = { tenant: 'default', channel: 'olist', channelRef: 'O-3' };
  const channel = {
    kind: 'channel',
    id: 'i',
    reference,
    message: { type: 'order.cancel', data: { id: 'c', reason: 'x' } },
  };
  const stock = {
    kind: 'stock',
    id: 'i',
    tenant: 'default',
    node: 'm',
    sku: 'x/A',
    message: { type: 'stock.receive', data: { receipts: [{ id: 'r', quantity: '1' }] } },
  };
  const wrong = [
    [{ ...stock, node: 'm/x', sku: 'A' }, 'node', "without '/' and invisible ones"],
    [{ ...stock, sku: 'a\u0000b' }, 'sku', 'text of 1 to 128 characters without invisible ones'],
    [{ ...stock, sku: 'A'.repeat(129) }, 'sku', 'text of 1 to 128 characters'],
    [{ ...stock, tenant: 'a b' }, 'tenant', "1 to 64 visible ASCII characters without '/'"],
    [{ ...stock, id: 'i\nj' }, 'id', 'text of 1 to 512 characters without invisible ones'],
    [{ ...channel, reference: { ...reference, tenant: 'ü' } }, 'reference.tenant', 'ASCII'],
    [{ ...channel, reference: { ...reference, channel: '\u0085' } }, 'reference.channel', '64'],
    [{ ...channel, reference: { ...reference, channelRef: '\t' } }, 'reference.channelRef', '256'],
  ] as const;
  const rows = [...wrong.map(([row]) => row), stock].map((row) => JSON.stringify(row));
  const answered = await results(await send('/v1/bulk', [rows.join('\n')]));
  expect(answered.map(({ error }) => error?.errors?.[0])).toEqual([
    ...wrong.map(([, field, expected]) =>
      expect.objectContaining({ field, expected: expect.stringContaining(expected) }),
    ),
    undefined,
  ]);
  await settled();
  const { rows: found } = (await (await fetch(`${backend.address}/v1/stock`)).json()) as {
    readonly rows: readonly { readonly node: string }[];
  };
  expect(found.filter(({ node }) => node === 'm')).toMatchObject([{ sku: 'x/A', onHand: '1' }]);
});

test('a caller that hangs up in the middle harms nobody', async () => {
  const gone = new AbortController();
  async function* chunks(): AsyncGenerator<string> {
    yield `${order('G-1')}\n`;
    await new Promise((resolve) => {
      setTimeout(resolve, 100);
    });
    gone.abort();
    yield `${order('G-2')}\n`;
  }
  const asked = streamed(chunks(), { signal: gone.signal });
  const sent = fetch(`${backend.address}/v1/orders/bulk`, asked).then((answer) => answer.text());
  await expect(sent).rejects.toThrow(/aborted/);
  expect((await fetch(`${backend.address}/health`)).status).toBe(200);
});
