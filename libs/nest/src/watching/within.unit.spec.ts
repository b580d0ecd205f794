import { setTimeout as pause } from 'node:timers/promises';
import { unreachableServers } from './unreachable-servers.js';
import { within } from './within.js';
import { openTestInstallation } from '../../test/installation.js';

const never = new Promise<string>(() => undefined);

describe('an answer in time', () => {
  it('is what was asked for', async () => {
    expect(await within(Promise.resolve('in time'), 1_000, () => 'late')).toBe('in time');
    expect(await within(Promise.resolve(undefined), 1_000, () => 'late')).toBeUndefined();
  });

  it('or why it failed', async () => {
    const failed = Promise.reject(new Error('away'));
    await expect(within(failed, 1_000, () => 'late')).rejects.toThrow('away');
  });

  it('or what is made of its being late: a value or an error', async () => {
    expect(await within(never, 5, () => 'late')).toBe('late');
    const thrown = within(never, 5, () => {
      throw new RangeError('too late');
    });
    await expect(thrown).rejects.toThrow('too late');
  });

  it('leaves nothing behind: what fails after its time disturbs nobody', async () => {
    const unhandled: unknown[] = [];
    const note = (reason: unknown): void => {
      unhandled.push(reason);
    };
    process.on('unhandledRejection', note);
    const late = pause(20).then(() => {
      throw new Error('much too late');
    });
    expect(await within(late, 1, () => 'late')).toBe('late');
    await pause(40);
    process.off('unhandledRejection', note);
    expect(unhandled).toEqual([]);
  });
});

describe('the servers of an installation', () => {
  it('are all reached where both answer', async () => {
    const { installation, close } = await openTestInstallation();
    expect(await unreachableServers(installation.ports)).toEqual([]);
    await close();
  });

  it('are each named with its reason, one beside the other', async () => {
    const { installation, close } = await openTestInstallation();
    const { logs, generations } = installation.ports;
    const kafka = logs('oms.orders.events');
    const away = async () => ({ kind: 'unavailable', reason: 'no leader' }) as const;
    expect(
      await unreachableServers({
        logs: () => ({ ...kafka, topic: kafka.topic, partitions: 1, read: away }),
        generations: {
          ...generations,
          current: () => Promise.reject(new Error('connection refused')),
        },
      }),
    ).toEqual(['Kafka: oms.orders.events/0: no leader', 'Redis: connection refused']);
    await close();
  });
});
