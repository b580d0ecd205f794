/** A backup of what runs and is worked on holds all that was answered before it. */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expectVerified, exportsOf, folder, oms, serve } from '../../acceptance/oms-process.js';
import type { Served } from '../../acceptance/oms-process.js';
import { pause } from '../../acceptance/chance.js';

jest.setTimeout(300_000);

const json = { 'content-type': 'application/json' };

const order = (channelRef: string): string =>
  JSON.stringify({
    channel: 'web',
    channelRef,
    currency: 'EUR',
    policy: { releaseOn: 'accepted' },
    lines: [{ sku: 'A', node: 'main', quantity: '1', unitPrice: '9.90' }],
  });

/** One address may have a good deal of all connections, not any number. */
const atOnceMax = 100;

/** Answered orders: their numbers by reference. */
type Answered = Map<string, string>;

const place = async ({ address }: Served, ref: string): Promise<string | undefined> => {
  const response = await fetch(`${address}/v1/orders`, {
    method: 'POST',
    body: order(ref),
    headers: { ...json, prefer: 'wait=5' },
  });
  const body = (await response.json()) as { omsNumber?: string };
  return response.ok ? body.omsNumber : undefined;
};

const received = async ({ address }: Served): Promise<void> => {
  const response = await fetch(`${address}/v1/stock/main/A/receipts`, {
    method: 'POST',
    headers: json,
    body: JSON.stringify({ id: 'first', quantity: '100000' }),
  });
  expect(response.ok).toBe(true);
};

const settle = async ({ address }: Served): Promise<void> => {
  const response = await fetch(`${address}/v1/settled?wait=30`);
  expect(await response.json()).toEqual({ settled: true, waitingFor: [] });
};

/** Places orders without end until `end` aborts. */
const load = async (served: Served, name: string, answered: Answered, end: AbortSignal) => {
  for (let at = 0; !end.aborted; at += 1) {
    const ref = `${name}-${at}`;
    const number = await place(served, ref);
    await pause(100);
    if (number !== undefined) answered.set(ref, number);
  }
};

const ordersIn = async (data: string): Promise<ReadonlySet<string>> => {
  const { orders } = await exportsOf('--data', data);
  return new Set(
    orders
      .trim()
      .split('\n')
      .map((row) => (JSON.parse(row) as { omsNumber: string }).omsNumber),
  );
};

const modesBelow = (directory: string): readonly string[] =>
  readdirSync(directory, { recursive: true, withFileTypes: true }).map((entry) => {
    const mode = (statSync(join(entry.parentPath, entry.name)).mode & 0o777).toString(8);
    return `${entry.isDirectory() ? 'folder' : 'file'} ${mode}`;
  });

it('a backup under load holds all that was answered before, and its restore goes on', async () => {
  const [data, place2] = [join(folder(), 'data'), folder()];
  const served = await serve(data);
  await received(served);
  const [answered, end] = [new Map<string, string>(), new AbortController()];
  const work = Array.from({ length: 8 }, (_, at) => load(served, `${at}`, answered, end.signal));
  for (let round = 0; round < 3; round += 1) {
    while (answered.size < (round + 1) * 60) await pause(20);
    const before = new Map(answered);
    const [backup, restored] = [join(place2, `b${round}`), join(place2, `r${round}`)];
    expect(await oms(['backup', backup, '--data', data])).toMatchObject({ code: 0 });
    const ended = await oms(['restore', backup, '--data', restored]);
    expect(ended).toMatchObject({ code: 0 });
    expect(ended.stderr).toContain(`${data}, which this is a copy of, is at work`);
    const found = await ordersIn(restored);
    expect([...before.values()].filter((number) => !found.has(number))).toEqual([]);
    const { code, stdout } = await oms(['verify', '--data', restored, '--json']);
    // A copy of what was at work: messages are on their way in it.
    const { settled, violations } = JSON.parse(stdout) as { settled: boolean; violations: number };
    expect({ code, violations }).toEqual({ code: settled ? 0 : 3, violations: 0 });
    expect(new Set([...modesBelow(backup), ...modesBelow(restored)])).toEqual(
      new Set(['folder 700', 'file 600']),
    );
  }
  end.abort();
  await Promise.all(work);
  await settle(served);
  await served.kill();

  const again = await serve(join(place2, 'r0'));
  await settle(again);
  // What was lost since comes again from its channel, and is the same order as it was.
  const refs = [...answered.keys()];
  const numbers: (string | undefined)[] = [];
  for (let at = 0; at < refs.length; at += atOnceMax) {
    const some = refs.slice(at, at + atOnceMax);
    numbers.push(...(await Promise.all(some.map((ref) => place(again, ref)))));
  }
  expect(numbers).toEqual([...answered.values()]);
  await settle(again);
  expect((await again.kill('SIGINT')).code).toBe(0);
  await expectVerified(join(place2, 'r0'), answered.size);
});
