import { line, number, place } from '../../test/orders.js';
import { World } from '../../test/world.js';

const S1 = `${number}-S1`;
const at = '2026-01-06T03:00:00Z';

/** The first line is with its node, the second waits for its stock. */
const begun = (): World => {
  const world = new World();
  world.receive('north', 'A', '2');
  world.tell(
    place({
      policy: { releaseOn: 'accepted' },
      lines: [
        line('1', '2', { node: 'north', sku: 'A' }),
        line('2', '3', { node: 'south', sku: 'B' }),
      ],
    }),
  );
  world.settle();
  return world;
};

/** Of the second line, under the id of the parcel that the node of the first hands over. */
const tellSame = (world: World): boolean =>
  world.tell({
    type: 'order.record-dispatch',
    data: {
      scope: { lines: [{ line: '2', quantity: '3' }] },
      fact: { kind: 'dispatch', id: `${S1}/dispatch`, at },
    },
  });

const bucketsOf = (world: World): readonly unknown[] =>
  world.row()?.lines.map(({ buckets }) => buckets) ?? [];

describe('a dispatch under the id of a parcel of another shipment', () => {
  it('is refused once the order has heard of the parcel', () => {
    const world = begun();
    world.dispatch(S1);
    world.settle();
    expect(tellSame(world)).toBe(false);
    expect(bucketsOf(world)).toEqual([{ shipped: '2' }, { backordered: '3' }]);
  });

  it('that is told meanwhile moves nothing: what it took to its node goes back', () => {
    const world = begun();
    world.dispatch(S1);
    expect(tellSame(world)).toBe(true);
    world.settle();
    expect(bucketsOf(world)).toEqual([{ shipped: '2' }, { backordered: '3' }]);
    expect(world.shipping.shipments.map(({ shipment, lines }) => [shipment, lines.length])).toEqual(
      [
        [S1, 1],
        [`${number}-S2`, 0],
      ],
    );
    world.receive('south', 'B', '3');
    world.settle();
    world.dispatch(`${number}-S2`);
    world.settle();
    expect(bucketsOf(world)).toEqual([{ shipped: '2' }, { shipped: '3' }]);
  });
});
