import { auditEpochs, epochsText, parseEpochs } from './epochs.js';
import type { EpochAudit } from './epochs.js';
import { issueNumber, keyFingerprint } from './number.js';
import type { NumberKeys } from './number.js';

const [one, two, three] = ['ab', 'cd', 'ef'].map((byte) => byte.repeat(32));
const may = Date.parse('2026-05-01T00:00:00Z');
const june = Date.parse('2026-06-01T00:00:00Z');
const keys = (later: string, first = one): NumberKeys => ({
  epochs: [{ from: -Infinity, key: Buffer.from(first ?? '', 'hex') }, ...parseEpochs(later)],
});
const audit = (made: NumberKeys, given: NumberKeys, now: number): EpochAudit =>
  auditEpochs(epochsText(made), epochsText(given), now);
const rotated = `2026-05-01T00:00:00Z=${two}`;
const again = `${rotated}\n2026-06-01T02:00:00+02:00=${three}`;

test('epochs are read from a list, by rising time', () => {
  expect(parseEpochs('')).toEqual([]);
  expect(parseEpochs(` ${again},\n`).map(({ from }) => from)).toEqual([may, june]);
  expect(parseEpochs(rotated)[0]?.key).toEqual(new Uint8Array(Buffer.from(two ?? '', 'hex')));
});

test.each([
  [`soon=${two}`, 'entry 1 has no time'],
  [String(two), 'entry 1 has no time'],
  [`${rotated} 2026-06-01T00:00:00Z=abc`, 'entry 2, from 2026-06-01T00:00:00Z: a number key is 64'],
  [`${rotated},${rotated}`, 'entry 2 does not begin after'],
  [`${rotated}=${two}`, 'entry 1 has no time'],
])('%s is refused with the reason, and shows no key', (text, reason) => {
  const thrown = (): unknown => {
    try {
      return parseEpochs(text);
    } catch (error) {
      return error;
    }
  };
  expect(String(thrown())).toContain(reason);
  expect(String(thrown())).not.toMatch(/(ab|cd){8}/);
});

test('the time an order was placed at chooses its key, whenever a copy of it comes', () => {
  const reference = { tenant: 'acme', channel: 'web', channelRef: 'R-1' };
  const before = issueNumber(keys(''), reference);
  expect(issueNumber(keys(again), reference, 0, may - 1)).toBe(before);
  expect(issueNumber(keys(again), reference, 0, may)).toBe(issueNumber(keys('', two), reference));
  expect(issueNumber(keys(again), reference, 0, june)).toBe(
    issueNumber(keys('', three), reference),
  );
});

describe('what an installation keeps', () => {
  test('is the fingerprint alone as long as there is one epoch', () => {
    expect(epochsText(keys(''))).toBe(keyFingerprint(keys('')));
    expect(epochsText(keys(again))).toMatch(
      /^[0-9a-f]{16} 2026-05-01T00:00:00Z=[0-9a-f]{16} 2026-06-01T00:00:00Z=[0-9a-f]{16}$/,
    );
  });

  test('goes on with the same epochs at any time, and with one that is to come', () => {
    for (const now of [0, may, june + 1]) {
      expect(audit(keys(again), keys(again), now)).toEqual({ kind: 'same' });
    }
    expect(audit(keys(''), keys(rotated), may - 1)).toEqual({ kind: 'added' });
    expect(audit(keys(rotated), keys(again), may)).toEqual({ kind: 'added' });
  });

  test.each([
    ['another first key', keys(again), keys(again, three), 'made with another key'],
    ['an epoch less', keys(again), keys(rotated), 'the epoch from 2026-06-01T00:00:00Z'],
    ['no later epoch', keys(rotated), keys(''), 'the epoch from 2026-05-01T00:00:00Z'],
    [
      'another key of an epoch',
      keys(rotated),
      keys(rotated.replace(/=.*/, `=${three}`)),
      'the epoch from 2026-05-01T00:00:00Z has another key',
    ],
    ['an epoch that begins now', keys(''), keys(rotated), 'begins in the past'],
    ['an epoch between', keys(`2026-06-01T00:00:00Z=${three}`), keys(again), 'is missing'],
  ])('refuses %s', (_, made, given, reason) => {
    expect(audit(made, given, may)).toEqual({
      kind: 'refused',
      reason: expect.stringContaining(reason),
    });
  });
});
