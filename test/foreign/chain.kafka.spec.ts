import { ordersCodec } from '#contracts';
import type { LogRecord } from '#ports';
import { ChainWriter, number, termRecord } from '../../libs/consumer/test/chain-writer.js';
import type { Answered } from '../../libs/consumer/test/chain-writer.js';
import { placed } from '../../libs/contracts/test/messages.js';
import { acceptedChain } from './accepted-chain.js';
import { openTopics } from './installation.js';
import type { Topics } from './installation.js';
import { consumer, digester, inJava, runJava } from './java.js';

const source = 'https://shop.example/java';
const eventsTopic = 'oms.orders.events';
const origin = (id: string) => ({ id, from: source });

const place: Answered = {
  input: 'inbox',
  offset: 0,
  events: [placed.event],
  origin: origin('e-1'),
};
const accept: Answered = {
  input: 'inbox',
  offset: 1,
  events: [{ type: 'order.accepted', data: {} }],
};
/** What the deposed writer answers to the same messages where it has seen the shipment first. */
const reject: Answered = {
  input: 'shipping.0',
  offset: 4,
  events: [{ type: 'order.rejected', data: { reason: 'out-of-stock' } }],
};
const complete: Answered = { ...reject, events: [{ type: 'order.completed', data: {} }] };
const note: Answered = {
  input: 'log',
  offset: 3,
  events: [
    { type: 'log.positions', data: { inputs: { 'shipping.0': { logId: 'a', offset: 4 } } } },
  ],
};
const unchanged = (id: string, offset: number): Answered => ({
  input: 'inbox',
  offset,
  events: [{ type: 'log.unchanged', data: { reason: 'duplicate' } }],
  origin: origin(id),
});
const refused = (id: string, offset: number): Answered => ({
  input: 'inbox',
  offset,
  events: [
    { type: 'log.rejected', data: { code: 'empty_body', detail: 'nothing', offset, bytes: 0 } },
  ],
  origin: origin(id),
});

inJava('a log in which a deposed writer has interleaved its inputs differently', () => {
  let topics: Topics;
  const deposed = new ChainWriter(0);
  let newer: ChainWriter;

  const append = async (...records: readonly LogRecord[]): Promise<void> => {
    expect(await topics.kafka.log(eventsTopic).append(0, records)).toMatchObject({
      kind: 'appended',
    });
  };

  beforeAll(async () => {
    topics = await openTopics();
    await append(termRecord('a'));
    await append(...deposed.answer(place));
    newer = deposed.deposedBy(2);
    await append(termRecord('b'));
    await append(...deposed.answer(reject), ...deposed.answer(accept));
    await append({ key: 'stray', headers: { note: 'of somebody else' }, value: null });
    await append(...newer.answer(accept), ...newer.answer(complete));
    await append(...newer.answer(note), ...newer.answer(unchanged('e-2', 2)));
  });
  afterAll(() => topics.stop());

  const told = async (ids: readonly string[]): Promise<readonly unknown[]> => {
    const { options, named } = topics;
    const group = named('java');
    const lines = await runJava(
      consumer(options.brokers, named(eventsTopic), { group, from: source, ids, seconds: 60 }),
    );
    return lines.map((line) => JSON.parse(line) as unknown);
  };

  test('a consumer in Java takes exactly what counts, by the number rule', async () => {
    expect(await told(['e-1', 'e-2'])).toEqual([
      { id: 'e-1', outcome: 'placed', number, reference: 'R-1' },
      { id: 'e-1', outcome: 'accepted', number },
      { id: 'e-2', outcome: 'unchanged', number, reason: 'duplicate' },
      { read: 5, superseded: 3, gaps: 0 },
    ]);
  });

  test('started inside the log it goes back to the term, then on from its start', async () => {
    // Late, under the old term, and with the very number that is next.
    await append(...deposed.answer(note), ...deposed.answer(refused('e-3', 3)));
    await append(...newer.answer(unchanged('e-3', 3)));
    expect(await told(['e-3'])).toEqual([
      { id: 'e-3', outcome: 'unchanged', number, reason: 'duplicate' },
      { read: 1, superseded: 2, gaps: 0 },
    ]);
  });

  test('a program in Java computes the same digest from the description alone', async () => {
    const { options, named, kafka } = topics;
    const log = kafka.log(eventsTopic);
    const lines = await runJava(digester(options.brokers, named(eventsTopic)));
    const ours = await Promise.all([0, 1].map((at) => acceptedChain(log, at, ordersCodec)));
    expect(ours[0]).toMatchObject({ term: 2, chain: 5, superseded: 5 });
    expect(ours[1]).toMatchObject({ term: -1, chain: -1, digest: '0'.repeat(32) });
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(
      expect.arrayContaining([...ours]),
    );
  });
});
