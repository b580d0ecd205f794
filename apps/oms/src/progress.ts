import { SingleBar } from 'cli-progress';
import { note } from './console.js';

/** How far a long step has come. */
export interface Progress {
  passed(count: number): void;
  done(): void;
}

const plainEveryMs = 5_000;

/**
 * On standard error: a bar with rate and time left on a terminal, a plain line every few seconds
 * elsewhere.
 */
export const progress = (what: string, total: number): Progress => {
  const began = performance.now();
  const seconds = (): number => Math.max(0.001, (performance.now() - began) / 1_000);
  const rate = (count: number): number => Math.round(count / seconds());
  return process.stderr.isTTY ? bar(what, total, rate) : plainLines(what, total, rate);
};

const bar = (what: string, total: number, rate: (count: number) => number): Progress => {
  const drawn = new SingleBar({
    format: `${what.padEnd(28)} {bar} {value}/{total} · {rate}/s · {eta_formatted} left`,
    barCompleteChar: '█', barIncompleteChar: '░', barsize: 24, hideCursor: true,
    stream: process.stderr, etaBuffer: 200,
  });
  drawn.start(Math.max(1, total), 0, { rate: 0 });
  return {
    passed: (count) => drawn.update(Math.min(count, total), { rate: rate(count) }),
    done: () => {
      drawn.update(Math.max(1, total), { rate: rate(total) });
      drawn.stop();
    },
  };
};

const plainLines = (
  what: string, total: number, rate: (count: number) => number,
): Progress => {
  let last = performance.now();
  return {
    passed: (count) => {
      const now = performance.now();
      if (now - last < plainEveryMs) return;
      last = now;
      const left = Math.ceil((total - count) / Math.max(1, rate(count)));
      note(`${what}: ${count} of ${total}, ${rate(count)}/s, ${left} s left`);
    },
    done: () => note(`${what}: ${total}, ${rate(total)}/s`),
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
