import fc from 'fast-check';
import { isRefusal, millionths } from '#kernel';
import type { ScanStatus, ShipmentFact } from '#orders';
import {
  N,
  S1,
  S2,
  S3,
  cancel,
  dispatchFact,
  handOver,
  hour,
  plan,
  recordDispatch,
  recordScan,
  scanFact,
  units,
} from '../../test/parcel.js';
import { shipment } from '../index.js';
import type { ShippingCommand, ShippingEvent, ShippingState } from '../index.js';
import { newsOf, withNode } from '../facts/news.js';

const statuses: readonly ScanStatus[] = [
  'label_created',
  'in_transit',
  'out_for_delivery',
  'delivery_failed',
  'delivered',
  'lost',
  'returned_to_sender',
];

const at = fc.integer({ min: 0, max: 6 });
const tracking = fc.constantFrom('T-1', 'T-2', undefined);
const lines = fc.constantFrom(
  undefined,
  undefined,
  [units('2')],
  [units('3')],
  [units('1'), units('4', '2')],
);
/** Ids of what may be corrected: dispatches, scans, and corrections of them. */
const dispatchId = at.map((time) => `dispatch-${time}`);
const scanId = fc.tuple(fc.constantFrom(...statuses), at).map(([word, time]) => `${word}-${time}`);
const corrects = fc.option(fc.oneof(dispatchId, scanId), { nil: undefined, freq: 2 });
const reasoned = (wrong: string | undefined, id: string): object =>
  wrong === undefined || wrong === id ? {} : { corrects: wrong, reason: 'misread' };
const given_ = (fields: object): object =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
const someFact: fc.Arbitrary<ShipmentFact> = fc.oneof(
  fc
    .record({ at, tracking, lines, corrects })
    .map(({ at: time, corrects: wrong, ...more }) =>
      dispatchFact(time, { ...more, ...reasoned(wrong, `dispatch-${time}`) }),
    ),
  fc
    .record({
      at,
      status: fc.constantFrom(...statuses),
      corrects,
      tracking,
      lines,
      parcel: fc.option(dispatchId, { nil: undefined, freq: 2 }),
    })
    .map(({ at: time, status, corrects: wrong, ...more }) =>
      scanFact(time, status, { ...given_(more), ...reasoned(wrong, `${status}-${time}`) }),
    ),
);
/** Facts of three shipments, one of them never planned, and of the order; one id says one thing. */
const someFacts = fc.uniqueArray(
  fc.record({ fact: someFact, id: fc.constantFrom(S1, S1, S2, S3, N) }),
  { minLength: 1, maxLength: 10, selector: ({ fact }) => `${fact.kind} ${fact.id}` },
);
const asked = [units('5'), units('4', '2')];

const commandOf = ({ fact, id }: { fact: ShipmentFact; id: string }): ShippingCommand =>
  fact.kind === 'dispatch' ? recordDispatch(fact, id) : recordScan(fact, id);

const reported = (commands: readonly ShippingCommand[]) => {
  let state: ShippingState = shipment.initial;
  const events: ShippingEvent[] = [];
  for (const command of commands) {
    const answered = shipment.decide(command, state, { now: Date.parse(hour(1)), key: N });
    if (isRefusal(answered)) continue;
    events.push(...answered);
    state = answered.reduce((folded, event) => shipment.evolve(folded, event), state);
  }
  return { state, events };
};

describe('the facts of a shipment', () => {
  it.each([
    ['come to the same, in whatever order they and the plan come, some of them twice', [S1, S2]],
    ['wait the same way for what is not planned', [S1]],
  ])('%s', (_, ids) => {
    const shuffled = someFacts.chain((facts) => {
      const commands = [
        ...facts.map(commandOf),
        {
          type: 'shipment.plan',
          data: { shipments: ids.map((id) => ({ shipment: id, node: 'main', lines: asked })) },
        } as const,
      ];
      return fc.record({
        commands: fc.constant(commands),
        other: fc.shuffledSubarray(commands, {
          minLength: commands.length,
          maxLength: commands.length,
        }),
        again: fc.subarray(commands),
      });
    });
    fc.assert(
      fc.property(shuffled, ({ commands, other, again }) => {
        const first = reported(commands);
        const second = reported([...other, ...again]);
        expect(second.state).toEqual(first.state);
        const waiting = first.state.waiting.map(({ shipment: id }) => id);
        expect(waiting.some((id) => ids.includes(id))).toBe(false);
      }),
      { numRuns: 500 },
    );
  });

  it('are told: the last news of each shipment is how it stands', () => {
    fc.assert(
      fc.property(someFacts, (facts) => {
        const { state, events } = reported([
          plan(S1, asked),
          ...facts.map(commandOf),
          plan(S2, asked),
        ]);
        for (const one of state.shipments) {
          const heard = events.flatMap(({ data }) =>
            'news' in data && data.news?.shipment === one.shipment ? [data.news] : [],
          );
          expect(heard.at(-1) ?? newsOf(state, one)).toEqual(newsOf(state, one));
        }
      }),
      { numRuns: 500 },
    );
  });

  it('never lose or make units: what left and what stays is what was asked for, or said', () => {
    fc.assert(
      fc.property(someFacts, (facts) => {
        const { state } = reported([plan(S1, asked), plan(S2, asked), ...facts.map(commandOf)]);
        for (const one of state.shipments) {
          const { parcels = [] } = newsOf(state, one);
          const here = withNode(state, one);
          for (const { line, quantity } of asked) {
            const away = parcels
              .flatMap(({ contents }) => contents)
              .filter((content) => content.line === line)
              .reduce((sum, content) => sum + millionths(content.quantity), 0);
            const over = away + (here.get(line) ?? 0) - millionths(quantity);
            expect(over).toBe(Math.max(0, away - millionths(quantity)));
            const { concerns = [] } = newsOf(state, state.shipments[0] ?? one);
            expect(
              over > 0 &&
                concerns.length < 20 &&
                !concerns.some(
                  ({ exception, line: named }) => exception === 'over-dispatch' && named === line,
                ),
            ).toBe(false);
          }
        }
      }),
      { numRuns: 500 },
    );
  });

  it('a delivery stays, whatever comes, unless it is corrected', () => {
    fc.assert(
      fc.property(someFacts, (facts) => {
        const delivery = recordScan(scanFact(9, 'delivered', { id: 'the-delivery' }));
        const { state } = reported([plan(S1), ...facts.map(commandOf), delivery]);
        const [one] = state.shipments;
        if (one === undefined) throw new Error('no shipment');
        const { parcels = [] } = newsOf(state, one);
        // One that came back and was sent again has nothing in it that a carrier could deliver.
        const out = parcels.filter(({ resent }) => resent === undefined);
        expect(out.map(({ status }) => status)).toEqual(out.map(() => 'delivered'));
      }),
      { numRuns: 500 },
    );
  });
});

describe('cancel against hand-over', () => {
  it('ends either cancelled or handed over, and never in both', () => {
    for (const race of [
      [cancel(), handOver()],
      [handOver(), cancel()],
    ]) {
      const types = reported([plan(), ...race]).events.map(({ type }) => type);
      const dispatched = types.includes('shipment.dispatched');
      expect(types.includes('shipment.cancelled')).toBe(!dispatched);
      expect(types.includes('shipment.cancel-refused')).toBe(dispatched);
    }
  });
});
