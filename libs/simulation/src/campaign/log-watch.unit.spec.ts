/** What the watch finds in a log that was written wrong on purpose. */
import { chainDigest, fromHex, hex, zeroDigest } from '#kernel';
import { ordersCodec } from '#contracts';
import type { EventEnvelope } from '#contracts';
import type { OrderEvent } from '#orders';
import type { LogRecord } from '#ports';
import { memoryLog } from '../memory-log.js';
import { LogWatch } from './log-watch.js';
import { Violations } from './violations.js';
import type { Author } from './deployment.js';

const key = 'H0VD-3KFX-FA0T-8V';
const clock = { now: () => 0, wakeAt: async (): Promise<void> => undefined };
const appendBytesMax = 2 ** 20;
const memory = (topic: string) => memoryLog({ topic, partitions: 1, clock, appendBytesMax });
const held = (hold: string): OrderEvent => ({ type: 'order.held', data: { hold, reason: '' } });

type Wrong = Partial<EventEnvelope<OrderEvent>> & {
  readonly offset?: number;
  readonly prev?: string;
  readonly term?: number;
};

/** A log written record by record: right where nothing else is asked for. */
class Script {
  readonly events = memory('oms.orders.events');
  readonly inbox = memory('oms.orders.inbox');
  readonly #authors = new WeakMap<LogRecord['headers'], Author>();
  readonly #violations = new Violations();
  readonly #watch = new LogWatch<OrderEvent>({
    service: 'orders',
    partition: 0,
    codec: ordersCodec,
    events: this.events,
    inbox: this.inbox,
    timeOf: () => undefined,
    authors: ({ headers }) => this.#authors.get(headers),
    violated: this.#violations.violated,
    readers: [],
  });
  #term = -1;
  #chain = -1;
  #version = 0;
  #call = 0;
  #digest: Uint8Array = zeroDigest;

  async opens(writer: string, level = 1): Promise<this> {
    this.#term = await this.#append(
      ordersCodec.encodeTerm('orders', 0, { id: `term of ${writer}`, level }, 0),
      writer,
    );
    return this;
  }

  async answers(writer: string, wrong: Wrong = {}): Promise<this> {
    const { offset = this.#chain + 1, prev = hex(this.#digest), term = this.#term } = wrong;
    this.#version += 1;
    await this.inbox.append(0, [{ key, headers: {}, value: null }]);
    const record = ordersCodec.encodeEvent({
      service: 'orders',
      partition: 0,
      key,
      tenant: 'default',
      number: key,
      id: `0:inbox:${offset}:0:0`,
      version: this.#version,
      at: 1_000 + offset,
      event: held(`${offset}`),
      ...wrong,
      link: {
        term,
        chain: this.#chain + 1,
        input: 'inbox',
        offset,
        k: 0,
        index: 0,
        count: 1,
        prev,
      },
    });
    await this.#append(record, writer);
    this.#digest = chainDigest(fromHex(prev), [record]);
    this.#chain += 1;
    return this;
  }

  /** Invariants that the log breaks, each once. */
  async broken(): Promise<readonly string[]> {
    await this.#watch.look();
    return [...new Set(this.#violations.found.map(({ invariant }) => invariant))];
  }

  /** Goes on as if nothing had been written since: what a writer does that was deposed. */
  async copies(writer: string, count: number, term: number): Promise<this> {
    for (let i = 0; i < count; i += 1) {
      const record = ordersCodec.encodeEvent({
        service: 'orders',
        partition: 0,
        key,
        tenant: 'default',
        id: `0:inbox:${i}:0:0`,
        version: 9,
        at: 0,
        event: held('late'),
        link: {
          term,
          chain: 90 + i,
          input: 'inbox',
          offset: 90 + i,
          k: 0,
          index: 0,
          count: 1,
          prev: hex(zeroDigest),
        },
      });
      await this.#append(record, writer);
    }
    return this;
  }

  async #append(record: LogRecord, writer: string): Promise<number> {
    this.#call += 1;
    this.#authors.set(record.headers, { writer, call: this.#call });
    const outcome = await this.events.append(0, [record]);
    return outcome.kind === 'appended' ? outcome.first : -1;
  }
}

const begun = async (): Promise<Script> => (await new Script().opens('a')).answers('a');

test('a right log breaks no invariant, also where a deposed writer appends once more', async () => {
  const script = await (await (await begun()).answers('a')).opens('b');
  await script.answers('b');
  await script.copies('a', 1, 0);
  expect(await (await script.answers('b')).broken()).toEqual([]);
});

test.each<[string, Wrong, readonly string[]]>([
  ['an inbox offset is left out', { offset: 2 }, ['dense-inbox', 'cause']],
  ['an answer is of what is not in the inbox yet', { offset: 7 }, ['dense-inbox', 'cause']],
  ['an id does not name its place', { id: '0:inbox:9:0:0' }, ['event-id']],
  ['a version is left out', { version: 3 }, ['versions']],
  ['a version comes twice', { version: 1 }, ['versions']],
  ['time runs backwards', { at: 5 }, ['clamped-time']],
])('where %s, the watch finds it', async (_what, wrong, invariants) => {
  const broken = await (await (await begun()).answers('a', wrong)).broken();
  expect(invariants).toEqual(expect.arrayContaining([...broken]));
  expect(broken).not.toEqual([]);
});

test('after a record of another digest or an older term nothing is accepted', async () => {
  for (const wrong of [{ prev: '1'.repeat(32) }, { term: -1 }]) {
    const script = await (await begun()).answers('a', wrong);
    await script.answers('a');
    const watch = new LogWatch<OrderEvent>({
      service: 'orders',
      partition: 0,
      codec: ordersCodec,
      events: script.events,
      inbox: script.inbox,
      timeOf: () => undefined,
      authors: () => undefined,
      violated: () => undefined,
      readers: [],
    });
    await watch.look();
    expect(watch.answers.length).toBe(1);
    expect(watch.rule.superseded).toBe(2);
  }
});

test('a term has one writer', async () => {
  expect(await (await (await begun()).answers('b')).broken()).toEqual(['one-writer-a-term']);
});

test('a deposed writer that goes on is found', async () => {
  const script = await (await begun()).opens('b');
  expect(await (await script.copies('a', 2, 0)).broken()).toEqual(['deposed-writer']);
});

test('a lower catalogue level does not decide after a higher one', async () => {
  const script = await (await begun()).opens('b', 2);
  await script.opens('a', 0);
  expect(await (await script.answers('a')).broken()).toEqual(['level']);
});
