import { ledger } from '../../test/ledger.js';
import type { AccountCommand } from '../../test/ledger.js';
import { started } from '../../test/started.js';
import { balanceOf, World } from '../../test/world.js';
import type { ChannelMap } from '../service.js';
import { startService } from '../work/host.js';

const topic = 'oms.channels.ledger';
const map: ChannelMap<AccountCommand> = ({ value, key }) => {
  const text = new TextDecoder().decode(value ?? new Uint8Array());
  if (!/^\d+$/.test(text)) {
    return { unreadable: { code: 'not_a_number', detail: 'expected digits', field: 'value' } };
  }
  const command = { type: 'account.deposit', data: { amount: Number(text) } } as const;
  return { postings: [{ key: key ?? 'none', tenant: 'default', command }] };
};
const channelled = () => ledger({ channels: { [topic]: map } });
const foreign = (text: string, headers = {}) => ({
  key: 'a',
  headers,
  value: new TextEncoder().encode(text),
});

describe('the intake of a channel', () => {
  it('posts what it can read, and what it cannot to the partition of the same index', async () => {
    const world = new World(2);
    const nonsense = foreign('nonsense', { ce_type: 'account.deposit', source: 'x' });
    await world.log(topic).append(1, [foreign('5'), nonsense, foreign('7')]);
    const { stop, running } = started(world, channelled());
    await world.settle();
    const [here, there] = [await world.accepted(0), await world.accepted(1)];
    expect(balanceOf([...here.events, ...there.events])).toBe(12);
    const rejected = there.events.find(({ event }) => event.type === 'log.rejected');
    expect(rejected).toMatchObject({
      key: null,
      command: `${topic}:1:1`,
      event: { data: { code: 'not_a_number', field: 'value', bytes: 8 } },
    });
    expect(running.status.intakes.get(topic)?.get(1)).toMatchObject({
      offset: 3,
      lag: 0,
      posted: 3,
      unreadable: 1,
    });
    await stop();
  });

  it('posts once in effect where its place is lost', async () => {
    const world = new World();
    await world.log(topic).append(0, [foreign('5'), foreign('nonsense')]);
    const first = started(world, channelled());
    await world.settle();
    await first.stop();
    const stopping = new AbortController();
    const positions = { load: async () => undefined, save: async () => undefined };
    const ports = { ...world.ports(), positions };
    const second = startService(channelled(), ports, stopping.signal);
    await world.settle();
    const { events } = await world.accepted();
    expect(balanceOf(events)).toBe(5);
    expect(events.map(({ event }) => event.type)).toEqual([
      'account.deposited',
      'log.rejected',
      'log.unchanged',
      'log.unchanged',
    ]);
    stopping.abort();
    await second.ended;
  });

  it('halts where the channel no longer holds its place', async () => {
    const world = new World();
    await world.log(topic).append(0, [foreign('5')]);
    const first = started(world, channelled());
    await world.settle();
    await first.stop();
    await world.log(topic).append(0, [foreign('6'), foreign('7')]);
    world.log(topic).loseHead(0, 2);
    const { stop, running } = started(world, channelled());
    await world.settle();
    expect(running.status.intakes.get(topic)?.get(0)).toMatchObject({
      phase: 'halted',
      reason: `${topic}/0 starts at 2, behind the next offset 1`,
    });
    await stop();
  });

  it('keeps a record too large for the inbox in the channel alone', async () => {
    const world = new World(1, { inbox: 10_000 });
    const log = world.log(topic);
    await log.append(0, [foreign('x'.repeat(9_000))]);
    const { stop } = started(world, channelled());
    await world.settle();
    const { events } = await world.accepted();
    expect(events[0]).toMatchObject({
      command: `${topic}:0:0`,
      event: { data: { code: 'not_a_number', bytes: 9_000 } },
    });
    expect((await world.inbox.all(0)).map(({ value }) => value)).toEqual([null]);
    await stop();
  });
});
