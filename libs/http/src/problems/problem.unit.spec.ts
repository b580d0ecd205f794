import { problemCodes, statusOf } from './codes.js';
import { bodyBytesMax, bodyTooLarge } from './limits.js';
import { fieldProblem, Problem, problem, problemType, shown } from './problem.js';

describe('a problem', () => {
  it('has status and title of its code, and what else is said of it', () => {
    const found = problem('place_conflicted', 'the order stays as it stands', {
      errors: [{ field: 'lines.1.quantity', expected: 'what the order stands with' }],
      members: { omsNumber: 'H0VD-3KFX-FA0T-8V', recorded: true },
      headers: { 'retry-after': '1' },
    });
    expect(found.document).toEqual({
      type: 'urn:oms:problem:place_conflicted',
      title: 'The reference is taken by an order with another body',
      status: 409,
      detail: 'the order stays as it stands',
      code: 'place_conflicted',
      errors: [{ field: 'lines.1.quantity', expected: 'what the order stands with' }],
      omsNumber: 'H0VD-3KFX-FA0T-8V',
      recorded: true,
    });
    expect(found.headers).toEqual({ 'retry-after': '1' });
  });

  it('is an error that says its detail, and has no list of errors where none is named', () => {
    const found = problem('busy', 'come again');
    expect(found).toBeInstanceOf(Error);
    expect(found).toBeInstanceOf(Problem);
    expect(found.message).toBe('come again');
    expect(found.document).not.toHaveProperty('errors');
  });

  it('of one field says in its detail what was expected there', () => {
    const error = { field: 'wait', expected: 'seconds', got: 'ever' };
    expect(fieldProblem('parameter_invalid', error).document).toMatchObject({
      detail: 'wait: expected seconds',
      errors: [error],
    });
  });

  it('of a body that is too large names the bound', () => {
    expect(bodyTooLarge().document).toMatchObject({
      status: 413,
      errors: [{ field: 'body', expected: `at most ${bodyBytesMax} bytes` }],
    });
  });
});

describe('the codes', () => {
  const codes = Object.entries(problemCodes);

  it.each(codes)(
    '%s has the status of a failure, and a title for people',
    (code, [status, title]) => {
      expect(code).toMatch(/^[a-z]+(_[a-z]+)*$/);
      expect(status).toBeGreaterThanOrEqual(400);
      expect(status).toBeLessThan(600);
      expect(title).toMatch(/^[A-Z].*\w$/);
    },
  );

  it('have one title each, so that a reader can tell them apart', () => {
    expect(new Set(codes.map(([, [, title]]) => title)).size).toBe(codes.length);
  });

  it('say their status by themselves, and a type that clients can switch on', () => {
    expect(statusOf('too_many_requests')).toBe(429);
    expect(problemType('busy')).toBe('urn:oms:problem:busy');
  });
});

describe('what came in, as it is shown', () => {
  it.each([
    ['text', 'text'],
    ['', ''],
    [2, 'the number 2'],
    [Number.NaN, 'the number NaN'],
    [null, 'null'],
    [true, 'true'],
    [[1, 'a'], '[1,"a"]'],
    [{ a: 1 }, '{"a":1}'],
    [undefined, 'undefined'],
  ])('%j is %s', (value, text) => {
    expect(shown(value)).toBe(text);
  });

  it('is short, and has nothing in it that moves a cursor or ends a line', () => {
    expect(shown('x'.repeat(81))).toBe(`${'x'.repeat(80)}…`);
    expect(shown('x'.repeat(80))).toBe('x'.repeat(80));
    expect(shown('a\u001b[2J\r\nb\u0085')).not.toMatch(/\p{Cc}/u);
  });
});
