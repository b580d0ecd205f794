/** Logs whose bytes somebody has changed. */
import type { StoredRecord, LogRecord } from '#ports';
import { rejection, unchanged } from './history.js';
import { Projecting, eventsLog } from './projecting.js';
import { checkChain } from '../src/log/chain-check.js';
import type { ChainReport } from '../src/log/chain-check.js';

/** A log of two terms with a repeat, a refusal, and two accounts. */
export const story = async (): Promise<Projecting> => {
  const world = new Projecting();
  const { history } = world;
  await history.deposit('a', 2);
  await history.deposit('b', 3);
  await history.record('a', [rejection(2)]);
  await history.record('a', [unchanged(0)], { command: 'x' });
  await history.record('b', [
    { type: 'account.withdrawn', data: { amount: 1 } },
    { type: 'account.withdrawn', data: { amount: 2 } },
  ]);
  await history.openTerm();
  await history.deposit('a', 5);
  await history.deposit('b', 4);
  return world;
};

const recordsOf = async ({ log }: Projecting): Promise<readonly StoredRecord[]> => {
  const outcome = await log.read(0, 0, { records: Infinity, bytes: Infinity });
  return outcome.kind === 'read' ? outcome.slice.records : [];
};

export type Alter = (records: readonly StoredRecord[]) => readonly LogRecord[];

/** The same log with other bytes. */
export const altered = async (world: Projecting, alter: Alter): Promise<Projecting> => {
  const log = eventsLog();
  for (const { key, headers, value } of alter(await recordsOf(world))) {
    await log.append(0, [{ key, headers: { ...headers }, value }]);
  }
  return Object.assign(new Projecting(), { log });
};

export const checked = async (world: Projecting): Promise<ChainReport> =>
  checkChain(world.view, world.log, 0, () => undefined);

export const replaced =
  (at: number, change: (record: StoredRecord) => LogRecord): Alter =>
  (records) =>
    records.map((record, each) => (each === at ? change(record) : record));
export const bytesOf = (data: object): Uint8Array => new TextEncoder().encode(JSON.stringify(data));
