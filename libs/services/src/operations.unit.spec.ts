import type { InputStatus, IntakeStatus, RunningService } from '#runtime';
import type { ServiceName } from './register.js';
import { operationsOf } from './operations.js';

const intake: IntakeStatus = {
  phase: 'halted',
  offset: 3,
  lag: 1,
  posted: 3,
  superseded: 0,
  unreadable: 0,
  reason: 'reaction to 0:3:0: unlucky',
  at: 7,
};

const channel = 'oms.channels.orders';
const asking = (status: IntakeStatus, source = channel, inputs: readonly InputStatus[] = []) => {
  const aside: unknown[] = [];
  const running: RunningService = {
    name: 'orders',
    status: {
      service: 'orders',
      writers: new Map(),
      inputs: () => inputs,
      intakes: new Map([[source, new Map([[1, status]])]]),
    },
    resume: () => undefined,
    acceptClock: () => undefined,
    quarantine: (...asked) => {
      aside.push(asked);
    },
    ended: Promise.resolve(),
  };
  const logs = () => {
    throw new Error('no log is read');
  };
  const operations = operationsOf({ logs }, [running]);
  return {
    aside,
    quarantine: (service: ServiceName, ...asked: readonly [number, number, string]) =>
      operations.quarantine(service, ...asked),
  };
};

const input: InputStatus = {
  source: 'inventory',
  partition: 1,
  phase: 'halted',
  reason: 'reaction to 2:inbox:3:0:0: unlucky',
  at: { input: 'inventory.2', topic: 'oms.inventory.events', partition: 2, offset: 7 },
  offset: 7,
  lag: 1,
  superseded: 0,
};

describe('what an input halts at', () => {
  test('is set aside, and people are told what that means', async () => {
    const { quarantine, aside } = asking(intake, channel, [input]);
    expect(await quarantine('orders', 1, 7, 'inventory')).toEqual({
      kind: 'resumed',
      names: ['orders ← inventory'],
      told: expect.stringContaining('their books may differ'),
    });
    expect(aside).toEqual([[1, 7, 'inventory.2']]);
  });

  test('is named where another offset is meant, or it cannot be set aside', async () => {
    const { quarantine } = asking(intake, channel, [input]);
    expect(await quarantine('orders', 1, 6, 'inventory')).toEqual({ kind: 'not-next', next: 7 });
    const { at: _at, ...unknown } = input;
    expect(
      await asking(intake, channel, [unknown]).quarantine('orders', 1, 7, 'inventory'),
    ).toEqual({ kind: 'cannot', reason: input.reason });
  });
});

describe('what an intake halts at', () => {
  test('of a channel breaks no books', async () => {
    expect(await asking(intake, channel).quarantine('orders', 1, 7, channel)).toEqual({
      kind: 'resumed',
      names: [`orders ← ${channel}`],
    });
  });

  test('is the one that is named, of an intake that has halted', async () => {
    const { quarantine, aside } = asking(intake);
    expect(await quarantine('orders', 1, 6, channel)).toEqual({ kind: 'not-next', next: 7 });
    expect(await quarantine('orders', 0, 7, channel)).toEqual({ kind: 'not-halted' });
    expect(await quarantine('orders', 1, 7, 'shipping')).toEqual({ kind: 'not-halted' });
    expect(
      await asking({ ...intake, phase: 'reading' }).quarantine('orders', 1, 7, channel),
    ).toEqual({ kind: 'not-halted' });
    expect(aside).toEqual([]);
  });

  test('is not left out where it cannot be read: the chain of answers is in it', async () => {
    const { at: _, ...unread } = intake;
    expect(await asking(unread).quarantine('orders', 1, 7, channel)).toEqual({
      kind: 'cannot',
      reason: intake.reason,
    });
  });
});
