import type { IntakeStatus, RunningService, WriterStatus } from '#runtime';
import { Decisions } from './decisions.js';

const writer: WriterStatus = {
  phase: 'halted',
  term: 4,
  chain: 9,
  inbox: 6,
  lag: 1,
  accepted: 7,
  rejected: 0,
  unchanged: 0,
  superseded: 0,
};
const intake: IntakeStatus = {
  phase: 'reading',
  offset: 3,
  lag: 0,
  posted: 3,
  superseded: 0,
  unreadable: 0,
};

/** Orders that have had partition 0: what was told to go on stands in `rung`. */
const orders = (...halted: readonly ('writer' | 'inventory')[]) => {
  const rung: string[] = [];
  const phaseOf = <P>(name: 'writer' | 'inventory', well: P): P | 'halted' =>
    halted.includes(name) ? 'halted' : well;
  const running: RunningService = {
    name: 'orders',
    ended: Promise.resolve(),
    status: {
      service: 'orders',
      inputs: () => [],
      writers: new Map([[0, { ...writer, phase: phaseOf('writer', 'writing') }]]),
      intakes: new Map([
        ['inventory', new Map([[0, { ...intake, phase: phaseOf('inventory', 'reading') }]])],
      ]),
    },
    resume: (partition, source = 'writer') => {
      rung.push(`${source}/${partition}`);
    },
    acceptClock: (partition) => {
      rung.push(`clock/${partition}`);
    },
    quarantine: (partition, offset) => {
      rung.push(`${offset} in ${partition}`);
    },
  };
  const decisions = (...held: readonly string[]): Decisions =>
    new Decisions(
      {
        logs: (topic) => {
          throw new Error(`${topic} is not to be read`);
        },
      },
      running,
      { holds: (group, partition) => held.includes(`${group}/${partition}`) },
    );
  return { rung, decisions };
};

const groups = ['orders.writer/0', 'orders.intake.inventory/0'] as const;
const [writers, intakes] = groups;

test('what has halted here goes on', () => {
  const { rung, decisions } = orders('writer', 'inventory');
  expect(decisions(...groups).resume('orders', 0)).toEqual({
    kind: 'resumed',
    names: ['orders', 'orders ← inventory'],
  });
  expect(rung).toEqual(['writer/0', 'inventory/0']);
});

test('what had halted here and is elsewhere by now is left alone', async () => {
  const { rung, decisions } = orders('writer', 'inventory');
  expect(decisions().resume('orders', 0)).toEqual({
    kind: 'elsewhere',
    names: ['orders', 'orders ← inventory'],
  });
  expect(decisions(writers).resume('orders', 0)).toEqual({ kind: 'resumed', names: ['orders'] });
  expect(await decisions(intakes).quarantine('orders', 0, 7)).toEqual({
    kind: 'elsewhere',
    names: ['orders'],
  });
  expect(rung).toEqual(['writer/0']);
});

test('nothing has halted here: it says so of all, else what it does not have', async () => {
  const { rung, decisions } = orders();
  expect(decisions(...groups).resume('orders', 0)).toEqual({ kind: 'not-halted' });
  expect(decisions(writers).resume('orders', 0)).toEqual({
    kind: 'elsewhere',
    names: ['orders ← inventory'],
  });
  expect(await decisions(...groups).quarantine('orders', 0, 7)).toEqual({ kind: 'not-halted' });
  expect(rung).toEqual([]);
});
