import fc from 'fast-check';
import { isRefusal } from '#kernel';
import type { ScanStatus, ShipmentFact } from '#orders';
import {
  N, S1, S2, S3, cancel, dispatchFact, handOver, hour, plan, recordDispatch, recordScan, scanFact,
} from '../test/parcel.js';
import { shipment } from './index.js';
import type { ShippingCommand, ShippingEvent, ShippingState } from './index.js';
import { newsOf } from './state.js';

const statuses: readonly ScanStatus[] = [
  'label_created', 'in_transit', 'out_for_delivery', 'delivery_failed', 'delivered', 'lost',
  'returned_to_sender',
];

const at = fc.integer({ min: 0, max: 6 });
const someFact: fc.Arbitrary<ShipmentFact> = fc.oneof(
  fc.record({ at, tracking: fc.constantFrom('T-1', 'T-2', undefined) })
    .map(({ at: time, tracking }) => dispatchFact(time, { tracking, id: `${time} ${tracking}` })),
  fc.record({
    at, status: fc.constantFrom(...statuses),
    corrects: fc.option(fc.constantFrom(...statuses), { nil: undefined }), of: at,
  }).map(({ at: time, status, corrects, of }) => {
    const id = `${status}-${time}`;
    const wrong = corrects === undefined ? undefined : `${corrects}-${of}`;
    return wrong === undefined || wrong === id
      ? scanFact(time, status)
      : scanFact(time, status, { corrects: wrong, reason: 'misread' });
  }),
);
/** Facts of three shipments, one of them never planned; one id says one thing. */
const someFacts = fc.uniqueArray(
  fc.record({ fact: someFact, id: fc.constantFrom(S1, S2, S3) }),
  { minLength: 1, maxLength: 10, selector: ({ fact, id }) => `${id} ${fact.kind} ${fact.id}` },
);

const commandOf = ({ fact, id }: { fact: ShipmentFact; id: string }): ShippingCommand =>
  fact.kind === 'dispatch' ? recordDispatch(fact, id) : recordScan(fact, id);

const told = (commands: readonly ShippingCommand[]) => {
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
        { type: 'shipment.plan', data: { shipments: ids.map((id) => (
          { shipment: id, node: 'main', lines: [] })) } } as const,
      ];
      return fc.record({
        commands: fc.constant(commands),
        other: fc.shuffledSubarray(commands, {
          minLength: commands.length, maxLength: commands.length }),
        again: fc.subarray(commands),
      });
    });
    fc.assert(fc.property(shuffled, ({ commands, other, again }) => {
      const first = told(commands);
      const second = told([...other, ...again]);
      expect(second.state).toEqual(first.state);
      const waiting = first.state.waiting.map(({ shipment: id }) => id);
      expect(waiting.some((id) => ids.includes(id))).toBe(false);
    }), { numRuns: 500 });
  });

  it('are told once each: the last news of each shipment is how it stands', () => {
    fc.assert(fc.property(someFacts, (facts) => {
      const { state, events } = told([plan(S1), ...facts.map(commandOf), plan(S2)]);
      for (const one of state.shipments) {
        const heard = events.flatMap(({ data }) =>
          ('news' in data && data.news.shipment === one.shipment ? [data.news] : []));
        expect(heard).toHaveLength(one.facts.length);
        expect(heard.at(-1) ?? newsOf(one)).toEqual(newsOf(one));
      }
    }), { numRuns: 300 });
  });

  it('a delivery stays, whatever comes, unless it is corrected', () => {
    fc.assert(fc.property(someFacts, (facts) => {
      const delivery = recordScan(scanFact(3, 'delivered', { id: 'the-delivery' }));
      const { state } = told([plan(S1), delivery, ...facts.map(commandOf)]);
      expect(state.shipments.map((one) => newsOf(one).status)).toEqual(['delivered']);
    }), { numRuns: 200 });
  });
});

describe('cancel against hand-over', () => {
  it('ends either cancelled or handed over, and never in both', () => {
    for (const race of [[cancel(), handOver()], [handOver(), cancel()]]) {
      const types = told([plan(), ...race]).events.map(({ type }) => type);
      const dispatched = types.includes('shipment.dispatched');
      expect(types.includes('shipment.cancelled')).toBe(!dispatched);
      expect(types.includes('shipment.cancel-refused')).toBe(dispatched);
    }
  });
});
