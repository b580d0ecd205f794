import { z } from 'zod';
import { Problem } from '../problems/problem.js';
import { Checked, checked } from './checked.js';

const line = z.strictObject({ sku: z.string().min(1), count: z.int().min(1) });
const order = z.strictObject({
  channel: z.string(),
  total: z.number().optional(),
  note: z.string().max(5).nullable().optional(),
  lines: z.array(line).max(3),
});
const good = { channel: 'web', lines: [{ sku: 'A', count: 1 }] };

const refusedWith = (read: () => unknown): Problem['document'] => {
  try {
    read();
  } catch (error) {
    if (error instanceof Problem) return error.document;
    throw error;
  }
  throw new Error('it was taken');
};
const errorsOf = (input: unknown) => refusedWith(() => checked(order, input)).errors ?? [];

describe('an input that is as its schema says', () => {
  it('is what the schema makes of it', () => {
    expect(checked(order, good)).toEqual(good);
    const trimmed = z.strictObject({ name: z.string().trim().default('none') });
    expect(checked(trimmed, { name: ' a ' })).toEqual({ name: 'a' });
    expect(checked(trimmed, {})).toEqual({ name: 'none' });
  });
});

describe('an input that is not', () => {
  it('names the field as people write it, what was expected there, and what came', () => {
    expect(errorsOf({ ...good, lines: [good.lines[0], { sku: '', count: 1 }] })).toEqual([
      { field: 'lines[1].sku', expected: expect.any(String), got: '' },
    ]);
    expect(errorsOf({ ...good, channel: 7 })).toMatchObject([
      { field: 'channel', got: 'the number 7' },
    ]);
  });

  it('says "nothing" of what is missing, and "body" of what has no name', () => {
    expect(errorsOf({ lines: [] })).toMatchObject([{ field: 'channel', got: 'nothing' }]);
    expect(errorsOf('text')).toMatchObject([{ field: 'body', got: 'text' }]);
    expect(errorsOf(undefined)).toMatchObject([{ field: 'body', got: 'nothing' }]);
  });

  it('tells a number that came as text from one that is wrong', () => {
    const lines = (count: unknown) => ({ ...good, lines: [{ sku: 'A', count }] });
    expect(errorsOf(lines('2'))).toMatchObject([{ got: 'the text "2"' }]);
    expect(errorsOf(lines(0))).toMatchObject([{ got: 'the number 0' }]);
    expect(errorsOf({ ...good, total: '1.5' })).toMatchObject([{ got: 'the text "1.5"' }]);
  });

  it('names each field that nobody knows, where it stands', () => {
    const wrong = { ...good, colour: 'red', lines: [{ sku: 'A', count: 1, size: 'XL', cut: 1 }] };
    expect(errorsOf(wrong)).toEqual(
      expect.arrayContaining(
        ['colour', 'lines[0].size', 'lines[0].cut'].map((field) => ({
          field,
          expected: 'no field of this name',
        })),
      ),
    );
  });

  it('is not read beyond its own fields: a prototype gives it nothing', () => {
    expect(errorsOf({ channel: 'web', lines: [{ count: 1 }] })).toMatchObject([
      { field: 'lines[0].sku', got: 'nothing' },
    ]);
    const named = z.strictObject({ constructor: z.string() });
    expect(refusedWith(() => checked(named, {})).errors).toMatchObject([{ got: 'nothing' }]);
  });

  it('lists the first twenty faults, however many there are', () => {
    const many = z.strictObject({ list: z.array(z.string()) });
    const { errors } = refusedWith(() => checked(many, { list: Array(500).fill(1) }));
    expect(errors).toHaveLength(20);
    const names = Object.fromEntries(Array.from({ length: 500 }, (_, at) => [`n${at}`, 1]));
    expect(errorsOf({ ...good, ...names })).toHaveLength(20);
  });

  it('says each fault once, though several checks find it', () => {
    const twice = z
      .string()
      .min(3, 'expected three letters')
      .regex(/^...$/, 'expected three letters');
    expect(refusedWith(() => checked(twice, 'ab')).errors).toHaveLength(1);
  });

  it('has the same in one sentence, and the place of the input before each field', () => {
    const problem = refusedWith(() => checked(line, { sku: 'A' }, ['rows', 4]));
    expect(problem.errors).toMatchObject([{ field: 'rows[4].count' }]);
    expect(problem.detail).toMatch(/^rows\[4\]\.count: expected /);
    expect([problem.code, problem.status]).toEqual(['schema_invalid', 400]);
  });

  it('has a code of its own where the schema names one, or lines are too many', () => {
    const lines = Array.from({ length: 4 }, () => good.lines[0]);
    expect(refusedWith(() => checked(order, { ...good, lines })).code).toBe('lines_too_many');
    const number = (code: string) =>
      z.string().superRefine((_, context) => {
        context.addIssue({ code: 'custom', message: 'expected a number', params: { code } });
      });
    for (const code of ['number_malformed', 'number_check_failed']) {
      expect(refusedWith(() => checked(number(code), 'x')).code).toBe(code);
    }
    expect(refusedWith(() => checked(number('internal'), 'x')).code).toBe('schema_invalid');
  });
});

describe('the pipe of a body', () => {
  it('takes null for absent, unless the route removes something by it', () => {
    expect(new Checked(order).transform({ ...good, note: null })).toEqual(good);
    expect(new Checked(order, 'remove').transform({ ...good, note: null })).toEqual({
      ...good,
      note: null,
    });
  });

  it('asks for a body where there is none', () => {
    expect(refusedWith(() => new Checked(order).transform(undefined)).code).toBe('empty_body');
  });
});
