import type { DispatchFact, ScanFact } from '#orders';
import {
  N,
  S1,
  S2,
  after,
  dispatchFact,
  five,
  outcome,
  plan,
  recordDispatch,
  recordScan,
  scanFact,
  units,
} from '../test/parcel.js';
import { isRefusal } from '#kernel';
import type { ShippingCommand } from './index.js';

const planned = [plan(S1), plan(S2)];
const fact = (id: string, over: Partial<DispatchFact> = {}): ShippingCommand =>
  recordDispatch(dispatchFact(3, { id: 'box', ...over }), id);
const handed = (shipment: string, over: object = {}): ShippingCommand => ({
  type: 'shipment.dispatch',
  data: { shipment, id: 'box', tracking: `T-${shipment}`, ...over },
});
const scanned = (id: string, over: Partial<ScanFact> = {}): ShippingCommand =>
  recordScan(scanFact(4, 'in_transit', { id: 'beep', ...over }), id);

const fieldsOf = (
  before: readonly ShippingCommand[],
  command: ShippingCommand,
): readonly string[] => {
  const answer = after(...planned, ...before)
    .when(command)
    .answer();
  return isRefusal(answer) ? (answer.refused.fields?.map(({ field }) => field) ?? []) : [];
};

describe('an id stands for one fact of the order', () => {
  it.each([
    ['two hand-overs', [handed(S1)], handed(S2), ['shipment', 'tracking']],
    [
      'two that say the same but where',
      [handed(S1, { tracking: 'T', at: '2026-01-05T03:00:00Z' })],
      handed(S2, { tracking: 'T', at: '2026-01-05T03:00:00Z' }),
      ['shipment'],
    ],
    ['a hand-over, and a fact', [handed(S1)], fact(S2), ['shipment', 'at', 'carrier', 'tracking']],
    ['a fact, and a hand-over', [fact(S1)], handed(S2), ['shipment', 'carrier', 'tracking']],
    ['two facts, each of one shipment', [fact(S1)], fact(S2), ['shipment']],
    [
      'a part of what several were told, and a fact of one',
      [fact(S1, { shared: true })],
      fact(S2),
      ['shipment'],
    ],
    [
      'a fact of one, and what several are told',
      [fact(S1)],
      fact(S2, { shared: true }),
      ['shipment'],
    ],
    [
      'what several are told, and other words',
      [fact(S1, { shared: true })],
      fact(S2, { shared: true, tracking: 'T-2' }),
      ['shipment', 'tracking'],
    ],
    [
      'a scan of a shipment, and of all',
      [scanned(S1)],
      scanned(N, { status: 'lost' }),
      ['shipment', 'status'],
    ],
    [
      'a scan of all, and of a shipment',
      [scanned(N)],
      scanned(S1, { status: 'lost' }),
      ['shipment', 'status'],
    ],
    ['scans of two shipments', [scanned(S1)], scanned(S2), ['shipment']],
    ['a scan of a shipment that is not planned', [scanned(`${N}-S3`)], scanned(S2), ['shipment']],
    ['a hand-over, and a scan', [handed(S1)], scanned(S2, { id: 'box' }), ['kind']],
    [
      'at one place',
      [fact(S1, { shared: true, lines: five })],
      fact(S1, { lines: [units('2')] }),
      ['lines'],
    ],
  ] as const)('%s', (_, before, command, fields) => {
    expect(fieldsOf(before, command)).toEqual(fields);
  });

  it('parts of what the order was told once are one, and so is a repeat', () => {
    const parts = [
      fact(S1, { shared: true, lines: [units('2')] }),
      fact(S2, { shared: true, lines: [units('3')] }),
    ];
    const before = after(...planned, ...parts);
    expect(before.state().shipments.map(({ facts }) => facts.length)).toEqual([1, 1]);
    expect(outcome(before, fact(N, { lines: [units('1', '9')] }))).not.toBe('id_conflict');
    for (const part of parts) expect(outcome(before, part)).toBe('');
  });

  it('a parcel without one is given one that nobody has', () => {
    const before = after(...planned, fact(S1, { id: `${S2}/dispatch` }));
    const answer = before.when({ type: 'shipment.dispatch', data: { shipment: S2 } }).answer();
    expect(answer).toMatchObject([{ data: { fact: { id: `${S2}/dispatch-2` } } }]);
  });
});
