import { Progress, progressLimits } from './progress.js';
import type { WorkStatus } from '../work.js';

const { stillMsMax } = progressLimits;

const status = (about: Partial<WorkStatus> & { readonly end: number }) =>
  ({
    service: 'orders',
    role: 'writer',
    name: 'orders',
    partition: 1,
    state: 'running',
    lag: 0,
    place: 5,
    ...about,
  }) as const;

const after = (ms: number, first: ReturnType<typeof status>, last = first) => {
  const progress = new Progress();
  progress.take([first], 0);
  progress.take([last], ms);
  return progress.still;
};

test('what is behind and does not move hangs, after a while', () => {
  const behind = status({ end: 6 });
  expect(after(stillMsMax - 1, behind)).toEqual([]);
  expect(after(stillMsMax, behind)).toEqual(['writer orders/1 stands at 5 of 6 for 120 s']);
});

test.each([
  ['moves', status({ end: 9 }), status({ end: 9, place: 6 })],
  ['is at the end', status({ end: 5 }), status({ end: 5 })],
  ['came to the end meanwhile', status({ end: 6, place: 6 }), status({ end: 7, place: 6 })],
  ['halted', status({ end: 9, state: 'halted' }), status({ end: 9, state: 'halted' })],
  ['says why', status({ end: 9, reason: 'no broker' }), status({ end: 9, reason: 'no' })],
])('what %s does not hang', (_, first, last) => {
  expect(after(stillMsMax * 2, first, last)).toEqual([]);
});

test('a partition that went away and came back begins anew, and so does everything', () => {
  const progress = new Progress();
  const behind = status({ end: 6 });
  progress.take([behind], 0);
  progress.take([], 1);
  progress.take([behind], stillMsMax);
  expect(progress.still).toEqual([]);
  progress.reset();
  progress.take([behind], stillMsMax * 2);
  expect(progress.still).toEqual([]);
});
