/** An installation in one process: embedded logs in place of Kafka, a board in memory. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { openEmbedded, soleOwnership, systemRandom } from '#embedded';
import type { Clock } from '#ports';
import type { Installation } from '../src/installation.js';
import { nestLogger } from '../src/journal.js';
import { OwnedPartitions } from '../src/owned-partitions.js';
import { readSettings } from '../src/settings/settings.js';

/** A clock that goes on when it is told to. */
export class HandClock implements Clock {
  #now = 1_000_000;
  readonly #waiting = new Map<() => void, number>();

  now(): number {
    return this.#now;
  }

  wakeAt(at: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        this.#waiting.delete(wake);
        resolve();
      };
      this.#waiting.set(wake, at);
      signal.addEventListener('abort', wake, { once: true });
      if (signal.aborted) wake();
    });
  }

  /** Resolves once whoever goes by this clock waits for it. */
  async rested(): Promise<void> {
    while (this.#waiting.size === 0) await new Promise((look) => setTimeout(look, 1));
  }

  /** Goes on by so much, and lets who is woken do its work. */
  async advance(ms: number): Promise<void> {
    await this.rested();
    this.#now += ms;
    for (const [wake, at] of this.#waiting) if (at <= this.#now) wake();
    await this.rested();
  }
}

export interface TestInstallation {
  readonly installation: Installation;
  readonly clock: HandClock;
  /** What was told to the board, oldest first. */
  readonly published: (readonly object[])[];
  /** Lines of the journal. */
  readonly messages: string[];
  /** As a client does that can never work again. */
  readonly crash: (reason: string) => void;
  readonly close: () => Promise<void>;
}

export const openTestInstallation = async (): Promise<TestInstallation> => {
  const directory = mkdtempSync(join(tmpdir(), 'throughline-nest-'));
  const embedded = await openEmbedded(directory, { partitions: 1 });
  const clock = new HandClock();
  const published: (readonly object[])[] = [];
  const reported: string[] = [];
  const journal = pino({ base: null }, { write: (line: string) => void reported.push(line) });
  let crash: (reason: string) => void = () => undefined;
  const crashed = new Promise<string>((resolve) => {
    crash = resolve;
  });
  const owned = new OwnedPartitions(soleOwnership);
  const close = async (): Promise<void> => {
    await embedded.close();
    rmSync(directory, { recursive: true, force: true });
  };
  const installation: Installation = {
    settings: readSettings(['shipping'], {
      KAFKA_BROKERS: 'none:9092',
      REDIS_URL: 'redis://none:6379',
      OMS_PARTITIONS: '1',
    }),
    instance: 'shipping@here-1',
    journal,
    logger: nestLogger(journal),
    owned,
    crashed,
    close,
    board: {
      publish: async (_, statuses) => {
        published.push(statuses);
      },
      all: async () => published.at(-1) ?? [],
    },
    ports: {
      logs: (topic) => embedded.log(topic),
      states: embedded.states,
      positions: embedded.positions,
      generations: embedded.generations,
      ownership: owned,
      clock,
      random: systemRandom,
      log: () => undefined,
    },
  };
  return { installation, clock, published, messages: reported, crash, close };
};
