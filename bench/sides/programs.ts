import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { guard, ServerProcess } from '#servers';
import type { Books } from '../orders/ledger.js';

const readyMsMax = 90_000;
const endMsMax = 10_000;

/** A program below dist/bench/peers. */
export const peerProgram = (name: string): string =>
  fileURLToPath(new URL(`../peers/${name}`, import.meta.url));

export interface Program {
  readonly name: string;
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Rejects until it takes orders. */
  readonly answers: (process: ServerProcess) => Promise<void>;
}

/** Programs of a peer, which end with this process, however it ends. */
export const startPrograms = (programs: readonly Program[]) => {
  const folder = mkdtempSync(join(tmpdir(), 'throughline-peer-'));
  const release = guard(folder, true);
  const running = programs.map((program) => {
    const environment = { ...process.env, ...program.environment, HOME: folder };
    const started = new ServerProcess(program.name, folder, program.command, environment);
    started.start();
    return { program, started };
  });
  return {
    ready: async (): Promise<void> => {
      await Promise.all(
        running.map(({ program, started }) =>
          started.ready(() => program.answers(started), readyMsMax),
        ),
      );
    },
    stop: async (): Promise<void> => {
      await Promise.all(running.map(({ started }) => started.end('SIGTERM', endMsMax)));
      await release();
    },
  };
};

/** Rejects unless the address answers well. */
export const answersWell = async (address: string): Promise<void> => {
  const response = await fetch(address);
  await response.arrayBuffer();
  if (!response.ok) throw new Error(`${address} answers ${response.status}`);
};

/** The books of a peer that tells them as JSON, a document a line. */
export const booksAt = async (address: string): Promise<Books> => {
  const text = await (await fetch(address)).text();
  const timesShipped = new Map<string, number>();
  const available = new Map<string, number>();
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const told = JSON.parse(line) as {
      readonly order?: string;
      readonly status?: string;
      readonly timesShipped?: number;
      readonly sku?: string;
      readonly available?: number;
    };
    if (told.order !== undefined) {
      timesShipped.set(told.order, told.status === 'shipped' ? (told.timesShipped ?? 0) : 0);
    }
    if (told.sku !== undefined) available.set(told.sku, told.available ?? Number.NaN);
  }
  return { timesShipped, available };
};
