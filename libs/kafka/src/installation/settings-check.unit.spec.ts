import { epochsText, parseEpochs, parseKey } from '#kernel';
import { SetupRefused } from '#ports';
import type { KafkaOptions } from '../client/options.js';
import { asked, checkKept, onceMade } from './settings-check.js';
import { numberKeySetting, partitionsSetting } from './settings-record.js';
import type { StoredSettings } from './settings-record.js';

const options = (partitions = 4): KafkaOptions => ({
  brokers: ['a:9092'],
  clientId: 'test',
  partitions,
  replication: 1,
});

/** OMS_NUMBER_KEY made of `first`, and OMS_NUMBER_KEYS, as they are kept. */
const keys = (later = '', first = 'a1'): string =>
  epochsText({
    epochs: [
      { from: Number.NEGATIVE_INFINITY, key: parseKey(first.repeat(32)) },
      ...parseEpochs(later),
    ],
  });
const at = (time: string, key: string): string => `${time}=${key.repeat(32)}`;
const later = at('2999-01-01T00:00:00Z', 'b2');
const past = at('2020-01-01T00:00:00Z', 'b2');

type Epochs = Parameters<typeof checkKept>[3];

const refusalOf = (
  kept: StoredSettings,
  numberKeyFingerprint: string | undefined,
  epochs: Epochs = 'must be kept',
  partitions?: number,
): SetupRefused | undefined => {
  const settings = numberKeyFingerprint === undefined ? {} : { numberKeyFingerprint };
  try {
    checkKept(kept, options(partitions), settings, epochs);
  } catch (error) {
    if (error instanceof SetupRefused) return error;
    throw error;
  }
  return undefined;
};
const withKeys = (text: string): StoredSettings => new Map([[numberKeySetting, text]]);

test('a process asks for its partitions, its keys, and the events that were once made', () => {
  const settings = asked(options(12), { numberKeyFingerprint: keys() });
  expect(settings.get(partitionsSetting)).toBe('12');
  expect(settings.get(numberKeySetting)).toBe(keys());
  expect(settings.get(onceMade('oms.orders.events'))).toBe('true');
  expect(settings.has(onceMade('oms.orders.inbox'))).toBe(false);
});

test('who knows no key asks for none', () => {
  expect(asked(options(), {}).has(numberKeySetting)).toBe(false);
  expect(refusalOf(withKeys(keys()), undefined)).toBeUndefined();
});

test('what is asked gives no key away', () => {
  const text = [...asked(options(), { numberKeyFingerprint: keys(later) })].flat().join(' ');
  expect(text).not.toMatch(/(a1|b2){8}/);
});

test('what is kept as it is asked passes, and so does what nobody has kept yet', () => {
  const settings = asked(options(), { numberKeyFingerprint: keys() });
  expect(refusalOf(settings, keys())).toBeUndefined();
  expect(refusalOf(new Map(), keys())).toBeUndefined();
  expect(refusalOf(new Map([['of a later build', 'x']]), keys())).toBeUndefined();
});

test('another number of partitions is refused by the name of its variable', () => {
  const refused = refusalOf(new Map([[partitionsSetting, '4']]), undefined, 'may be added', 8);
  expect(refused).toMatchObject({ setting: 'OMS_PARTITIONS', found: '8', expected: '4' });
  expect(refused?.message).toContain('start this process with the same');
});

describe('keys of the OMS numbers', () => {
  test.each<Epochs>(['may be added', 'must be kept'])('another key is refused: %s', (epochs) => {
    const refused = refusalOf(withKeys(keys()), keys('', 'c3'), epochs);
    expect(refused).toMatchObject({ setting: numberKeySetting, found: keys('', 'c3') });
    expect(refused?.message).toContain('OMS_NUMBER_KEY and OMS_NUMBER_KEYS: ');
    expect(refused?.message).toContain('made with another key');
  });

  test('an epoch that is still to come may be added by who sets up', () => {
    expect(refusalOf(withKeys(keys()), keys(later), 'may be added')).toBeUndefined();
  });

  test('who only looks does not start on an epoch that nobody has kept', () => {
    const refused = refusalOf(withKeys(keys()), keys(later), 'must be kept');
    expect(refused?.message).toContain('the last epoch is not kept yet: start a service with it');
  });

  test('an epoch that begins in the past is added by nobody', () => {
    const refused = refusalOf(withKeys(keys()), keys(past), 'may be added');
    expect(refused?.message).toContain('begins in the past');
  });

  test('an epoch that is kept can be left out by nobody', () => {
    const refused = refusalOf(withKeys(keys(later)), keys(), 'may be added');
    expect(refused?.message).toContain('is missing: it was added before');
  });

  test('an epoch that is kept can have no other key', () => {
    const other = later.replace(/b2/g, 'd4');
    const refused = refusalOf(withKeys(keys(later)), keys(other), 'may be added');
    expect(refused?.message).toContain('has another key');
  });
});
