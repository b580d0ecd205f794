import { problem } from './problem.js';
import type { Problem } from './problem.js';

/**
 * Largest body of a request, and largest line of a stream, in bytes: the largest order, however it
 * is indented.
 */
export const bodyBytesMax = 1_048_576;

export const bodyTooLarge = (): Problem => {
  const expected = `at most ${bodyBytesMax} bytes`;
  return problem('body_too_large', `expected ${expected}`, {
    errors: [{ field: 'body', expected }],
  });
};
