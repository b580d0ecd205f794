import { setImmediate as nextTurn } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import { edgeLimits } from './limits.js';
import { isProbe } from './probes.js';

/**
 * Work that came at once is begun in bursts, between which the process looks at its network: who
 * asks whether it lives is answered meanwhile. The callers take turns, so that the many requests of
 * one are not before the few of others.
 */
class Bursts {
  #began = 0;
  #isOpen = false;
  readonly #waiting = new Map<string, (() => void)[]>();

  constructor(private readonly msMax: number = edgeLimits.burstMsMax) {}

  /** Calls `begin` now, or once it is the turn of `who`. */
  enter(who: string, begin: () => void): void {
    this.#open();
    if (this.#waiting.size === 0 && !this.#isOver) return begin();
    const its = this.#waiting.get(who);
    if (its === undefined) this.#waiting.set(who, [begin]);
    else its.push(begin);
  }

  get #isOver(): boolean {
    return performance.now() - this.#began > this.msMax;
  }

  /** A burst ends when the process has looked at its network. */
  #open(): void {
    if (this.#isOpen) return;
    this.#isOpen = true;
    this.#began = performance.now();
    void nextTurn().then(() => {
      this.#isOpen = false;
      if (this.#waiting.size === 0) return;
      this.#open();
      this.#goOn();
    });
  }

  #goOn(): void {
    this.#next()?.();
    if (this.#waiting.size === 0) return;
    // What was begun works in promises: behind all of them one sees how long that took.
    queueMicrotask(() =>
      process.nextTick(() => {
        if (this.#waiting.size > 0 && !this.#isOver) this.#goOn();
      }),
    );
  }

  /** The oldest of whoever waits for the longest since the last turn. */
  #next(): (() => void) | undefined {
    for (const [who, its] of this.#waiting) {
      const begin = its.shift();
      this.#waiting.delete(who);
      if (its.length > 0) this.#waiting.set(who, its);
      return begin;
    }
    return undefined;
  }
}

/** Every request but probes waits for its turn. */
export const beginInBursts = (server: FastifyInstance): void => {
  const bursts = new Bursts();
  server.addHook('onRequest', (request, _reply, done) => {
    if (isProbe(request)) return done();
    bursts.enter(request.ip, done);
  });
};
