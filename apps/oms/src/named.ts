import { misfit } from '#contracts';
import type { TextName } from '#contracts';
import { UsageError } from './console.js';

/** A usage error where what an option gives is not of the form that `name` has in messages. */
export const requireName = (option: string, name: TextName, given: string): void => {
  const expected = misfit(name, given);
  if (expected !== undefined) {
    throw new UsageError(`${option} takes ${expected}, not '${given}'`);
  }
};
