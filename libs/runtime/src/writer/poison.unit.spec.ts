import { sha256Hex } from '#kernel';
import { ledger } from '../../test/ledger.js';
import { startService } from '../work/host.js';
import { balanceOf, halted, World } from '../../test/world.js';

const headers = { ce_type: 'account.nonsense' };
const poison = { key: 'a', headers, value: new Uint8Array([1, 2, 3]) };

describe('input that cannot be read', () => {
  it('is rejected by place, size and digest, and stops nobody', async () => {
    const world = new World();
    await world.inbox.append(0, [poison]);
    await world.deposit(1);
    const { stop } = world.writer();
    await world.settle();
    const { events } = await world.accepted();
    expect(events[0]).toMatchObject({
      key: null,
      version: 0,
      event: {
        type: 'log.rejected',
        data: {
          code: 'unknown_type',
          field: 'ce_type',
          offset: 0,
          bytes: 3,
          sha256: sha256Hex(poison.value),
        },
      },
    });
    expect(balanceOf(events)).toBe(1);
    await stop();
  });

  it('is told to its publisher by the name that came with it', async () => {
    const world = new World();
    const origin = { ce_omsoriginid: 'e-1', ce_omsoriginsource: '/shop' };
    await world.inbox.append(0, [{ ...poison, headers: { ...headers, ...origin } }]);
    const { stop } = world.writer();
    await world.settle();
    const { events } = await world.accepted();
    expect(events[0]).toMatchObject({ origin: { id: 'e-1', from: '/shop' } });
    await stop();
  });

  it('halts where one of our own services wrote it: a newer build must come first', async () => {
    const world = new World();
    const source = 'bank:b:0:1:0:0';
    await world.inbox.append(0, [{ ...poison, headers: { ...headers, source } }]);
    const { ended } = world.writer();
    await world.settle();
    expect(await ended).toMatchObject(halted('deploy'));
  });
});

describe('input after which a total could not be counted', () => {
  it('is rejected and listed, folds nothing, and stops nobody', async () => {
    const world = new World();
    await world.deposit(Number.MAX_SAFE_INTEGER - 5);
    await world.deposit(6);
    await world.deposit(5);
    const { stop } = world.writer();
    await world.settle();
    const { events } = await world.accepted();
    expect(events[1]).toMatchObject({
      key: 'a',
      version: 0,
      event: {
        type: 'log.rejected',
        data: { code: 'totals_too_large', message: 'account.deposit', offset: 1 },
      },
    });
    expect(events[2]).toMatchObject({ version: 2 });
    await stop();
  });
});

describe('a bug of ours', () => {
  const places = ['decide', 'evolve'] as const;
  it.each(places)('in %s halts its partition alone, with all before it answered', async (place) => {
    const world = new World(2);
    const stopping = new AbortController();
    const service = startService(ledger(), world.ports(), stopping.signal);
    await world.settle();
    await world.deposit(1);
    await world.post({ type: 'account.trip', data: { in: place } });
    await world.deposit(1);
    await world.deposit(1, {}, 1);
    await world.settle();
    expect(service.status.writers.get(0)).toMatchObject({
      phase: 'halted',
      inbox: 0,
      reason: expect.stringContaining(`tripped in ${place}`),
    });
    expect(service.status.writers.get(1)).toMatchObject({ phase: 'writing', lag: 0 });
    expect(balanceOf((await world.accepted(0)).events)).toBe(1);
    await world.settle(600_000);
    expect((await world.accepted(0)).terms).toHaveLength(1);
    expect(world.journal.filter(({ level }) => level === 'error')).toHaveLength(1);
    stopping.abort();
    await service.ended;
  });

  it('halts again after a resume while it is not fixed, and nothing of it is folded', async () => {
    const world = new World();
    const stopping = new AbortController();
    const service = startService(ledger(), world.ports(), stopping.signal);
    await world.post({ type: 'account.trip', data: { in: 'evolve' } });
    await world.settle();
    service.resume(0);
    await world.settle();
    expect(service.status.writers.get(0)?.phase).toBe('halted');
    expect((await world.accepted()).causes).toHaveLength(0);
    stopping.abort();
    await service.ended;
  });

  it('goes on once an operator has set the record aside, and says so in the log', async () => {
    const world = new World();
    const stopping = new AbortController();
    const service = startService(ledger(), world.ports(), stopping.signal);
    await world.post({ type: 'account.trip', data: { in: 'evolve' } });
    await world.deposit(1);
    await world.settle();
    service.quarantine(0, 0);
    await world.settle();
    const { events } = await world.accepted();
    expect(events[0]).toMatchObject({
      key: 'a',
      event: { type: 'log.rejected', data: { code: 'quarantined', offset: 0 } },
    });
    expect(events[1]).toMatchObject({ version: 1 });
    expect(service.status.writers.get(0)).toMatchObject({ phase: 'writing', lag: 0 });
    stopping.abort();
    await service.ended;
  });
});

describe('trouble of an adapter', () => {
  it('is a crash: the partition begins anew from the log after a pause', async () => {
    const world = new World();
    const stopping = new AbortController();
    const service = startService(ledger(), world.ports(), stopping.signal);
    await world.settle();
    world.events.next('crash', 'crash');
    await world.deposit(1);
    await world.settle(10_000);
    expect(balanceOf((await world.accepted()).events)).toBe(1);
    expect(service.status.writers.get(0)).toMatchObject({ phase: 'writing', lag: 0 });
    expect(world.journal.map(({ text }) => text)).toContain('stepped-down: Error: the log broke');
    stopping.abort();
    await service.ended;
  });

  it('is waited for where reading is not possible', async () => {
    const world = new World();
    world.events.readsAway = 3;
    world.inbox.readsAway = 3;
    await world.deposit(1);
    const { stop } = world.writer();
    await world.settle(10_000);
    expect(balanceOf((await world.accepted()).events)).toBe(1);
    await stop();
  });
});
