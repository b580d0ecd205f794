import type { LineChange, OrderBody, OrderCommand, OrderLine } from '#orders';
import type { Dice } from '../dice.js';
import { pick } from './drawing.js';
import type { Drawing, Subject } from './drawing.js';

const lateMs = 2_200;
const editsMax = 3;

const changeOf = (chance: Dice, line: OrderLine, nodes: readonly [string, ...string[]]) => {
  const { line: id } = line;
  return pick<() => LineChange>(chance, [
    () => ({ line: id, quantity: `${1 + chance.below(6)}` }),
    () => ({ line: id, node: pick(chance, nodes) }),
    () => ({ line: id, sku: pick(chance, ['A', 'B', 'C']) }),
    () => ({ line: id, remove: true }),
    () => ({ line: id, trackStock: chance.chance(0.5) }),
    () => ({ line: id, unitPrice: '7.50' }),
    () => ({ ...line, line: 'gift', quantity: '1' }),
  ])();
};

/** What people and the channel change of an order while its stock answers and its goods go. */
export const drawEdits = (
  drawing: Drawing,
  subject: Subject,
  nodes: readonly [string, ...string[]],
): void => {
  const { chance, raceFree } = drawing;
  const [first] = subject.body.lines;
  if (raceFree || first === undefined || !subject.namedByNumber || !chance.chance(0.5)) return;
  for (let count = chance.below(editsMax + 1); count > 0; count -= 1) {
    const line = pick(chance, [first, ...subject.body.lines]);
    const edit: OrderCommand = {
      type: 'order.edit',
      data: {
        id: `e-${subject.index}-${count}`,
        version: 1 + chance.below(3),
        changes: {
          shipTo: { street: `Way ${count}` },
          lines: [changeOf(chance, line, nodes)],
          ...(chance.chance(0.3) && { promise: `2026-02-0${count}` }),
        },
      },
    };
    subject.post(1, edit, subject.near());
    if (chance.chance(0.3)) subject.post(1, edit);
  }
  if (chance.chance(0.3)) {
    subject.post(3, { type: 'order.undo-cancel', data: { reason: 'a mistake' } }, lateMs);
  }
  if (chance.chance(0.3)) {
    subject.post(1, { type: 'order.release-anyway', data: { reason: 'on account' } });
  }
  drawOtherBody(chance, subject, first);
};

/** The same reference with another body: told or applied, accepted or turned down. */
const drawOtherBody = (chance: Dice, subject: Subject, first: OrderLine): void => {
  if (!chance.chance(0.4)) return;
  const { number, claim, body } = subject;
  const other: OrderBody = {
    ...body,
    policy: { ...body.policy, onChange: pick(chance, ['tell', 'apply']) },
    shipTo: { street: 'Another way' },
    lines: chance.chance(0.5) ? body.lines : [{ ...first, quantity: '5' }, ...body.lines.slice(1)],
  };
  subject.post(1, { type: 'order.place', data: { number, claim, body: other } });
  if (chance.chance(0.3)) return;
  subject.post(
    3,
    chance.chance(0.6)
      ? { type: 'order.accept-change', data: {} }
      : { type: 'order.dismiss-change', data: { reason: 'a mistake' } },
    lateMs,
  );
};
