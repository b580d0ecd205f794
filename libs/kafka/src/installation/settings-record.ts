import { setTimeout as sleep } from 'node:timers/promises';
import { auditEpochs } from '#kernel';
import type { Log, Slice } from '#ports';
import { reasonOf } from '../client/error-type.js';

export type StoredSettings = ReadonlyMap<string, string>;

const attemptsMax = 40;
const pauseMs = 100;

/** A topic that was just made is not led yet, or not known everywhere. */
const sliceFrom = async (log: Log, from: number): Promise<Slice> => {
  for (let attempt = 1; ; attempt += 1) {
    const outcome = await log.read(0, from, limit);
    if (outcome.kind === 'read') return outcome.slice;
    if (attempt >= attemptsMax) throw new Error(`${log.topic} cannot be read: ${outcome.reason}`);
    await sleep(pauseMs);
  }
};

const limit = { records: 1_000, bytes: 2 ** 20 };

/** How many every topic has; OMS_PARTITIONS. */
export const partitionsSetting = 'partitions';

/** Tells the keys of the OMS numbers, as `epochsText`, without giving one away. */
export const numberKeySetting = 'numberKeyFingerprint';

/**
 * Of the keys alone more may be written later: epochs that were still to come, by the clock that
 * `time` is from.
 */
const goesOn = (setting: string, before: string, text: string, time: number): boolean =>
  setting === numberKeySetting && auditEpochs(before, text, time).kind === 'added';

/**
 * What the installation was made with: of each setting the first record that was written, and what
 * goes on from it. The log's own time says what was to come: everybody who reads finds the same,
 * however late a record came that was right when it was sent.
 */
export const keptSettings = async (log: Log): Promise<StoredSettings> => {
  const kept = new Map<string, string>();
  for (let next = 0; ;) {
    const { records, end } = await sliceFrom(log, next);
    for (const { key, value, time } of records) {
      if (key === null) continue;
      const text = Buffer.from(value ?? []).toString();
      const before = kept.get(key);
      if (before === undefined || goesOn(key, before, text, time)) kept.set(key, text);
    }
    next = (records.at(-1)?.offset ?? next - 1) + 1;
    if (next >= end) return kept;
    if (records.length === 0) throw new Error(`${log.topic} holds nothing at ${next}`);
  }
};

/** Writes what stands nowhere yet; who writes at the same time may have been first: read again. */
export const keepSettings = async (log: Log, settings: StoredSettings): Promise<StoredSettings> => {
  const before = await keptSettings(log);
  const records = Array.from(settings)
    .filter(([key, text]) => {
      const known = before.get(key);
      return known === undefined || goesOn(key, known, text, Date.now());
    })
    .map(([key, value]) => ({ key, headers: {}, value: Buffer.from(value) }));
  if (records.length === 0) return before;
  const outcome = await log.append(0, records);
  if (outcome.kind !== 'appended') {
    const reason = 'reason' in outcome ? outcome.reason : outcome.kind;
    throw new Error(`the settings could not be kept in ${log.topic}: ${reasonOf(reason)}`);
  }
  return keptSettings(log);
};
