import {
  acceptParameter,
  operatedAnswer,
  quarantineInput,
  servicePartitionIn,
} from './decisions.js';
import { Problem } from './problems/problem.js';

const refusedWith = (decide: () => unknown): Problem['document'] => {
  try {
    decide();
  } catch (error) {
    if (error instanceof Problem) return error.document;
    throw error;
  }
  throw new Error('it was answered');
};
const place = { service: 'orders', partition: 2 } as const;

describe('the partition that a path names', () => {
  it.each([
    ['0', 0],
    ['3', 3],
    ['03', 3],
  ])('%s is one of four', (text, partition) => {
    expect(servicePartitionIn('orders', text, 4)).toEqual({ service: 'orders', partition });
  });

  it.each(['4', '-1', '1.0', '1e0', '', ' 1', 'x', '000000'])('%j is none of four', (text) => {
    expect(refusedWith(() => servicePartitionIn('orders', text, 4))).toMatchObject({
      code: 'parameter_invalid',
      errors: [{ field: 'partition', expected: '0 to 3' }],
    });
  });

  it('is that of a service that there is', () => {
    expect(refusedWith(() => servicePartitionIn('billing', '0', 4))).toMatchObject({
      code: 'parameter_invalid',
      errors: [{ field: 'service', expected: expect.stringContaining('orders, inventory') }],
    });
  });
});

describe('what an operator sends', () => {
  it('is an offset, and the source of an intake where one is meant', () => {
    expect(quarantineInput.parse({ offset: 0 })).toEqual({ offset: 0 });
    expect(quarantineInput.parse({ offset: 7, source: 'inventory' })).toMatchObject({ offset: 7 });
  });

  it.each([
    [{}],
    [{ offset: -1 }],
    [{ offset: '7' }],
    [{ offset: 1.5 }],
    [{ offset: 1, source: '' }],
  ])('%j is neither', (input) => {
    expect(quarantineInput.safeParse(input).success).toBe(false);
  });

  it('accepts a clock that was ahead by that word alone', () => {
    expect(acceptParameter.safeParse('clock').success).toBe(true);
    expect(acceptParameter.safeParse(undefined).success).toBe(true);
    expect(acceptParameter.safeParse('all').error?.message).toContain('expected clock');
  });
});

describe('what came of it', () => {
  it('is what goes on, and what was told of it', () => {
    const names = ['orders', 'orders ← inventory'];
    expect(operatedAnswer(place, { kind: 'resumed', names })).toEqual({ ...place, resumed: names });
    expect(operatedAnswer(place, { kind: 'resumed', names, told: 'half of it' })).toMatchObject({
      told: 'half of it',
    });
  });

  it('is a problem where nothing has halted there', () => {
    expect(refusedWith(() => operatedAnswer(place, { kind: 'not-halted' }))).toMatchObject({
      status: 409,
      code: 'not_halted',
      detail: 'no writer or intake of orders/2 has halted',
    });
  });

  it('is a problem with the offset that comes next, where another one was named', () => {
    expect(refusedWith(() => operatedAnswer(place, { kind: 'not-next', next: 7 }))).toMatchObject({
      code: 'not_next',
      detail: 'orders/2 halts at 7',
      next: 7,
    });
    const nothing = refusedWith(() => operatedAnswer(place, { kind: 'not-next', next: undefined }));
    expect(nothing.detail).toBe('no message waits in orders/2');
    expect(nothing).not.toHaveProperty('next');
  });

  it('is a problem where no record of the source may be left out', () => {
    const cannot = { kind: 'cannot', reason: 'the chain would break' } as const;
    expect(refusedWith(() => operatedAnswer(place, cannot))).toMatchObject({
      code: 'not_set_aside',
      detail: expect.stringContaining('the chain would break'),
    });
  });
});
