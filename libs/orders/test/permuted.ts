/** Facts of one order, told in any order while its stock and its shipments answer at any time. */
import fc from 'fast-check';
import type { OrderCommand, OrderRow } from '#orders';
import { World } from './world.js';

export interface End {
  readonly row: OrderRow | undefined;
  readonly world: World;
}

/** `choices`: how long after each fact others speak, and who of them. */
export const reported = (
  facts: readonly OrderCommand[],
  choices: readonly number[],
  open: (world: World) => void,
): End => {
  const world = new World();
  open(world);
  let turn = 0;
  for (const fact of facts) {
    world.tell(fact);
    const turns = choices[turn % choices.length] ?? 0;
    for (let k = 0; k < turns % 4; k += 1) world.turn(choices[(turn += 1) % choices.length] ?? 0);
    turn += 1;
  }
  world.settle(choices);
  return { row: world.row(), world };
};

export const choices = fc.array(fc.nat(11), { minLength: 5, maxLength: 40 });
