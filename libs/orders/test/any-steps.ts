import fc from 'fast-check';
import type { OrderCommand } from '../src/commands.js';
import type { OrderPolicy } from '../src/index.js';
import { line, number, payment, place } from './orders.js';

export type Step =
  | { readonly kind: 'tell'; readonly command: OrderCommand }
  | { readonly kind: 'turn'; readonly choices: readonly number[] }
  | {
      readonly kind: 'receive';
      readonly node: string;
      readonly sku: string;
      readonly quantity: string;
    }
  | { readonly kind: 'dispatch'; readonly shipment: string };

/** The last one may need no stock. */
export const lines = (onShortage: 'backorder' | 'refuse', trackStock = true) => [
  line('1', '4', { node: 'north', sku: 'A', onShortage }),
  line('2', '2.5', { node: 'north', sku: 'A', onShortage }),
  line('3', '3', { node: 'south', sku: 'B', onShortage, ...(!trackStock && { trackStock }) }),
];

const id = fc.integer({ min: 1, max: 40 }).map((n) => `i${n}`);
const lineId = fc.constantFrom('1', '2', '3', '4');
const quantity = fc.constantFrom('0.5', '1', '2', '3', '5');
const someLines = fc.array(fc.record({ line: lineId, quantity }), { minLength: 1, maxLength: 2 });
const at = fc.integer({ min: 10, max: 28 }).map((day) => `2026-01-${day}T10:00:00Z`);
const shipmentId = fc.constantFrom(`${number}-S1`, `${number}-S2`, `${number}-S3`);

const scope = fc.oneof(
  fc.constant({}),
  fc.constantFrom({ node: 'north' }, { node: 'south' }),
  someLines.map((named) => ({ lines: named })),
  shipmentId.map((shipment) => ({ shipment })),
);

const cancel = fc
  .record({ id, lines: fc.option(someLines, { nil: undefined }) })
  .map(({ id: own, lines: named }): OrderCommand => ({
    type: 'order.cancel',
    data: { id: own, reason: 'customer', ...(named !== undefined && { lines: named }) },
  }));

const dispatched = fc
  .record({ id, scope, at })
  .map((reported): OrderCommand => ({
    type: 'order.record-dispatch',
    data: { scope: reported.scope, fact: { kind: 'dispatch', id: reported.id, at: reported.at } },
  }));

const scanId = fc.integer({ min: 1, max: 8 }).map((n) => `s${n}`);

const scanned = fc
  .record({
    id: scanId,
    scope,
    at,
    status: fc.constantFrom(
      'label_created',
      'in_transit',
      'delivery_failed',
      'delivered',
      'lost',
      'returned_to_sender',
    ),
    corrects: fc.option(scanId, { nil: undefined, freq: 2 }),
  })
  .map((reported): OrderCommand => ({
    type: 'order.record-scan',
    data: {
      scope: reported.scope,
      fact: {
        kind: 'scan',
        id: reported.id,
        at: reported.at,
        status: reported.status,
        ...(reported.corrects !== undefined && { corrects: reported.corrects, reason: 'misread' }),
      },
    },
  }));

const refused = fc
  .record({ id, lines: fc.option(someLines, { nil: undefined }) })
  .map(({ id: own, lines: named }): OrderCommand => ({
    type: 'order.record-refusal',
    data: { id: own, reason: 'broken', ...(named !== undefined && { lines: named }) },
  }));

const cameBack = fc
  .record({
    id,
    lines: someLines,
    disposition: fc.constantFrom('restocked', 'quarantined', 'scrapped', 'missing'),
  })
  .map((data): OrderCommand => ({ type: 'order.record-return', data }));

const people = fc.constantFrom<OrderCommand>(
  { type: 'order.hold', data: { hold: 'fraud', reason: 'look' } },
  { type: 'order.release-hold', data: { hold: 'fraud' } },
  { type: 'order.resolve', data: { exception: 'cancel-refused', reason: 'called' } },
  { type: 'order.reserve-again', data: {} },
  { type: 'order.reserve-again', data: { lines: ['1'] } },
  { type: 'order.raise-exception', data: { exception: 'odd', reason: 'so it says' } },
  payment('authorized'),
  payment('captured'),
  payment('voided'),
);

export const command = fc.oneof(
  { arbitrary: cancel, weight: 3 },
  { arbitrary: dispatched, weight: 2 },
  { arbitrary: scanned, weight: 3 },
  { arbitrary: refused, weight: 2 },
  { arbitrary: cameBack, weight: 2 },
  { arbitrary: people, weight: 4 },
);

export const step = fc.oneof(
  { arbitrary: command.map((reported): Step => ({ kind: 'tell', command: reported })), weight: 5 },
  {
    arbitrary: fc
      .array(fc.nat(7), { minLength: 1, maxLength: 6 })
      .map((choices): Step => ({ kind: 'turn', choices })),
    weight: 5,
  },
  {
    arbitrary: fc
      .record({ quantity, sku: fc.constantFrom('A', 'B') })
      .map((reported): Step => ({
        kind: 'receive',
        node: reported.sku === 'A' ? 'north' : 'south',
        ...reported,
      })),
    weight: 1,
  },
  { arbitrary: shipmentId.map((shipment): Step => ({ kind: 'dispatch', shipment })), weight: 1 },
);

/** What a carrier says and takes back of few parcels, while people and nodes want to stop them. */
const ofParcel = fc
  .record({
    id: fc.integer({ min: 1, max: 3 }),
    shipment: shipmentId,
    status: fc.constantFrom('in_transit', 'delivered', 'lost'),
    correctedBy: fc.constantFrom(undefined, undefined, 'label_created', 'in_transit'),
  })
  .map(({ id: own, shipment, status, correctedBy }): Step => ({
    kind: 'tell',
    command: {
      type: 'order.record-scan',
      data: {
        scope: { shipment },
        fact: {
          kind: 'scan',
          at: '2026-01-12T10:00:00Z',
          ...(correctedBy === undefined
            ? { id: `s${own}`, status }
            : { id: `c${own}`, status: correctedBy, corrects: `s${own}`, reason: 'misread' }),
        },
      },
    },
  }));

export const takingBack = fc.oneof(
  { arbitrary: ofParcel, weight: 8 },
  { arbitrary: step, weight: 4 },
  {
    arbitrary: fc
      .array(fc.nat(7), { minLength: 1, maxLength: 6 })
      .map((choices): Step => ({ kind: 'turn', choices })),
    weight: 6,
  },
);

/** Paid and in stock: its parcels are planned. */
export const opening: readonly Step[] = [
  { kind: 'tell', command: payment('captured', 100000, 'all') },
  { kind: 'receive', node: 'north', sku: 'A', quantity: '2' },
  { kind: 'receive', node: 'south', sku: 'B', quantity: '5' },
  { kind: 'turn', choices: Array<number>(12).fill(0) },
];

export const placing = fc
  .record({
    releaseOn: fc.constantFrom('paid', 'accepted', 'dispatch'),
    allOrNothing: fc.boolean(),
    onShortage: fc.constantFrom('backorder', 'refuse'),
    trackStock: fc.boolean(),
  })
  .map(
    ({
      onShortage,
      trackStock,
      ...policy
    }: Pick<OrderPolicy, 'releaseOn' | 'allOrNothing'> & {
      onShortage: 'backorder' | 'refuse';
      trackStock: boolean;
    }) => place({ lines: lines(onShortage, trackStock), policy }),
  );
