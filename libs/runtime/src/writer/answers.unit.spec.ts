import { dayMs, unchanged, rejection } from '../../test/history.js';
import { Projecting } from '../../test/projecting.js';
import { answerBlockOf, answerToBlock, answerView } from '../views/view.js';
import type { Answer, AnswerBlock, StoredDocument } from '../views/view.js';

const blockOf = (stored: object | undefined): AnswerBlock | undefined =>
  (stored as StoredDocument | undefined)?.doc as AnswerBlock | undefined;
const answersIn = async (
  world: Projecting,
  key = answerBlockOf(0),
): Promise<Readonly<Record<string, Answer>>> =>
  blockOf(await world.shown(key, 0, answerView))?.answers ?? {};

/** The usual one of these histories. */
const tenant = 'default';

describe('answers', () => {
  test('say what became of each command, and point each duplicate to the first', async () => {
    const world = new Projecting();
    const { history } = world;
    await history.deposit('a', 1, { command: 'x', number: 'N' });
    await history.record('a', [rejection(1)], { command: 'y' });
    for (let at = 0; at < 3; at += 1) {
      await history.record('a', [unchanged(0)], { command: 'x' });
    }
    await history.record('a', [unchanged()], { command: 'z' });
    await history.deposit('a', 1, { input: 'other.0' });
    await (
      await world.project(0, undefined, true)
    ).ended;
    const duplicate = { outcome: 'unchanged', tenant, key: 'a', code: 'duplicate', first: 0 };
    expect(await answersIn(world)).toEqual({
      0: { outcome: 'accepted', tenant, key: 'a', number: 'N', types: ['account.deposited'] },
      1: { outcome: 'rejected', tenant, key: 'a', code: 'balance_too_low', detail: 'no' },
      2: duplicate,
      3: duplicate,
      4: duplicate,
      5: { outcome: 'unchanged', tenant, key: 'a', code: 'no-change' },
    });
  });

  test('of more than one block stand in several', async () => {
    const world = new Projecting();
    for (let at = 0; at < 150; at += 1) {
      await world.history.record('a', [unchanged(0)], { command: 'x' });
    }
    await (
      await world.project(0, undefined, true)
    ).ended;
    expect(Object.keys(await answersIn(world))).toHaveLength(100);
    expect(Object.keys(await answersIn(world, answerBlockOf(100)))).toHaveLength(50);
  });

  test('that went on: the first says where, the last is found by its event', async () => {
    const world = new Projecting();
    const { history } = world;
    await history.record('a', [{ type: 'account.strayed', data: {} }], { command: 'x' });
    const source = '0:inbox:0:0:0/0';
    await history.deposit('other', 1, { source, number: 'N2' });
    const again = { type: 'log.unchanged', data: { reason: 'duplicate' } } as const;
    await history.record('other', [again], { source });
    await (
      await world.project(0, undefined, true)
    ).ended;
    expect((await answersIn(world))[0]).toEqual({
      outcome: 'collided',
      tenant,
      key: 'a',
      types: ['account.strayed'],
      goesOn: { event: '0:inbox:0:0:0', to: { next: 'other' } },
    });
    expect(await answersIn(world, answerToBlock('0:inbox:0:0:0'))).toEqual({
      '0:inbox:0:0:0': {
        outcome: 'accepted',
        tenant,
        key: 'other',
        number: 'N2',
        types: ['account.deposited'],
      },
    });
  });

  test('are kept for a day of log time, then dropped, however slowly they came', async () => {
    const world = new Projecting();
    const { history } = world;
    const project = async () => (await world.project(0, undefined, true)).ended;
    const command = 'x';
    const start = history.at;
    await history.deposit('a', 1, { command });
    await history.record('a', [{ type: 'account.strayed', data: {} }], { command: 'y' });
    await history.deposit('b', 1, { source: '0:inbox:1:0:0/0' });
    await project();
    // Two days on, the same block still fills; then a new one begins.
    for (let each = 3; each < 101; each += 1) {
      await history.deposit('a', 1, { command, at: start + 2 * dayMs });
    }
    await project();
    expect(Object.keys(await answersIn(world))).toHaveLength(99);
    expect(Object.keys(await answersIn(world, answerBlockOf(100)))).toEqual(['100']);
    for (let each = 101; each < 301; each += 1) {
      await history.deposit('a', 1, { command, at: start + 4 * dayMs + each });
    }
    await history.record('a', [{ type: 'account.strayed', data: {} }], { command: 'y' });
    await history.deposit('b', 1, { source: '0:inbox:301:0:0/0' });
    await project();
    expect(await answersIn(world)).toEqual({});
    expect(await answersIn(world, answerToBlock('0:inbox:1:0:0'))).toEqual({});
    expect(Object.keys(await answersIn(world, answerToBlock('0:inbox:301:0:0')))).toHaveLength(1);
    const views = await world.views();
    const left = await views.list(0, { index: 'answers', limit: 9, descending: false });
    expect(left.map(({ key }) => key)).toEqual([100, 200, 300].map(answerBlockOf));
  });
});
