/** Scripts ask `oms verify` by its exit code: a whole proof and half a one are told apart. */
import { openEmbedded } from '#embedded';
import type { Embedded } from '#embedded';
import { expectVerified, folder, oms, output, serve } from '../../acceptance/oms-process.js';
import { fromNewerBuild } from '../../newer-build.js';

jest.setTimeout(300_000);

const partitions = 4;
const orders = 20;

const imported = async (): Promise<string> => {
  const data = folder();
  await output('import', `generated:${orders}`, '--data', data);
  return data;
};

const changed = async (data: string, change: (embedded: Embedded) => Promise<void>) => {
  const embedded = await openEmbedded(data, { partitions });
  await change(embedded);
  await embedded.close();
};

const verified = async (data: string) => {
  const { code, stdout } = await oms(['verify', '--data', data, '--json']);
  const people = await oms(['verify', '--data', data]);
  expect(people.code).toBe(code);
  return { code, ...(JSON.parse(stdout) as object), people: people.stdout };
};

/** As an older version had them: made by another fold, and with other documents. */
const madeOlder = async ({ generations, log }: Embedded): Promise<void> => {
  for (const service of ['orders', 'inventory', 'shipping']) {
    const { generation = 0 } = (await generations.current(service)) ?? {};
    const views = await generations.open(service, generation, partitions);
    for (let partition = 0; partition < log(`oms.${service}.events`).partitions; partition += 1) {
      const at = await views.cursor(partition);
      if (at === undefined) continue;
      await views.apply(partition, {
        from: at,
        to: at,
        documents: [],
        remove: [],
        insert: [],
        counters: new Map([['of an older version', 1]]),
      });
    }
    await generations.flip(service, generation, 'runtime.1 older.1');
  }
};

it('exit code 3, and what it waits for, where messages are still on their way', async () => {
  const data = await imported();
  await expectVerified(data, orders);
  await changed(data, async ({ log }) => {
    await log('oms.inventory.inbox').append(0, [fromNewerBuild]);
  });
  const found = await verified(data);
  expect(found).toMatchObject({
    code: 3,
    settled: false,
    violations: 0,
    orders,
    waitingFor: [expect.stringMatching(/^oms\.inventory\.inbox\/0: answered \d+ of \d+$/)],
  });
  expect(found.people).toContain('\nwaits for: oms.inventory.inbox/0: answered');
  expect(found.people.trim().split('\n').at(-1)).toBe('verified in part: 20 orders, 0 violations');
});

it('views of an older version are no violation: they are named, until a start', async () => {
  const data = await imported();
  await changed(data, madeOlder);
  const found = await verified(data);
  expect(found).toMatchObject({
    code: 3,
    settled: false,
    violations: 0,
    firstViolations: [],
    documents: 0,
    orders,
    waitingFor: ['orders', 'inventory', 'shipping'].map((service) =>
      expect.stringContaining(`views of ${service}: another version has made them`),
    ),
  });
  const served = await serve(data);
  const settled = await fetch(`${served.address}/v1/settled?wait=60`);
  expect(await settled.json()).toEqual({ settled: true, waitingFor: [] });
  await served.kill('SIGTERM');
  await expectVerified(data, orders);
});
