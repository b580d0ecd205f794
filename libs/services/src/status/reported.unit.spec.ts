import type { PartitionStatus } from '../gateway.js';
import { Attendance, everyPartition, reported } from './reported.js';

const every = everyPartition(2);
const writer = (more: Partial<PartitionStatus>): PartitionStatus => ({
  service: 'orders',
  role: 'writer',
  name: 'orders',
  partition: 1,
  state: 'running',
  lag: 0,
  ...more,
});
const found = (rows: readonly PartitionStatus[]) =>
  reported(rows, every).find(
    ({ role, name, partition }) => role === 'writer' && name === 'orders' && partition === 1,
  );

test('every role of every service has a row for each partition', () => {
  const roles = every
    .filter(({ partition }) => partition === 0)
    .map(({ role, name }) => `${role} ${name}`);
  expect(roles).toEqual([
    'writer orders',
    'input orders ← inventory',
    'input orders ← shipping',
    'intake orders ← orders',
    'intake orders ← oms.channels.orders',
    'projector order, timeline',
    'writer inventory',
    'input inventory ← orders',
    'input inventory ← inventory',
    'projector stock',
    'writer shipping',
    'input shipping ← orders',
    'projector shipment',
  ]);
  expect(every).toHaveLength(2 * roles.length);
});

test('who reports nothing is starting', () => {
  expect(reported([], every)).toEqual(every);
  expect(found([])).toMatchObject({ state: 'starting' });
});

test('of two reports the newer term counts, and who works before who does not', () => {
  const old = writer({ term: 3, lag: 7 });
  const now = writer({ term: 9, lag: 1 });
  expect([found([old, now]), found([now, old])]).toEqual([now, now]);
  const halted = writer({ state: 'halted', reason: 'x', term: 99 });
  expect([found([halted, old]), found([old, halted])]).toEqual([old, old]);
  const starting = writer({ state: 'starting' });
  expect([found([halted, starting]), found([starting, halted])]).toEqual([halted, halted]);
});

test('what was seen once need not be seen again', () => {
  const attendance = new Attendance(every);
  const running = every.map((row) => ({ ...row, state: 'running' }) as const);
  expect(attendance.take(every)).toHaveLength(every.length);
  expect(attendance.take(running.slice(1))).toEqual([every[0]]);
  expect(attendance.take([...every.slice(1), ...running.slice(0, 1)])).toEqual([]);
  expect(attendance.take(every)).toEqual([]);
});
