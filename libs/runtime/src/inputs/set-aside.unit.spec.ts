import type { Reaction } from '#kernel';
import { startService } from '../work/host.js';
import { ledger, ledgerCodec } from '../../test/ledger.js';
import type { AccountCommand, AccountEvent, LedgerService } from '../../test/ledger.js';
import { listening } from './listening.js';
import type { ChannelMap } from '../service.js';
import { balanceOf, World } from '../../test/world.js';

const started = (world: World, service: LedgerService) => {
  const stopping = new AbortController();
  const running = startService(service, world.ports(), stopping.signal);
  return {
    running,
    stop: async () => {
      stopping.abort();
      await running.ended;
    },
  };
};

const unlucky = 13;
/** Every deposit into the ledger is deposited with the bank, but for one amount. */
const reaction: Reaction<AccountEvent, AccountCommand> = ({ event, key, tenant }) => {
  if (event.type !== 'account.deposited') return [];
  const { amount } = event.data;
  if (amount === unlucky) throw new TypeError('unlucky');
  return [{ key, tenant, command: { type: 'account.deposit', data: { amount } } }];
};
const bank = () =>
  ledger({ name: 'bank', inputs: { ledger: listening(ledgerCodec('ledger'), reaction) } });

const rejectedOf = (world: World, service: string) => async () =>
  (await world.accepted(0, service)).events.flatMap(({ event }) =>
    event.type === 'log.rejected' ? [event.data] : [],
  );

describe('an event that an input halts at', () => {
  const halted = async () => {
    const world = new World();
    for (const amount of [1, unlucky, 2]) await world.deposit(amount);
    const writer = world.writer();
    await world.settle();
    await writer.stop();
    const service = started(world, bank());
    await world.settle();
    return { world, ...service, status: () => service.running.status.inputs()[0] };
  };

  it('is named by its place', async () => {
    const { status, stop } = await halted();
    expect(status()).toMatchObject({
      phase: 'halted',
      at: { input: 'ledger.0', topic: 'oms.ledger.events', partition: 0, offset: 2 },
      reason: expect.stringContaining('unlucky'),
    });
    await stop();
  });

  it('is left out where people say so: listed, and all behind it goes on', async () => {
    const { world, running, status, stop } = await halted();
    running.quarantine(0, 2, 'ledger.0');
    await world.settle();
    expect(status()).toMatchObject({ phase: 'reading', lag: 0 });
    expect(status()).not.toHaveProperty('at');
    expect(balanceOf((await world.accepted(0, 'bank')).events)).toBe(3);
    expect(await rejectedOf(world, 'bank')()).toMatchObject([
      { code: 'quarantined', detail: expect.stringContaining('account.deposited of') },
    ]);
    await stop();
    // Whoever begins again has passed it.
    const again = started(world, bank());
    await world.settle();
    expect(again.running.status.inputs()[0]).toMatchObject({ phase: 'reading' });
    expect(await rejectedOf(world, 'bank')()).toHaveLength(1);
    await again.stop();
  });

  it('stays in the way where another one is set aside', async () => {
    const { world, running, status, stop } = await halted();
    running.quarantine(0, 1, 'ledger.0');
    await world.settle();
    expect(status()).toMatchObject({ phase: 'halted', at: { offset: 2 } });
    await stop();
  });
});

test('a record of a channel that halts its intake is left out, its body kept', async () => {
  const topic = 'oms.channels.ledger';
  const map: ChannelMap<AccountCommand> = () => {
    throw new TypeError('a map that fails');
  };
  const world = new World();
  await world.log(topic).append(0, [{ key: 'x', headers: {}, value: Buffer.from('body') }]);
  const { running, stop } = started(world, ledger({ channels: { [topic]: map } }));
  await world.settle();
  expect(running.status.intakes.get(topic)?.get(0)).toMatchObject({ phase: 'halted', at: 0 });
  running.quarantine(0, 0, topic);
  await world.settle();
  expect(await rejectedOf(world, 'ledger')()).toMatchObject([{ code: 'quarantined', bytes: 4 }]);
  const [kept] = await world.inbox.all(0);
  expect(Buffer.from(kept?.value ?? []).toString()).toBe('body');
  await stop();
});
