import type { Reaction } from '#kernel';
import { ledger, ledgerCodec } from '../../test/ledger.js';
import type { AccountCommand, AccountEvent } from '../../test/ledger.js';
import { started } from '../../test/started.js';
import { World } from '../../test/world.js';
import { listening } from './listening.js';

const copies = 3;
/** Every deposit into the ledger is deposited with the bank, under as many keys. */
const reaction: Reaction<AccountEvent, AccountCommand> = ({ event, key, tenant }) =>
  event.type === 'account.deposited'
    ? Array.from({ length: copies }, (_, copy) => ({
        key: `${key}-${copy}`,
        tenant,
        command: { type: 'account.deposit', data: { amount: event.data.amount } } as const,
      }))
    : [];

const bank = () =>
  ledger({ name: 'bank', inputs: { ledger: listening(ledgerCodec('ledger'), reaction) } });

const written = async (world: World, deposits: number): Promise<void> => {
  for (let i = 0; i < deposits; i += 1) await world.deposit(1, { key: `k${i}` });
  const { stop } = world.writer();
  await world.settle();
  await stop();
};

describe('the order of inputs', () => {
  it('answers first what stood in the inbox before an event was recorded', async () => {
    const world = new World();
    const command = { type: 'account.deposit', data: { amount: 1 } } as const;
    const inbox = world.log('oms.bank.inbox');
    for (let at = 0; at < 700; at += 1) {
      const own = { key: 'own', tenant: 'default', id: `${at}`, from: 'spec', command };
      await inbox.append(0, [ledgerCodec('bank').encodeCommand(own)]);
    }
    await written(world, 1);
    const { stop } = started(world, bank());
    await world.settle();
    const { causes } = await world.accepted(0, 'bank');
    expect(causes.findIndex(({ input }) => input !== 'inbox')).toBe(700);
    await stop();
  });

  it('does so too where a neighbour that was away is back in the middle of a round', async () => {
    const world = new World();
    const own = { key: 'own', tenant: 'default', from: 'spec' };
    const command = { type: 'account.deposit', data: { amount: 1 } } as const;
    const inbox = world.log('oms.bank.inbox');
    const post = (id: string) =>
      inbox.append(0, [ledgerCodec('bank').encodeCommand({ ...own, id, command })]);
    const { stop } = started(world, bank());
    const neighbour = started(world, ledger());
    await world.settle();
    world.events.readsAway = 1;
    world.log('oms.bank.events').before = async () => {
      for (let at = 0; at < 600; at += 1) await post(`${at}`);
      await world.deposit(1);
      await world.clock.advance(1_000);
    };
    await post('first');
    await world.settle();
    const { causes } = await world.accepted(0, 'bank');
    expect(causes).toHaveLength(601 + copies);
    expect(causes.findIndex(({ input }) => input !== 'inbox')).toBe(601);
    await neighbour.stop();
    await stop();
  });

  it('lets no flood of a neighbour hold up the inbox, nor the other way round', async () => {
    const world = new World();
    const command = { type: 'account.deposit', data: { amount: 1 } } as const;
    await written(world, 1_000);
    const inbox = world.log('oms.bank.inbox');
    let sent = 0;
    const events = world.log('oms.bank.events');
    const send = async (): Promise<void> => {
      if (sent < 400) events.before = send;
      for (let at = 0; at < 20; at += 1) {
        sent += 1;
        const own = { key: 'own', tenant: 'default', id: `${sent}`, from: 'spec', command };
        await inbox.append(0, [ledgerCodec('bank').encodeCommand(own)]);
      }
    };
    await send();
    const { stop } = started(world, bank());
    await world.settle();
    const { causes } = await world.accepted(0, 'bank');
    let [waited, longest] = [0, 0];
    for (const { input } of causes) {
      waited = input === 'inbox' ? 0 : waited + 1;
      longest = Math.max(longest, waited);
    }
    expect(causes).toHaveLength(3_000 + sent);
    expect(sent).toBeGreaterThan(100);
    // A batch of a neighbour's messages at most, then the inbox is asked again.
    expect(longest).toBeLessThanOrEqual(500);
    await stop();
  });
});
