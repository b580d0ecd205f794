import { SetupRefused } from '#ports';
import type { AdapterJournal } from '#ports';
import { reasonOf } from './connection.js';
import type { Connections } from './connection.js';

const majorMin = 6;
const policy = { setting: 'maxmemory-policy', expected: 'noeviction' } as const;

const versionIn = (info: string): string => /^redis_version:(\S+)/m.exec(info)?.[1] ?? 'unknown';

/** Undefined where the server does not tell (managed ones forbid CONFIG). */
const policyOf = async (
  { read }: Connections,
  log: AdapterJournal,
): Promise<string | undefined> => {
  try {
    const reply: unknown = await read.config('GET', policy.setting);
    const value: unknown = Array.isArray(reply) ? reply[1] : undefined;
    if (typeof value === 'string') return value;
    log({
      level: 'warn',
      worker: 'redis',
      text: `${policy.setting} is not told; it has to be ${policy.expected}`,
    });
  } catch (error) {
    log({
      level: 'warn',
      worker: 'redis',
      text:
        `${policy.setting} cannot be asked for (${reasonOf(error)}); ` +
        `it has to be ${policy.expected}`,
    });
  }
  return undefined;
};

/** Rejects with `SetupRefused`, which names the setting, what it is and what it has to be. */
export const checkSetup = async (connections: Connections, log: AdapterJournal): Promise<void> => {
  const version = versionIn(await connections.read.info('server'));
  if (!(Number.parseInt(version, 10) >= majorMin)) {
    throw new SetupRefused({
      setting: 'version of Redis',
      found: version,
      expected: `at least ${majorMin}.0`,
      advice: 'use a newer server',
    });
  }
  const found = await policyOf(connections, log);
  if (found !== undefined && found !== policy.expected) {
    throw new SetupRefused({
      setting: `${policy.setting} of Redis`,
      found,
      expected: policy.expected,
      advice: `set ${policy.setting} ${policy.expected}, or parts of the views vanish unnoticed`,
    });
  }
};
