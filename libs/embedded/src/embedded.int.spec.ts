import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { openEmbedded } from './open-embedded.js';
import { writeBehindLimits } from './documents/write-behind.js';

// The processes run what was built: production's modules, not the test's.
const root = resolve(__dirname, '../../..');
const topic = 'oms.orders.events';

const record = (key: string) => ({ key, headers: {}, value: null });

const start = (script: string, directory: string) => {
  const child = spawn(process.execPath, ['--input-type=module', '-e', script, directory], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    child,
    line: async (): Promise<string> => {
      const { value }: IteratorResult<string, unknown> = await lines.next();
      return typeof value === 'string' ? value : 'ended';
    },
    kill: async (): Promise<void> => {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
  };
};

/** Appends without end, says what was answered, and keeps states behind. */
const writer = `
import { writeSync } from 'node:fs';
import { openEmbedded } from '#embedded';
const embedded = await openEmbedded(process.argv[1], { partitions: 2 });
const log = embedded.log('${topic}');
const states = await embedded.states('orders', 0);
const work = async (partition) => {
  for (let i = 0; ; i += 1) {
    const records = Array.from({ length: 1 + i % 7 }, (_, n) =>
      ({ key: 'k' + i, headers: { i: String(i), n: String(n) }, value: new Uint8Array(500) }));
    const { kind, first } = await log.append(partition, records);
    if (kind !== 'appended') throw new Error(kind);
    writeSync(1, partition + ' ' + (first + records.length) + '\\n');
    if (partition === 1) continue;
    const offset = first + records.length;
    await states.commit(new Map([['a', { offset }], ['b' + i % 50, { offset }]]),
      {
        position: { offset, term: 0, chain: i, inbox: i, digest: '', logId: '' },
        fold: '1',
        memory: {},
      });
  }
};
await Promise.all([work(0), work(1)]);
`;

/** Prints the newest record each time the log has grown. */
const reader = `
import { openEmbedded } from '#embedded';
const embedded = await openEmbedded(process.argv[1], { partitions: 2, readOnly: true });
const log = embedded.log('${topic}');
for (let from = 0; from < 3; ) {
  await log.grown(0, from, 10000, new AbortController().signal);
  const { slice } = await log.read(0, from, { records: 10, bytes: 1000 });
  for (const { key, offset } of slice.records) console.log(key + '@' + offset);
  from += slice.records.length;
}
await embedded.close();
`;

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'embedded-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

test('what a killed writer was answered stands, without a hole, in a free directory', async () => {
  let before = 0;
  for (let round = 0; round < 5; round += 1) {
    const process = start(writer, directory);
    const answered = [0, 0];
    // Long enough that states are stored behind it, and killed at any moment from then on.
    await process.line();
    const until = performance.now() + writeBehindLimits.flushMs * 1.5;
    for (let i = 0; i < 60 + round * 40 || performance.now() < until; i += 1) {
      const [partition = 0, end = 0] = (await process.line()).split(' ').map(Number);
      answered[partition] = end;
    }
    await process.kill();
    const embedded = await openEmbedded(directory, { partitions: 2 });
    const log = embedded.log(topic);
    for (const [partition, end] of answered.entries()) {
      const outcome = await log.read(partition, 0, { records: 1e6, bytes: 1e9 });
      const { records } = outcome.kind === 'read' ? outcome.slice : { records: [] };
      expect(records.length).toBeGreaterThanOrEqual(end);
      expect(records.every(({ offset }, at) => offset === at)).toBe(true);
      // An append stands whole.
      expect(records.at(-1)?.headers.n).toBe(String(Number(records.at(-1)?.headers.i) % 7));
    }
    const states = await embedded.states('orders', 0);
    const at = states.cursor()?.position.offset ?? -1;
    expect(states.get('a')).toEqual(at < 0 ? undefined : { offset: at });
    expect(at).toBeGreaterThanOrEqual(before);
    before = at;
    await embedded.close();
  }
  expect(before).toBeGreaterThanOrEqual(0);
});

test('a second writer is told who the first is, and goes on when that is gone', async () => {
  const first = start(writer, directory);
  await first.line();
  await expect(openEmbedded(directory, { partitions: 2 })).rejects.toThrow(
    `${directory} is in use by process ${first.child.pid}; stop it or use --api`,
  );
  await first.kill();
  const embedded = await openEmbedded(directory, { partitions: 2 });
  expect((await embedded.log(topic).read(0, 0, { records: 1, bytes: 1 })).kind).toBe('read');
  await embedded.close();
});

test('another process reads what this one appends', async () => {
  const embedded = await openEmbedded(directory, { partitions: 2 });
  const log = embedded.log(topic);
  await log.append(0, [record('a')]);
  const reading = start(reader, directory);
  expect(await reading.line()).toBe('a@0');
  await log.append(0, [record('b'), record('c')]);
  expect(await reading.line()).toBe('b@1');
  expect(await reading.line()).toBe('c@2');
  expect(await reading.line()).toBe('ended');
  await embedded.close();
});
