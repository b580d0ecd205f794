import { bodyDepthMax, tooDeepAt } from '#contracts';
import { fieldProblem, problem } from '../problems/problem.js';
import type { Problem } from '../problems/problem.js';
import { jsonErrorAt } from './json-error.js';

const decoder = new TextDecoder('utf-8', { fatal: true });

const textOf = (bytes: Uint8Array): string => {
  try {
    return decoder.decode(bytes);
  } catch {
    throw problem('bad_json', 'the body is not UTF-8', {
      errors: [{ field: 'body', expected: 'JSON in UTF-8' }],
    });
  }
};

/** The own fields that would reach a prototype where somebody copies them. */
const poison = new Set(['__proto__']);
const suspicious = /__proto__|\\u00/i;

const poisonIn = (value: unknown, path: string): string | undefined => {
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [name, inner] of Object.entries(value)) {
    const here = Array.isArray(value) ? `${path}[${name}]` : path === '' ? name : `${path}.${name}`;
    if (poison.has(name)) return here;
    const deeper = poisonIn(inner, here);
    if (deeper !== undefined) return deeper;
  }
  return undefined;
};

const refusePoison = (text: string, value: unknown): void => {
  if (!suspicious.test(text)) return;
  const field = poisonIn(value, '');
  if (field !== undefined) {
    throw fieldProblem('schema_invalid', { field, expected: 'no field of this name' });
  }
};

/** A channel's own data: nothing in it is for us to read, or to leave out. */
const untouched = 'metadata';

/**
 * The same value without the fields that are null, here and below: many clients write what they do
 * not know.
 */
export const withoutNulls = (value: unknown): unknown => {
  if (typeof value !== 'object' || value === null) return value;
  for (const [name, inner] of Object.entries(value)) {
    if (inner === null && !Array.isArray(value)) Reflect.deleteProperty(value, name);
    else if (name !== untouched) withoutNulls(inner);
  }
  return value;
};

export const emptyBody = (): Problem =>
  problem('empty_body', 'the body is empty: expected a JSON object', {
    errors: [{ field: 'body', expected: 'a JSON object' }],
  });

/** JSON that anybody may have written: its value, or a problem that names the place. */
export const readJson = (bytes: Uint8Array): unknown => {
  if (bytes.length === 0) throw emptyBody();
  const deepAt = tooDeepAt(bytes);
  if (deepAt >= 0) {
    const detail = `the body nests deeper than ${bodyDepthMax} levels at byte ${deepAt}`;
    throw problem('too_deep', detail, {
      errors: [{ field: 'body', expected: `at most ${bodyDepthMax} levels` }],
    });
  }
  const text = textOf(bytes);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    const { position, line, column, expected, got } = jsonErrorAt(text);
    throw problem('bad_json', `not JSON at position ${position} (line ${line}, column ${column})`, {
      errors: [{ field: 'body', expected, got }],
      members: { position, line, column },
    });
  }
  refusePoison(text, value);
  return value;
};
