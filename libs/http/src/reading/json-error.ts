/** Where text stops to be JSON. Engines tell it in words that differ, or not at all. */
export interface JsonErrorPlace {
  /** Characters before the first wrong one. */
  readonly position: number;
  readonly line: number;
  readonly column: number;
  readonly expected: string;
  readonly got: string;
}

const space = /[ \t\n\r]*/y;
const scalar = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const string = /"(?:[^"\\\p{Cc}]|[\u007f-\u009f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/uy;

interface Failure {
  readonly at: number;
  readonly expected: string;
}

/** Length of what the sticky pattern finds at `at`; -1: nothing. */
const matched = (pattern: RegExp, text: string, at: number): number => {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0].length ?? -1;
};

type Step = 'value' | 'first-value' | 'first-name' | 'name' | 'after';

const stepFailure: Readonly<Record<Step, string>> = {
  value: 'a value',
  'first-value': 'a value or ]',
  'first-name': 'a field name in double quotes or }',
  name: 'a field name in double quotes',
  after: 'a comma or the closing bracket',
};

/** Walks by a stack of open brackets, as deep input may not use up ours. */
const failureIn = (text: string): Failure => {
  const open: string[] = [];
  let step: Step = 'value';
  let at = 0;
  const skip = (): void => {
    at += matched(space, text, at);
  };
  for (;;) {
    skip();
    if (step === 'after' && open.length === 0) return { at, expected: 'the end of the body' };
    const failure: Failure = { at, expected: stepFailure[step] };
    const char = text[at];
    const closes = open.at(-1) === '{' ? '}' : ']';
    if (char === undefined) return failure;
    if (char === closes && open.length > 0 && step !== 'value' && step !== 'name') {
      open.pop();
      at += 1;
      step = 'after';
    } else if (step === 'after') {
      if (char !== ',') return failure;
      at += 1;
      step = open.at(-1) === '{' ? 'name' : 'value';
    } else if (step === 'name' || step === 'first-name') {
      const length = matched(string, text, at);
      if (length < 0) return failure;
      at += length;
      skip();
      if (text[at] !== ':') return { at, expected: 'a colon' };
      at += 1;
      step = 'value';
    } else if (char === '{' || char === '[') {
      open.push(char);
      at += 1;
      step = char === '{' ? 'first-name' : 'first-value';
    } else {
      const length = Math.max(matched(string, text, at), matched(scalar, text, at));
      if (length < 0) return failure;
      at += length;
      step = 'after';
    }
  }
};

/** Only for text that `JSON.parse` refused. */
export const jsonErrorAt = (text: string): JsonErrorPlace => {
  const { at, expected } = failureIn(text);
  const before = text.slice(0, at).split('\n');
  return {
    position: at,
    line: before.length,
    column: (before.at(-1)?.length ?? 0) + 1,
    expected,
    got: at < text.length ? String.fromCodePoint(text.codePointAt(at) ?? 0) : 'the end of the body',
  };
};
