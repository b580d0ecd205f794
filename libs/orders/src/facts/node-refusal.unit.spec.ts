import { line, place } from '../../test/orders.js';
import { World } from '../../test/world.js';

/** Four are ordered and two are there, which wait for the others. */
const waiting = (): World => {
  const world = new World();
  world.receive('main', 'SKU-1', '2');
  world.tell(
    place({ lines: [line('1', '4')], policy: { releaseOn: 'accepted', shipTogether: 'order' } }),
  );
  world.settle();
  return world;
};
const refuse = (world: World, reason: string): World => {
  world.tell({
    type: 'order.record-refusal',
    data: { id: 'f', reason, lines: [{ line: '1', quantity: '2' }] },
  });
  world.settle();
  return world;
};

describe('a node that will not send units which wait', () => {
  it('speaks of those that it has where it does not find them', () => {
    const world = refuse(waiting(), 'not found');
    expect(world.row()).toMatchObject({ lines: [{ buckets: { open: '2', backordered: '2' } }] });
    expect(world.held('main', 'SKU-1', '1')).toEqual({ reserved: '0', backordered: '2' });
  });

  it('gives back those still to come first where the goods are sound', () => {
    const world = refuse(waiting(), 'no carrier');
    expect(world.held('main', 'SKU-1', '1')).toEqual({ reserved: '2', backordered: '0' });
  });
});
