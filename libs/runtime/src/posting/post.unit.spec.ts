import { ledgerCodec } from '../../test/ledger.js';
import { limits } from '../limits.js';
import { Poster } from './post.js';
import { balanceOf, World } from '../../test/world.js';

const command = (id: string, bytes = 1) => ({
  key: 'a',
  tenant: 'default',
  id,
  from: 'spec',
  command: { type: 'account.report' as const, data: { bytes, parts: 1 } },
});
const deposit = (id: string) => ({
  ...command(id),
  command: { type: 'account.deposit' as const, data: { amount: 1 } },
});

const many = (count: number) => Array.from({ length: count }, (_, i) => command(`c${i}`));

const posterOf = (world: World, signal = new AbortController().signal) =>
  new Poster(world.ports(), ledgerCodec('ledger'), signal);

describe("posting a client's command", () => {
  it('gives back its place in the inbox', async () => {
    const world = new World();
    await world.deposit(1);
    expect(await posterOf(world).post(command('one'))).toEqual({
      kind: 'posted',
      token: { service: 'ledger', partition: 0, offset: 1 },
    });
  });

  it('goes at once when idle, and groups what comes while an append is under way', async () => {
    const world = new World();
    const poster = posterOf(world);
    const posted = await Promise.all(many(1_200).map((each) => poster.post(each)));
    expect(world.inbox.appends.map(({ records }) => records)).toEqual([1, 500, 500, 199]);
    expect(posted.map((each) => (each.kind === 'posted' ? each.token.offset : -1))).toEqual(
      Array.from({ length: 1_200 }, (_, i) => i),
    );
  });

  it('says busy where too many wait, and takes the next ones once they are gone', async () => {
    const world = new World();
    const poster = posterOf(world);
    const posted = many(limits.postsWaitingMax + 2).map((each) => poster.post(each));
    expect(await posted.at(-1)).toEqual({ kind: 'busy' });
    const outcomes = await Promise.all(posted);
    expect(outcomes.filter(({ kind }) => kind === 'posted')).toHaveLength(
      limits.postsWaitingMax + 1,
    );
    expect(poster.waiting).toBe(0);
    expect((await poster.post(command('later'))).kind).toBe('posted');
  });

  it('repeats what may have been lost, and the writer answers it once', async () => {
    const world = new World();
    world.inbox.next('lost-ack', 'lost', 'none');
    const outcome = posterOf(world).post(deposit('once'));
    await world.settle(10_000);
    expect(await outcome).toMatchObject({ kind: 'posted', token: { offset: 1 } });
    const { stop } = world.writer();
    await world.settle();
    expect(balanceOf((await world.accepted()).events)).toBe(1);
    await stop();
  });

  it('says unavailable where the inbox does not take it, or never says so', async () => {
    const world = new World();
    world.inbox.next('away');
    expect(await posterOf(world).post(command('a'))).toEqual({
      kind: 'unavailable',
      reason: 'away',
    });
    world.inbox.next(...Array.from({ length: limits.postAttemptsMax }, () => 'lost' as const));
    const lost = posterOf(world).post(command('b'));
    await world.settle(60_000);
    expect(await lost).toEqual({ kind: 'unavailable', reason: 'lost' });
  });

  it('says unavailable where the adapter breaks again and again', async () => {
    const world = new World();
    world.inbox.next(...Array.from({ length: limits.postAttemptsMax }, () => 'crash' as const));
    const outcome = posterOf(world).post(command('a'));
    await world.settle(60_000);
    expect(await outcome).toEqual({ kind: 'unavailable', reason: 'Error: the log broke' });
  });

  it('refuses what no append holds, and does not stop what comes behind it', async () => {
    const world = new World(1, { inbox: 2_000 });
    const poster = posterOf(world);
    const large = { ...command('large'), key: 'a'.repeat(3_000) };
    expect(await poster.post(large)).toEqual({ kind: 'too-large', limitBytes: 2_000 });
    expect((await poster.post(command('small'))).kind).toBe('posted');
  });

  it('answers everybody when it shuts down', async () => {
    const world = new World();
    const stopping = new AbortController();
    world.inbox.next('lost', 'lost');
    const poster = posterOf(world, stopping.signal);
    const first = poster.post(command('a'));
    const second = poster.post(command('b'));
    await world.settle(1);
    stopping.abort();
    await world.settle();
    expect((await first).kind).toBe('unavailable');
    expect((await second).kind).toBe('unavailable');
    expect((await poster.post(command('c'))).kind).toBe('unavailable');
  });
});
