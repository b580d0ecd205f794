import fc from 'fast-check';
import { correctNumber, numberIsValid, parseNumber } from './check.js';
import { issueNumber, keyFingerprint, parseKey } from './number.js';
import type { NumberKeys } from './number.js';
import { keys, reference, counted, sample } from '../../test/numbers.js';

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const trials = 100_000;

/** A repeatable source of whole numbers below `limit` (xorshift). */
const dice = (seed: number) => {
  let state = seed;
  return (limit: number): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % limit;
  };
};
const bare = (number: string): string[] => Array.from(number.replaceAll('-', ''));
const normal = (symbols: readonly string[]): string =>
  symbols.join('').replace(/(.{4})(?=.)/g, '$1-');

describe('an OMS number', () => {
  test.each([
    ['acme', 'web', 'R-1', 0, 'H0VD-3KFX-FA0T-8V'],
    ['acme', 'web', 'R-1', 1, '8KWF-G07W-69PY-9F'],
    ['default', 'olist', '53cdb2fc8bc7dce0b6741e2150273451', 0, 'C4BH-WF4H-MBX3-K7'],
    ['acme', 'web', 'Pedido-ção-1', 0, 'WH9P-73M1-C907-DV'],
  ])('of %s/%s/%s, attempt %i, is %s', (tenant, channel, ref, attempt, number) => {
    expect(issueNumber(keys, reference(ref, channel, tenant), attempt)).toBe(number);
  });

  test('is the same for the same reference, and knows where a field ends', () => {
    expect(issueNumber(keys, reference('R-1'))).toBe(issueNumber(keys, reference('R-1')));
    expect(issueNumber(keys, reference('c', 'ab', 'x'))).not.toBe(
      issueNumber(keys, reference('bc', 'a', 'x')),
    );
  });

  test('takes references of any length', () => {
    const long = issueNumber(keys, reference('ç'.repeat(10_000)));
    expect(parseNumber(long)).toEqual({ number: long });
    expect(issueNumber(keys, reference('R-1'))).toBe('H0VD-3KFX-FA0T-8V');
  });

  test.each(['h0vd3kfxfa0t8v', 'HOVD 3KFX FAOT 8V', ' H0-VD 3KFX–FA0T‑8V\n', 'hovd-3kfx-faot-8v'])(
    'is read from %j',
    (text) => {
      expect(parseNumber(text)).toEqual({ number: 'H0VD-3KFX-FA0T-8V' });
      expect(numberIsValid(text)).toBe(true);
    },
  );

  test('reads I and L as 1', () => {
    const number = sample.find((candidate) => candidate.includes('1')) ?? '';
    expect(parseNumber(number.replace('1', 'I'))).toEqual({ number });
    expect(parseNumber(number.replace('1', 'l'))).toEqual({ number });
  });

  test.each([
    '',
    'H0VD-3KFX-FA0T-8',
    'H0VD-3KFX-FA0T-8VV',
    'H0VD-3KFX-FAUT-8V',
    'H0VD_3KFX_FA0T_8V',
    '-',
    '0'.repeat(99),
  ])('is not read from %j', (text) => {
    expect(parseNumber(text)).toEqual({ error: 'number_malformed' });
    expect(correctNumber(text)).toBeUndefined();
  });

  test('reading never throws, and what it reads is a fixed point', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const { number } = parseNumber(text);
        expect(parseNumber(number ?? '').number).toBe(number);
      }),
    );
  });
});

const swap = (symbols: string[], left: number, right: number): boolean => {
  [symbols[left], symbols[right]] = [symbols[right] ?? '', symbols[left] ?? ''];
  return symbols[left] !== symbols[right];
};

const isDetected = (text: string): boolean => parseNumber(text).error === 'number_check_failed';
const isRepaired = (text: string, number: string): boolean =>
  isDetected(text) && correctNumber(text) === number;

describe('the check of the check', () => {
  const roll = dice(20_260_105);
  const tally = (
    damage: (symbols: string[]) => boolean,
    good: (text: string, number: string) => boolean,
  ) => {
    let tried = 0;
    let held = 0;
    while (tried < trials) {
      const number = sample[roll(sample.length)] ?? '';
      const symbols = bare(number);
      if (!damage(symbols)) continue;
      tried += 1;
      if (good(normal(symbols), number)) held += 1;
    }
    return held;
  };
  const substitute = (symbols: string[], at: number): void => {
    const other = (alphabet.indexOf(symbols[at] ?? '') + 1 + roll(31)) % 32;
    symbols[at] = alphabet.charAt(other);
  };
  test('every single substitution is detected and corrected', () => {
    expect(
      tally((symbols) => {
        substitute(symbols, roll(14));
        return true;
      }, isRepaired),
    ).toBe(trials);
  });

  test('every adjacent swap is detected and corrected', () => {
    expect(
      tally((symbols) => {
        const at = roll(13);
        return swap(symbols, at, at + 1);
      }, isRepaired),
    ).toBe(trials);
  });

  test('every swap of two characters is detected', () => {
    expect(tally((symbols) => swap(symbols, roll(14), roll(14)), isDetected)).toBe(trials);
  });

  test('every two-character error is detected; two of five have a wrong correction', () => {
    let misled = 0;
    expect(
      tally(
        (symbols) => {
          const at = roll(14);
          substitute(symbols, at);
          substitute(symbols, (at + 1 + roll(13)) % 14);
          return true;
        },
        (text, number) => {
          const guess = correctNumber(text);
          if (guess !== undefined && guess !== number) misled += 1;
          return isDetected(text);
        },
      ),
    ).toBe(trials);
    expect(misled / trials).toBeGreaterThan(0.37);
    expect(misled / trials).toBeLessThan(0.43);
  });
});

