/** What people must look at, from the command line. */
import { issueNumber } from '#kernel';
import { folder, oms, serve, vectorKey } from './oms-process.js';
import type { Served } from './oms-process.js';

jest.setTimeout(180_000);

const keys = { epochs: [{ from: 0, key: Buffer.from(vectorKey, 'hex') }] };
const numberOf = (tenant: string): string =>
  issueNumber(keys, { tenant, channel: 'web', channelRef: 'R-1' }, 0, 0);

let served: Served;

/** A cancel of an order that nobody has placed: its fact waits, and people are told. */
const tell = async (tenant: string): Promise<void> => {
  const response = await fetch(`${served.address}/v1/orders/${numberOf(tenant)}/cancel`, {
    method: 'POST',
    body: JSON.stringify({ id: 'c-1', reason: 'no longer wanted' }),
    headers: { 'content-type': 'application/json', 'oms-tenant': tenant, prefer: 'wait=20' },
  });
  expect(response.status).toBe(200);
};

beforeAll(async () => {
  served = await serve(folder());
  for (const tenant of ['default', 'acme']) await tell(tenant);
  await fetch(`${served.address}/v1/settled?wait=60`);
});

const attention = (...args: readonly string[]) =>
  oms(['attention', '--api', served.address, ...args]);

it('lists them for people, and as a document a line', async () => {
  const number = numberOf('default');
  const people = await attention();
  expect(people).toMatchObject({ code: 0, stderr: '' });
  for (const word of ['since', 'early-facts', 'order-not-placed', number]) {
    expect(people.stdout).toContain(word);
  }
  const { code, stdout } = await attention('--json');
  expect(code).toBe(0);
  expect(
    stdout
      .trim()
      .split('\n')
      .map((line): unknown => JSON.parse(line)),
  ).toMatchObject([
    { kind: 'early-facts', code: 'order-not-placed', about: { omsNumber: number } },
  ]);
});

it('lists those of one tenant and of one kind', async () => {
  const { stdout } = await attention('--tenant', 'acme', '--json');
  expect(JSON.parse(stdout)).toMatchObject({ about: { omsNumber: numberOf('acme') } });
  expect(await attention('--kind', 'shortfall', '--json')).toMatchObject({ code: 0, stdout: '' });
  expect(await attention('--kind', 'shortfall')).toMatchObject({
    code: 0,
    stdout: 'nothing needs anybody\n',
  });
});

it('names a kind that there is none of, with exit code 2', async () => {
  const { code, stdout, stderr } = await attention('--kind', 'worry');
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain(
    'exception, early-facts, waiting-facts, shortfall, uncounted, conflict, ' +
      "rejected, not 'worry'",
  );
});
