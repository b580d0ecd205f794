import { RuntimeStrategy } from './runtime-strategy.js';
import type { Work, Working, WorkStatus } from './work.js';

const status = (name: string): WorkStatus => ({
  service: 'orders',
  role: 'writer',
  name,
  partition: 0,
  state: 'running',
  lag: 0,
  place: 0,
});

/** Work that goes on until it is told to end, or ends by itself. */
class Task implements Work {
  readonly course: string[] = [];
  end: () => void = () => undefined;
  fail: (reason: Error) => void = () => undefined;

  constructor(private readonly name: string) {}

  start(signal: AbortSignal): Working {
    this.course.push('started');
    const ended = new Promise<void>((resolve, reject) => {
      this.end = resolve;
      this.fail = reject;
      signal.addEventListener('abort', () => {
        this.course.push('told to end');
        resolve();
      });
    });
    return { statuses: async () => [status(this.name)], ended };
  }
}

const listening = async (...works: readonly Work[]): Promise<RuntimeStrategy> => {
  const strategy = new RuntimeStrategy();
  for (const work of works) strategy.add(work);
  await new Promise<void>((resolve, reject) => {
    strategy.listen((error) => (error === undefined ? resolve() : reject(error)));
  });
  return strategy;
};

describe('from listen to close', () => {
  it('all works run, and are told to end', async () => {
    const [one, other] = [new Task('one'), new Task('other')];
    const strategy = await listening(one, other);
    expect([strategy.works, strategy.listening]).toEqual([2, true]);
    expect((await strategy.statuses()).map(({ name }) => name)).toEqual(['one', 'other']);
    await strategy.close();
    expect([one.course, other.course]).toEqual([
      ['started', 'told to end'],
      ['started', 'told to end'],
    ]);
    expect(strategy.listening).toBe(false);
  });

  it('nothing has begun before, and closing then is no fault', async () => {
    const strategy = new RuntimeStrategy();
    expect([strategy.listening, await strategy.statuses()]).toEqual([false, []]);
    await strategy.close();
  });

  it('close waits until all of it has ended: others take over only then', async () => {
    let ended = false;
    const slow: Work = {
      start: (signal) => ({
        statuses: async () => [],
        ended: new Promise((resolve) => {
          signal.addEventListener('abort', () =>
            setTimeout(() => {
              ended = true;
              resolve();
            }, 20),
          );
        }),
      }),
    };
    const strategy = await listening(slow);
    await strategy.close();
    expect(ended).toBe(true);
  });

  it('work that cannot start is the error of listen', async () => {
    const broken: Work = { start: () => Promise.reject(new Error('no group')) };
    await expect(listening(new Task('one'), broken)).rejects.toThrow('no group');
  });
});

describe('work that ends by itself', () => {
  it('is a failure, which it should never be', async () => {
    const task = new Task('one');
    const strategy = await listening(task);
    task.end();
    expect(await strategy.failed).toBe('work ended by itself');
  });

  it('is told with its reason where it has one', async () => {
    const task = new Task('one');
    const strategy = await listening(task);
    task.fail(new Error('the log lost its tail'));
    expect(await strategy.failed).toBe('Error: the log lost its tail');
  });

  it('is none where it was told to', async () => {
    const strategy = await listening(new Task('one'));
    await strategy.close();
    const first = await Promise.race([strategy.failed, Promise.resolve('still well')]);
    expect(first).toBe('still well');
  });
});

test('what Nest asks of other transports is refused in words that help', () => {
  const strategy = new RuntimeStrategy();
  expect(() => strategy.on('status')).toThrow('ask for statuses()');
  expect(() => strategy.unwrap()).toThrow('there is no server behind it');
});
