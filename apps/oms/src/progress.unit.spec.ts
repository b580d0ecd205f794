import { showing, showingRows } from './progress.js';

/** What a terminal would keep beyond the end of the process. */
const hides = '\u001b[?25l';
const unwraps = '\u001b[?7l';

let said: string;
const onTerminal = (streams: readonly (typeof process.stderr | typeof process.stdout)[]): void => {
  for (const stream of streams) {
    Object.defineProperty(stream, 'isTTY', { value: true, configurable: true });
  }
};
const before = [process.stderr, process.stdout].map((stream) =>
  Object.getOwnPropertyDescriptor(stream, 'isTTY'),
);
beforeEach(() => {
  said = '';
  for (const stream of [process.stderr, process.stdout]) {
    Object.defineProperty(stream, 'isTTY', { value: undefined, configurable: true });
  }
  jest.spyOn(process.stderr, 'write').mockImplementation((text) => {
    said += String(text);
    return true;
  });
});
afterEach(() => {
  jest.restoreAllMocks();
  for (const [at, stream] of [process.stderr, process.stdout].entries()) {
    Object.defineProperty(stream, 'isTTY', before[at] ?? { value: undefined, configurable: true });
  }
});

describe('on a terminal', () => {
  beforeEach(() => onTerminal([process.stderr]));

  test('a bar with rate and time left, which is complete at the end', async () => {
    expect(
      await showing('count', async (passed) => {
        passed(0, 40);
        passed(10, 40);
        return 'counted';
      }),
    ).toBe('counted');
    expect(said).toMatch(/count .* 0\/40 · 0\/s · \S+ left/);
    expect(said).toMatch(/█{16} 40\/40 · \d+\/s · 0s left/);
    for (const kept of [hides, unwraps]) expect(said).not.toContain(kept);
    expect(said.endsWith('\n')).toBe(true);
  });

  test('a count with its rate where nobody knows how much there is', async () => {
    await showing('count', async (passed) => passed(7));
    expect(said).toMatch(/count +7 · \d+\/s/);
    expect(said).not.toContain('left');
  });

  test('work that fails ends the bar where it stands, on a line of its own', async () => {
    await expect(
      showing('count', async (passed) => {
        passed(0, 40);
        passed(10, 40);
        throw new Error('no more');
      }),
    ).rejects.toThrow('no more');
    expect(said).not.toContain('40/40');
    for (const kept of [hides, unwraps]) expect(said).not.toContain(kept);
    expect(said.endsWith('\n')).toBe(true);
  });

  test('rows that are printed on it stand alone', async () => {
    await showingRows('rows', async (passed) => passed(1, 2));
    expect(said).not.toBe('');
    said = '';
    onTerminal([process.stdout]);
    await showingRows('rows', async (passed) => passed(1, 2));
    expect(said).toBe('');
  });
});

describe('elsewhere', () => {
  const at = (ms: number): void => {
    jest.spyOn(performance, 'now').mockReturnValue(ms);
  };

  test('a plain line every few seconds and at the end', async () => {
    at(0);
    await showing('count', async (passed) => {
      passed(0, 40);
      at(5_000);
      passed(10, 40);
      at(9_000);
      passed(30, 40);
      at(10_000);
    });
    expect(said).toBe('count: 10 of 40, 2/s, 15 s left\ncount: 40, 4/s\n');
  });

  test('without a total the count and its rate', async () => {
    at(0);
    await showing('count', async (passed) => {
      at(5_000);
      passed(10);
    });
    expect(said).toBe('count: 10, 2/s\ncount: 10, 2/s\n');
  });

  test('nothing of work that never said how far it was, or that failed', async () => {
    await showing('count', async () => undefined);
    await expect(
      showing('count', async (passed) => {
        passed(1, 2);
        throw new Error('no more');
      }),
    ).rejects.toThrow('no more');
    expect(said).toBe('');
  });
});