describe('what a number tells of a shop', () => {
  const orders = 20_000;
  const numbersBy = (key: Uint8Array): readonly string[] =>
    Array.from({ length: orders }, (_, i) =>
      issueNumber({ epochs: [{ from: 0, key }] }, reference(`${100_000 + i}`)),
    );
  const issued = numbersBy(counted);

  test('is neither how many orders there are nor which came first, though references count', () => {
    const later = issued.filter((number, i) => i > 0 && number > (issued[i - 1] ?? '')).length;
    expect(Math.abs(later / orders - 0.5)).toBeLessThan(0.02);
    for (let at = 0; at < 12; at += 1) {
      const times = new Map<string, number>();
      for (const number of issued) {
        const symbol = bare(number)[at] ?? '';
        times.set(symbol, (times.get(symbol) ?? 0) + 1);
      }
      const expected = orders / 32;
      expect(times.size).toBe(32);
      for (const count of times.values()) {
        expect(Math.abs(count - expected)).toBeLessThan(5 * Math.sqrt(expected));
      }
    }
  });

  test('leads to no other: none stands near another, and another key issues none of them', () => {
    expect(new Set(issued.map((number) => bare(number).slice(0, 8).join(''))).size).toBe(orders);
    const known = new Set(issued);
    expect(numbersBy(counted.with(31, 30)).filter((number) => known.has(number))).toEqual([]);
  });
});

describe('a collision', () => {
  const small: NumberKeys = { ...keys, bits: 10 };

  test('happens with numbers of ten bits, and the next attempt leads out of it', () => {
    const claims = new Map<string, string>();
    const numbers = new Map<string, string>();
    let collisions = 0;
    for (let i = 0; i < 200; i += 1) {
      let attempt = 0;
      let number = issueNumber(small, reference(`R-${i}`), attempt);
      while (claims.has(number)) {
        collisions += 1;
        attempt += 1;
        number = issueNumber(small, reference(`R-${i}`), attempt);
      }
      claims.set(number, `R-${i}`);
      numbers.set(`R-${i}`, number);
    }
    expect(collisions).toBeGreaterThan(0);
    expect(new Set(numbers.values()).size).toBe(200);
  });

  test('a short number keeps its form and its check', () => {
    const number = issueNumber(small, reference('R-1'));
    expect(number).toMatch(/^H0[0-9A-Z]{2}-/);
    expect(number.slice(2, 14)).toBe('00-0000-0000');
    expect(parseNumber(number)).toEqual({ number });
  });
});

describe('key epochs', () => {
  const from = Date.parse('2026-06-01T00:00:00Z');
  const second = new Uint8Array(32).fill(7);
  const rotated: NumberKeys = {
    epochs: [
      { from: 0, key: counted },
      { from, key: second },
    ],
  };

  test('an order keeps its number by its placed time, however late a copy of it comes', () => {
    expect(issueNumber(rotated, reference('R-1'), 0, from - 1)).toBe('H0VD-3KFX-FA0T-8V');
    expect(issueNumber(rotated, reference('R-1'), 0, -5)).toBe('H0VD-3KFX-FA0T-8V');
    expect(issueNumber(rotated, reference('R-1'), 0, from)).toBe(
      issueNumber({ epochs: [{ from: 0, key: second }] }, reference('R-1')),
    );
  });

  test('the placed time is needed from the second epoch on', () => {
    expect(() => issueNumber(rotated, reference('R-1'))).toThrow('placed time');
  });

  test('a fingerprint tells keys, epochs and lengths apart and shows no key', () => {
    const prints = [
      keys,
      rotated,
      { ...keys, bits: 10 },
      { epochs: [{ from: 0, key: second }] },
    ].map(keyFingerprint);
    expect(new Set(prints).size).toBe(4);
    expect(prints[0]).toMatch(/^[0-9a-f]{16}$/);
    expect(keyFingerprint({ epochs: [{ from: -Infinity, key: counted }] })).toBe(prints[0]);
  });

  test('a key is 64 hexadecimal digits', () => {
    expect(parseKey(`${Buffer.from(counted).toString('hex').toUpperCase()}\n`)).toEqual(counted);
    expect(() => parseKey('abcd')).toThrow(
      '64 hexadecimal digits (32 bytes), this one has 4 characters',
    );
    expect(() => parseKey('zz'.repeat(32))).toThrow('no hexadecimal digits');
  });
});
