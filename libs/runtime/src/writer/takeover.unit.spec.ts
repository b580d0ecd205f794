import { memoryStates } from '#simulation';
import { chainDigest, fromHex, hex } from '#kernel';
import { ledger, ledgerCodec, unheardOf } from '../../test/ledger.js';
import { balanceOf, halted, steppedDown, typesOf, World } from '../../test/world.js';

const answered = async (world: World, count: number, states = memoryStates()) => {
  for (let i = 0; i < count; i += 1) await world.deposit(1);
  const writer = world.writer(ledger(), states);
  await world.settle();
  await writer.stop();
  return states;
};

describe('taking over a partition', () => {
  it('goes on behind the last accepted cause with a store that is lost', async () => {
    const world = new World();
    await answered(world, 3);
    await world.post({ type: 'account.withdraw', data: { amount: 4 } });
    await world.post({ type: 'account.withdraw', data: { amount: 3 } });
    const { stop } = world.writer();
    await world.settle();
    const { events, causes } = await world.accepted();
    expect(causes).toHaveLength(5);
    expect(typesOf(events).slice(3)).toEqual(['log.rejected', 'account.withdrawn']);
    await stop();
  });

  it('goes on with a store that is older than the log', async () => {
    const world = new World();
    const older = await answered(world, 3);
    await answered(world, 3);
    await world.post({ type: 'account.withdraw', data: { amount: 6 } });
    const { stop } = world.writer(ledger(), older);
    await world.settle();
    expect(balanceOf((await world.accepted()).events)).toBe(0);
    await stop();
  });

  it('replays the log into a store of another fold', async () => {
    const world = new World();
    const states = await answered(world, 3);
    const store = await states('ledger', 0);
    const cursor = store.cursor();
    expect(cursor?.fold).toContain('account.1');
    const nonsense = new Map([['a/a', { version: 9, state: { nonsense: true } }]]);
    await store.commit(nonsense, cursor ?? never());
    const { stop } = world.writer(ledger({ fold: 'account.2' }), states);
    await world.post({ type: 'account.withdraw', data: { amount: 3 } });
    await world.settle();
    expect(balanceOf((await world.accepted()).events)).toBe(0);
    expect(store.cursor()?.fold).toContain('account.2');
    await stop();
  });

  it('halts with the two numbers where the store is ahead of the end of the log', async () => {
    const world = new World();
    const states = await answered(world, 3);
    await world.events.loseTail(0, 2);
    expect(await world.writer(ledger(), states).ended).toEqual({
      kind: 'halted',
      reason: 'oms.ledger.events/0 ends at 2, before the next offset 4',
    });
  });

  it('halts where the log lost its tail and went on otherwise, and writes nothing', async () => {
    const world = new World();
    const states = await answered(world, 3);
    await world.events.loseTail(0, 2);
    await answered(world, 5);
    const before = await world.events.all(0);
    expect(await world.writer(ledger(), states).ended).toMatchObject(
      halted('does not hold answer 2'),
    );
    expect(await world.events.all(0)).toEqual(before);
  });

  it('halts on a log with another id', async () => {
    const world = new World();
    const states = await answered(world, 0);
    await world.events.loseTail(0, 0);
    await answered(world, 0);
    expect(await world.writer(ledger(), states).ended).toMatchObject(halted('the log with the id'));
  });

  it('halts where the inbox no longer holds the next offset', async () => {
    const world = new World();
    await answered(world, 3);
    await world.deposit(1);
    await world.deposit(1);
    world.inbox.loseHead(0, 4);
    expect(await world.writer().ended).toEqual({
      kind: 'halted',
      reason: 'oms.ledger.inbox/0 starts at 4, behind the next offset 3',
    });
  });

  it('goes on where the inbox lost only what was answered', async () => {
    const world = new World();
    await answered(world, 3);
    world.inbox.loseHead(0, 3);
    await world.deposit(1);
    const { stop } = world.writer();
    await world.settle();
    expect(balanceOf((await world.accepted()).events)).toBe(4);
    await stop();
  });

  it('halts where the inbox lost what was answered: others would take its place', async () => {
    const world = new World();
    await answered(world, 3);
    await world.inbox.loseTail(0, 1);
    expect(await world.writer().ended).toEqual({
      kind: 'halted',
      reason: 'oms.ledger.inbox/0 ends at 1, before the next offset 3',
    });
  });

  it('leaves a partition to builds of its own catalogue level or a higher one', async () => {
    const world = new World();
    const higher = world.writer(ledger({ level: 2 }));
    await world.settle();
    const outcome = await world.writer(ledger({ level: 1 })).ended;
    expect(outcome).toMatchObject(steppedDown('level 2'));
    expect((await world.accepted()).terms).toHaveLength(1);
    await world.deposit(1);
    await world.settle();
    expect(higher.assignment.status).toMatchObject({ phase: 'writing', accepted: 1 });
    await higher.stop();
  });

  it('opens another term where the first may or may not stand', async () => {
    const world = new World();
    world.events.next('lost-ack', 'lost', 'away');
    await world.deposit(2);
    const { stop, assignment } = world.writer();
    await world.settle();
    const { terms, events } = await world.accepted();
    expect(terms).toHaveLength(2);
    expect(assignment.status.term).toBe(1);
    expect(balanceOf(events)).toBe(2);
    await stop();
  });

  it('steps down where its own earlier term comes late, and takes over again', async () => {
    const world = new World();
    world.events.next('late');
    const first = world.writer();
    await world.settle();
    await world.events.letGo();
    await world.deposit(2);
    await world.settle();
    expect(await first.ended).toMatchObject({ kind: 'stepped-down' });
    const second = world.writer(ledger(), first.states);
    await world.settle();
    const { events, superseded } = await world.accepted();
    expect(balanceOf(events)).toBe(2);
    expect(superseded).toBe(1);
    await second.stop();
  });

  it('halts on an event that this build does not know: deploy the newer build first', async () => {
    const world = new World();
    await answered(world, 1);
    await world.events.append(0, [unheardOf]);
    expect(await world.writer().ended).toMatchObject(halted('oms.ledger.events/0 at 2'));
  });

  it('halts on an accepted history with a gap in the versions of an aggregate', async () => {
    const world = new World();
    await answered(world, 1);
    const codec = ledgerCodec('ledger');
    const { position } = await world.accepted();
    await world.deposit(1);
    await world.events.append(0, [
      codec.encodeEvent({
        service: 'ledger',
        partition: 0,
        key: 'a',
        tenant: 'default',
        id: '0:inbox:1:0:0',
        version: 3,
        at: world.clock.now(),
        link: {
          term: 0,
          chain: 1,
          input: 'inbox',
          offset: 1,
          k: 0,
          index: 0,
          count: 1,
          prev: position.digest,
        },
        event: { type: 'account.deposited', data: { amount: 1, build: 'forged' } },
      }),
    ]);
    expect(await world.writer().ended).toMatchObject(halted('version 3'));
  });

  it('keeps the digest of the chain as anybody computes it from the records', async () => {
    const world = new World();
    const states = await answered(world, 4);
    let digest = fromHex('0'.repeat(32));
    const [, ...records] = await world.events.all(0);
    for (const record of records) digest = chainDigest(digest, [record]);
    expect((await states('ledger', 0)).cursor()?.position.digest).toBe(hex(digest));
  });
});

const never = () => {
  throw new Error('no cursor');
};
