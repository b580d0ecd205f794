/** Differing places beyond this add nothing to the reader's understanding. */
const differencesMax = 12;

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

const shown = (value: unknown): string => (value === undefined ? 'nothing' : JSON.stringify(value));

const step = (path: string, key: string, inList: boolean): string =>
  inList ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`;

function* compare(path: string, expected: unknown, actual: unknown): Generator<string> {
  if (Object.is(expected, actual)) return;
  const inList = Array.isArray(expected);
  if (!isObject(expected) || !isObject(actual) || inList !== Array.isArray(actual)) {
    yield `${path === '' ? 'value' : path}: expected ${shown(expected)}, found ${shown(actual)}`;
    return;
  }
  for (const key of new Set([...Object.keys(expected), ...Object.keys(actual)])) {
    yield* compare(step(path, key, inList), expected[key], actual[key]);
  }
}

/**
 * Where two JSON-like values differ, a line each, at most twelve; none: they are equal (undefined =
 * missing).
 */
export const differences = (expected: unknown, actual: unknown): readonly string[] => {
  const lines: string[] = [];
  for (const line of compare('', expected, actual)) {
    if (lines.push(line) >= differencesMax) break;
  }
  return lines;
};
