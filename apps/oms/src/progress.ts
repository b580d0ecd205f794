import { SingleBar } from 'cli-progress';
import { note } from './console.js';

/** How far a long step has come; without `total` nobody knows yet how much there is. */
export type Passed = (count: number, total?: number) => void;

/** What a step is shown by: `end` comes in any case, after `done` where the step succeeded. */
interface Display {
  readonly passed: Passed;
  done(): void;
  end(): void;
}

const plainEveryMs = 5_000;

/**
 * Shows on standard error how far `work` has come, until it ends in whatever way: a bar with rate
 * and time left on a terminal, a plain line every few seconds and at the end elsewhere. Until
 * `work` first says how far it is, nothing is shown.
 */
export const showing = async <R>(
  what: string,
  work: (passed: Passed) => Promise<R>,
): Promise<R> => {
  const began = performance.now();
  const seconds = (): number => Math.max(0.001, (performance.now() - began) / 1_000);
  const rate = (count: number): number => Math.round(count / seconds());
  const shown = process.stderr.isTTY ? bar(what, rate) : plainLines(what, rate);
  try {
    const result = await work(shown.passed);
    shown.done();
    return result;
  } finally {
    shown.end();
  }
};

/** Rows on a terminal show by themselves how far they are; a bar would stand between them. */
export const showingRows = <R>(what: string, work: (passed: Passed) => Promise<R>): Promise<R> =>
  process.stdout.isTTY ? work(() => undefined) : showing(what, work);

type Rate = (count: number) => number;

const bar = (what: string, rate: Rate): Display => {
  let drawn: SingleBar | undefined;
  let [seen, all]: [number, number | undefined] = [0, undefined];
  const passed: Passed = (count, total) => {
    [seen, all] = [count, total];
    drawn ??= draw(what, total);
    drawn.update(Math.min(count, total ?? count), { rate: rate(count) });
  };
  return {
    passed,
    done: () => {
      const last = all ?? seen;
      drawn?.update(all === undefined ? last : Math.max(1, last), { rate: rate(last) });
    },
    end: () => drawn?.stop(),
  };
};

/**
 * It leaves cursor and line wrapping as they are, so that a process that ends at a signal, which
 * nothing here may wait for, leaves the terminal as it was. It fits into 80 columns.
 */
const draw = (what: string, total: number | undefined): SingleBar => {
  const far =
    total === undefined
      ? '{value} · {rate}/s'
      : '{bar} {value}/{total} · {rate}/s · {eta_formatted} left';
  const drawn = new SingleBar({
    format: `${what.padEnd(28)} ${far}`,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    barsize: 16,
    hideCursor: false,
    linewrap: true,
    stream: process.stderr,
    etaBuffer: 200,
  });
  drawn.start(Math.max(1, total ?? 0), 0, { rate: 0 });
  return drawn;
};

const plainLines = (what: string, rate: Rate): Display => {
  let last = performance.now();
  let reported: string | undefined;
  const passed: Passed = (count, total) => {
    const all = total ?? count;
    reported = `${what}: ${all}, ${rate(all)}/s`;
    const now = performance.now();
    if (now - last < plainEveryMs) return;
    last = now;
    if (total === undefined) return note(reported);
    const left = Math.ceil(Math.max(0, total - count) / Math.max(1, rate(count)));
    note(`${what}: ${count} of ${total}, ${rate(count)}/s, ${left} s left`);
  };
  return {
    passed,
    done: () => {
      if (reported !== undefined) note(reported);
    },
    end: () => undefined,
  };
};

/** Tells every few seconds what is still under way, from what each look found. */
export const settling = (): ((found: string) => void) => {
  let last = performance.now();
  return (found) => {
    const now = performance.now();
    if (now - last < plainEveryMs) return;
    last = now;
    note(`settling: ${found}`);
  };
};
