import { readText } from '#contracts';
import type { TextName } from '#contracts';
import { UsageError } from './console.js';

/**
 * What an option gives, in the one spelling that `name` has in messages; a usage error where it is
 * not of that form.
 */
export const givenName = (option: string, name: TextName, given: string): string => {
  const { text, expected } = readText(name, given);
  if (text !== undefined) return text;
  throw new UsageError(`${option} takes ${expected}, not '${given}'`);
};
