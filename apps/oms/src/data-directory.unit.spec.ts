import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openData, openDataToRead } from './data-directory.js';

let directory: string;
const before = process.env.OMS_NUMBER_KEY;
const use = (key: string | undefined): void => {
  if (key === undefined) delete process.env.OMS_NUMBER_KEY;
  else process.env.OMS_NUMBER_KEY = key;
};
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'throughline-data-'));
});
afterEach(() => {
  use(before);
  delete process.env.OMS_NUMBER_KEYS;
  rmSync(directory, { recursive: true, force: true });
});

const hasKey = (): boolean => existsSync(join(directory, 'number.key'));
const made = async (key: string | undefined): Promise<void> => {
  use(key);
  await (await openData(directory)).close();
};

test('data that was made with a key of its own keeps it in a file', async () => {
  await made(undefined);
  expect(hasKey()).toBe(true);
  await made(undefined);
});

describe('data that was made with OMS_NUMBER_KEY', () => {
  beforeEach(() => made('ab'.repeat(32)));

  test('is read without a key, and none is made', async () => {
    use(undefined);
    await (await openDataToRead(directory)).close();
    expect(hasKey()).toBe(false);
  });

  test('is not worked on without that key, and no other is made', async () => {
    use(undefined);
    await expect(openData(directory)).rejects.toThrow(
      /^the data was made with an OMS_NUMBER_KEY \(fingerprint [0-9a-f]{16}\) that is neither/,
    );
    expect(hasKey()).toBe(false);
  });

  test('says in words that another one is set, by fingerprints alone', async () => {
    use('cd'.repeat(32));
    await expect(openData(directory)).rejects.toThrow(
      new RegExp(
        '^OMS_NUMBER_KEY and ' +
          'OMS_NUMBER_KEYS: the data was made with another key ' +
          '\\(fingerprint [0-9a-f]{16}, this one has [0-9a-f]{16}\\)$',
      ),
    );
    await made('ab'.repeat(32));
  });

  test('is not read where what is set is no key', async () => {
    use('abc');
    await expect(openDataToRead(directory)).rejects.toThrow('OMS_NUMBER_KEY');
  });
});

describe('a later key', () => {
  const key = 'cd'.repeat(32);
  const from = (ms: number): string => new Date(Date.now() + ms).toISOString();
  const opening = async (epochs: string): Promise<number> => {
    process.env.OMS_NUMBER_KEYS = epochs;
    const data = await openData(directory);
    await data.close();
    return data.keys.epochs.length;
  };
  beforeEach(() => made('ab'.repeat(32)));

  test('is taken before its time comes, from the setting or a file, and kept', async () => {
    const entry = `${from(60_000)}=${key}`;
    expect(await opening(entry)).toBe(2);
    const file = join(directory, 'keys');
    writeFileSync(file, `${entry}\n${from(120_000)}=${'ef'.repeat(32)}\n`);
    expect(await opening(file)).toBe(3);
    await expect(opening(entry)).rejects.toThrow('is missing: it was added before');
    await expect(opening('')).rejects.toThrow('is missing: it was added before');
  });

  test('is refused where its time has come, and nothing is kept of it', async () => {
    await expect(opening(`${from(-1_000)}=${key}`)).rejects.toThrow('begins in the past');
    expect(await opening('')).toBe(1);
  });

  test('that cannot be read is a mistake of its setting', async () => {
    await expect(opening('/no/such/file')).rejects.toThrow(
      /^OMS_NUMBER_KEYS: expected TIME=KEY.*\(ENOENT\)$/,
    );
    await expect(opening('soon=abc')).rejects.toThrow(/^OMS_NUMBER_KEYS: expected TIME=KEY/);
    await expect(opening(key)).rejects.not.toThrow(key);
  });
});
