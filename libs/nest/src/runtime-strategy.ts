import { setMaxListeners } from 'node:events';
import { Injectable } from '@nestjs/common';
import { Server } from '@nestjs/microservices';
import type { CustomTransportStrategy } from '@nestjs/microservices';
import type { WorkStatus, Work, Working } from './work.js';

/**
 * Nest's way to the runtime: `listen` starts writers, intakes, projectors and followers, `close`
 * stops them and resolves when they have left their groups, so that others take over at once.
 * Events come by the batch to who asks by `@OnOrderEvents`; what else Nest knows as a message
 * handler would never be called here, and is refused.
 */
@Injectable()
export class RuntimeStrategy extends Server implements CustomTransportStrategy {
  override readonly transportId = Symbol('oms runtime');
  readonly #works: Work[] = [];
  readonly #stopping = new AbortController();
  #working: readonly Working[] = [];
  #listening = false;
  #fail: (reason: string) => void = () => undefined;
  /** Resolves with the reason where work ended by itself, which it never should. */
  readonly failed = new Promise<string>((resolve) => {
    this.#fail = resolve;
  });

  constructor() {
    super();
    // One signal ends dozens of workers, each with a listener of its own: no leak to warn of.
    setMaxListeners(0, this.#stopping.signal);
  }

  /** Before `listen`. */
  add(work: Work): void {
    this.#works.push(work);
  }

  get works(): number {
    return this.#works.length;
  }

  /** From the first work on until `close`. */
  get listening(): boolean {
    return this.#listening;
  }

  listen(callback: (error?: unknown) => void): void {
    void this.#listen(callback);
  }

  async close(): Promise<void> {
    this.#listening = false;
    this.#stopping.abort();
    await Promise.all(this.#working.map(({ ended }) => ended));
  }

  async statuses(): Promise<readonly WorkStatus[]> {
    return (await Promise.all(this.#working.map((each) => each.statuses()))).flat();
  }

  on(event: string): never {
    throw new Error(`nothing tells of '${event}': ask for statuses()`);
  }

  unwrap<T>(): T {
    throw new Error('there is no server behind it: work is done by the runtime');
  }

  async #listen(callback: (error?: unknown) => void): Promise<void> {
    let failure: unknown;
    try {
      await this.#start();
    } catch (error) {
      failure = error;
    }
    callback(failure);
  }

  async #start(): Promise<void> {
    const handled = [...this.messageHandlers.keys()];
    if (handled.length > 0) {
      throw new Error(
        `no message comes to the handlers of ${handled.join(', ')}: ` +
          'write @OnOrderEvents(…) in place of @EventPattern or @MessagePattern',
      );
    }
    const { signal } = this.#stopping;
    this.#working = await Promise.all(this.#works.map(async (work) => work.start(signal)));
    this.#listening = true;
    for (const { ended } of this.#working) {
      ended.then(
        () => signal.aborted || this.#fail('work ended by itself'),
        (error: unknown) => this.#fail(String(error)),
      );
    }
  }
}
