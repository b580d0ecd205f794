import { errorText } from '#kernel';
import { codeOf } from '#embedded';
import type { Settings } from './settings.js';

/** A setting of the right form that this machine, as it is now, does not let the process use. */
class SettingUnusable extends Error {
  override readonly name = 'SettingUnusable';

  constructor(variable: string, value: string | number, expected: string, cause: unknown) {
    super(`${variable} is '${value}': expected ${expected} (${errorText(cause)})`, { cause });
  }
}

/** What kept a server from listening: of another error, that error. */
export const listeningFault = (
  error: unknown,
  { host, port }: Pick<Settings, 'host' | 'port'>,
): unknown => {
  switch (codeOf(error)) {
    case 'EADDRINUSE':
    case 'EACCES':
      return new SettingUnusable(
        'OMS_PORT',
        port,
        'a port that is free and that this process may take, or 0 for any',
        error,
      );
    case 'EADDRNOTAVAIL':
    case 'EAI_AGAIN':
    case 'EINVAL':
    case 'ENOTFOUND':
      return new SettingUnusable(
        'OMS_HOST',
        host,
        'an address of this machine, or a host name of one: 127.0.0.1, or 0.0.0.0 for all',
        error,
      );
    default:
      return error;
  }
};

/** What kept states from being opened below `directory`. */
export const stateDirectoryFault = (error: unknown, directory: string): Error =>
  new SettingUnusable(
    'OMS_STATE_DIR',
    directory,
    'a folder, made where it is missing, that this process may write in',
    error,
  );
