import { auditEpochs, epochsText, parseKey } from '#kernel';
import type { NumberEpoch, NumberKeys } from '#kernel';
import { keptNumberKey, laterKeys, numberKey } from '#embedded';
import type { Embedded } from '#embedded';
import { CommandError, UsageError } from './console.js';

const keySetting = 'OMS_NUMBER_KEY';
const epochsSetting = 'OMS_NUMBER_KEYS';

/** A mistake in a setting, by the name that people set it by. */
const named = <T>(setting: string, read: () => T): T => {
  try {
    return read();
  } catch (error) {
    if (error instanceof TypeError) throw new UsageError(`${setting}: ${error.message}`);
    throw error;
  }
};

/** The first key reaches back to the beginning of time; what `OMS_NUMBER_KEYS` says follows it. */
const keysFrom = (first: Uint8Array): NumberKeys => ({
  epochs: [{ from: Number.NEGATIVE_INFINITY, key: first }, ...laterEpochs()],
});

const laterEpochs = (): readonly NumberEpoch[] => {
  const later = laterKeys(process.env[epochsSetting]);
  if (later.kind === 'read') return later.epochs;
  throw new UsageError(`${epochsSetting}: expected ${later.expected}`);
};

/** What the environment alone says: for who works on no data directory. */
export const keysSet = (): NumberKeys => {
  const text = process.env[keySetting]?.trim() ?? '';
  if (text === '') {
    throw new UsageError(`${keySetting} is not set: the 64 hex digits that the services have`);
  }
  return keysFrom(named(keySetting, () => parseKey(text)));
};

/** What is set or stands there already; makes nothing. */
export const keptKeys = (directory: string): NumberKeys | undefined => {
  const given = process.env[keySetting];
  const source =
    given === undefined || given.trim() === '' ? `number.key in ${directory}` : keySetting;
  const key = named(source, () => keptNumberKey(directory, given));
  return key && keysFrom(key);
};

/** The same, or a first key that is made there now. */
export const keysIn = (directory: string): NumberKeys =>
  keptKeys(directory) ?? keysFrom(numberKey(directory));

/**
 * The keys that the data was made with, and epochs to come. Only data that has none yet gets a new
 * key: another would give every order a second number.
 */
export const keysOf = async (directory: string, embedded: Embedded): Promise<NumberKeys> => {
  const made = embedded.setting(keySetting);
  const keys = made === undefined ? keysIn(directory) : keptKeys(directory);
  if (keys === undefined) {
    throw new CommandError(
      `the data was made with an ${keySetting} (fingerprint ${made}) that is ` +
        'neither set nor in number.key',
    );
  }
  const given = epochsText(keys);
  const audited = auditEpochs(String(made ?? given), given, Date.now());
  if (audited.kind === 'refused') {
    throw new CommandError(`${keySetting} and ${epochsSetting}: ${audited.reason}`);
  }
  if (made === undefined || audited.kind === 'added') {
    await embedded.keepSetting(keySetting, given);
  }
  return keys;
};
