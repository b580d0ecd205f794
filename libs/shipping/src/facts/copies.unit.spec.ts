import type { DispatchFact, ShipmentNews } from '#orders';
import {
  N,
  S1,
  S2,
  dispatchFact,
  five,
  history,
  newsAfter,
  plan,
  recordDispatch,
  recordScan,
  scanFact,
  units,
} from '../../test/parcel.js';
import type { ShippingCommand } from '../index.js';

const planned = [plan(S1), plan(S2)];
const own = (at: number, id: string, over: Partial<DispatchFact> = {}): ShippingCommand =>
  recordDispatch(dispatchFact(at, { tracking: `T-${at}`, ...over }), id);
/** All of the order left: told to both shipments. */
const ofAll = (at: number, over: Partial<DispatchFact> = {}): readonly ShippingCommand[] =>
  [S1, S2].map((id) => own(at, id, { ...over, shared: true }));
const home = (at: number, id: string): ShippingCommand =>
  recordScan(scanFact(at, 'returned_to_sender'), id);
const neverLeft = (at: number, id: string): ShippingCommand =>
  recordScan(scanFact(20, 'label_created', { corrects: `dispatch-${at}`, reason: 'r' }), id);

const shown = (news: ShipmentNews | undefined): readonly string[] =>
  (news?.parcels ?? []).map(({ parcel, tracking = '-', contents }) =>
    [parcel, tracking, ...contents.map(({ quantity, status }) => `${quantity} ${status}`)].join(
      ' ',
    ),
  );
const both = (commands: readonly ShippingCommand[]) => [
  shown(newsAfter([...planned, ...commands], S1)),
  shown(newsAfter([...planned, ...commands], S2)),
  newsAfter([...planned, ...commands], S1)?.concerns?.map(({ exception }) => exception) ?? [],
];

describe('copies of one dispatch belong together', () => {
  it.each([
    [
      'it has what was left in one of them, and is no parcel of the other',
      [own(1, S1), ...ofAll(3)],
      [['dispatch-1 T-1 5 dispatched'], ['dispatch-3 T-3 5 dispatched'], []],
    ],
    [
      'it has both, once the other dispatch is taken back',
      [own(1, S1), ...ofAll(3), neverLeft(1, S1)],
      [['dispatch-3 T-3 5 dispatched'], ['dispatch-3 T-3 5 dispatched'], []],
    ],
    [
      'its number is none of a parcel that left without it',
      [own(1, S1, { tracking: undefined }), ...ofAll(3)],
      [['dispatch-1 - 5 dispatched'], ['dispatch-3 T-3 5 dispatched'], []],
    ],
    [
      'it says the number of all that left without one',
      [own(1, S1, { tracking: undefined }), own(2, S2, { tracking: undefined }), ...ofAll(3)],
      [['dispatch-1 T-3 5 dispatched'], ['dispatch-2 T-3 5 dispatched'], []],
    ],
    [
      'it finds nothing in either: people hear it once',
      [own(1, S1), own(2, S2), ...ofAll(3)],
      [
        ['dispatch-1 T-1 5 dispatched', 'dispatch-3 T-3'],
        ['dispatch-2 T-2 5 dispatched', 'dispatch-3 T-3'],
        ['dispatch-without-units'],
      ],
    ],
    [
      'what came back stays there, where it found others',
      [own(1, S1), home(2, S1), ...ofAll(3)],
      [['dispatch-1 T-1 5 returned_to_sender'], ['dispatch-3 T-3 5 dispatched'], []],
    ],
    [
      'what came back goes again, where it found no others',
      [own(1, S1), home(2, S1), own(1, S2, { id: 'other' }), ...ofAll(3)],
      [['dispatch-1 T-1', 'dispatch-3 T-3 5 dispatched'], ['other T-1 5 dispatched'], []],
    ],
    [
      'parts of lines that left later are no part of it',
      [...ofAll(3), own(4, S2, { lines: [units('2')] })],
      [
        ['dispatch-3 T-3 5 dispatched'],
        ['dispatch-3 T-3 3 dispatched', 'dispatch-4 T-4 2 dispatched'],
        [],
      ],
    ],
  ] as const)('%s', (_, commands, expected) => {
    expect(both(commands)).toEqual(expected);
    expect(both(commands.toReversed())).toEqual(expected);
  });

  it('a correction of the whole order shares its lines out among them', () => {
    const fix = (quantity: string) =>
      recordDispatch(
        dispatchFact(20, {
          tracking: undefined,
          corrects: 'dispatch-3',
          reason: 'r',
          lines: [units('2', '2'), units(quantity)],
        }),
        N,
      );
    const lines = [plan(S1), plan(S2, [units('5'), units('4', '2')])];
    const parcels = (quantity: string) =>
      [S1, S2].map((id) => shown(newsAfter([...lines, ...ofAll(3), fix(quantity)], id)));
    expect(parcels('3')).toEqual([
      ['dispatch-3 T-3 3 dispatched'],
      ['dispatch-3 T-3 2 dispatched'],
    ]);
    expect(parcels('7')).toEqual([
      ['dispatch-3 T-3 5 dispatched'],
      ['dispatch-3 T-3 2 dispatched 2 dispatched'],
    ]);
    expect(parcels('12')).toEqual([
      ['dispatch-3 T-3 7 dispatched'],
      ['dispatch-3 T-3 5 dispatched 2 dispatched'],
    ]);
  });

  it('the news of a shipment follow what another one is told', () => {
    const facts = [...ofAll(3), own(2, S2, { lines: five }), own(1, S1)];
    expect(shown(newsAfter([...planned, ...facts], S2))).toEqual([
      'dispatch-2 T-2 5 dispatched',
      'dispatch-3 T-3',
    ]);
    const reported = history(...planned, ...facts, neverLeft(1, S1))
      .slice(-2)
      .map(({ data }) =>
        'news' in data && data.news !== undefined ? [data.news.shipment, shown(data.news)] : [],
      );
    expect(reported).toEqual([
      [S1, ['dispatch-3 T-3 5 dispatched']],
      [S2, ['dispatch-2 T-2 5 dispatched']],
    ]);
  });
});
