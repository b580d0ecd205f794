import { StoreUnavailable } from '#ports';
import { openTestInstallation } from '../../test/installation.js';
import type { TestInstallation } from '../../test/installation.js';
import type { Installation } from '../installation.js';
import { progressLimits } from './progress.js';
import { Watch } from './watch.js';
import type { WorkStatus } from '../work.js';

const roundMs = 2_000;

let test: TestInstallation;
let statuses: readonly WorkStatus[];
let watch: Watch;

beforeEach(async () => {
  test = await openTestInstallation();
  statuses = [];
});
afterEach(async () => {
  await watch.stop();
  await test.close();
});

const writer: WorkStatus = {
  service: 'shipping',
  role: 'writer',
  name: 'shipping',
  partition: 0,
  state: 'running',
  lag: 0,
  place: 0,
};

/** Begins to watch, and is through with its first round. */
const begun = async (changed: Partial<Installation> = {}): Promise<void> => {
  watch = new Watch({ ...test.installation, ...changed }, async () => statuses);
  watch.start(3_003);
  await test.clock.rested();
};

/** Something waits in the inbox that nobody answers. */
const behind = async (): Promise<void> => {
  const log = test.installation.ports.logs('oms.shipping.inbox');
  await log.append(0, [{ key: 'k', value: Buffer.from('{}'), headers: {} }]);
};

describe('what a process waits for', () => {
  it('is its servers, as long as they were not asked', () => {
    watch = new Watch(test.installation, async () => statuses);
    expect(watch.waitingFor).toEqual(['Kafka and Redis: not asked yet']);
  });

  it('is a first partition, for as long as the group may take to give one', async () => {
    await begun();
    expect(watch.waitingFor).toEqual(['partitions from the group']);
    await test.clock.advance(29_000);
    expect(watch.waitingFor).toEqual(['partitions from the group']);
    await test.clock.advance(1_000);
    expect(watch.waitingFor).toEqual([]);
  });

  it('is no other partition once it has had one, though it be taken away', async () => {
    statuses = [writer];
    await begun();
    statuses = [];
    await test.clock.advance(roundMs);
    expect(watch.waitingFor).toEqual([]);
  });

  it('is what has not begun yet, by its name', async () => {
    statuses = [
      writer,
      { ...writer, role: 'intake', name: 'shipping ← orders', state: 'starting' },
    ];
    await begun();
    expect(watch.waitingFor).toEqual(['intake shipping ← orders/0']);
  });

  it('is a server that does not answer, with its reason, and no longer than that', async () => {
    let away = true;
    const { ports } = test.installation;
    statuses = [writer];
    await begun({
      ports: {
        ...ports,
        logs: (topic) => {
          const log = ports.logs(topic);
          const noLeader = { kind: 'unavailable', reason: 'no leader' } as const;
          return {
            topic,
            partitions: log.partitions,
            appendBytesMax: log.appendBytesMax,
            append: (...asked) => log.append(...asked),
            grown: (...asked) => log.grown(...asked),
            read: async (...asked) => (away ? noLeader : log.read(...asked)),
          };
        },
        generations: {
          ...ports.generations,
          current: async () => {
            if (away) throw new Error('connection refused');
            return undefined;
          },
        },
      },
    });
    expect(watch.waitingFor).toEqual([
      'Kafka: oms.orders.events/0: no leader',
      'Redis: connection refused',
    ]);
    expect(test.published).toEqual([]);
    away = false;
    await test.clock.advance(roundMs);
    expect(watch.waitingFor).toEqual([]);
    expect(test.published).toHaveLength(1);
  });
});

describe('what the board is told', () => {
  it('is how each partition stands, and where this process is asked', async () => {
    statuses = [writer];
    await begun();
    expect(test.published).toEqual([[{ ...writer, worker: 'shipping@here-1:3003' }]]);
    await test.clock.advance(roundMs);
    expect(test.published).toHaveLength(2);
  });

  it('has nothing of followers: they are no part of the product', async () => {
    statuses = [{ ...writer, role: 'follower', name: 'mine' }];
    await begun();
    expect(test.published).toEqual([[]]);
    expect(watch.statuses).toHaveLength(1);
  });

  it('is at last that this process has nothing any more', async () => {
    statuses = [writer];
    await begun();
    await watch.stop();
    expect(test.published.at(-1)).toEqual([]);
  });

  it('may fail: that is told to the journal, and the next round tries again', async () => {
    let failures = 1;
    statuses = [writer];
    const { board } = test.installation;
    await begun({
      board: {
        ...board,
        publish: async (...said) => {
          failures -= 1;
          if (failures >= 0) throw new StoreUnavailable('no board');
          await board.publish(...said);
        },
      },
    });
    expect([test.published, test.messages.join('')]).toEqual([
      [],
      expect.stringContaining('no board'),
    ]);
    await test.clock.advance(roundMs);
    expect(test.published).toHaveLength(1);
  });
});

describe('why a process should be started anew', () => {
  it('is work that is behind and does not move', async () => {
    statuses = [writer];
    await behind();
    await begun();
    expect(watch.failures).toEqual([]);
    await test.clock.advance(progressLimits.stillMsMax);
    expect(watch.failures).toEqual(['writer shipping/0 stands at 0 of 1 for 120 s']);
    statuses = [{ ...writer, place: 1 }];
    await test.clock.advance(roundMs);
    expect(watch.failures).toEqual([]);
  });

  it('is no partition that waits for people', async () => {
    statuses = [{ ...writer, state: 'halted', reason: 'unreadable' }];
    await behind();
    await begun();
    await test.clock.advance(progressLimits.stillMsMax);
    expect(watch.failures).toEqual([]);
  });

  it('is a client that can never work again', async () => {
    await begun();
    test.crash('the consumer crashed');
    await test.clock.advance(roundMs);
    expect(watch.failures).toEqual(['the consumer crashed']);
  });

  it('is nothing that the round itself could not find out', async () => {
    watch = new Watch(test.installation, async () => {
      throw new Error('statuses cannot be had');
    });
    watch.start(1);
    await test.clock.rested();
    expect(watch.failures).toEqual([]);
    expect(test.messages.join('')).toContain('statuses cannot be had');
  });
});
