import type { ShippingEvent } from '#shipping';
import { shipment } from '#shipping';
import { holdInvariant } from './holds.js';

const key = 'H0VD-3KFX-FA0T-8V';
const at = '2026-01-05T10:00:00Z';
const news = { shipment: `${key}-S1`, node: 'main', status: 'dispatched' as const, lines: [] };
const dispatched: ShippingEvent = {
  type: 'shipment.dispatched',
  data: { news, fact: { kind: 'dispatch', id: `${key}-S1/dispatch`, at } },
};

/** With an id of its own, and mended later. */
const named = (id: string, more: object = {}): ShippingEvent => ({
  type: 'shipment.dispatched',
  data: { news, own: true, fact: { kind: 'dispatch', id, at, ...more } },
});

const violations = (
  isCommand: boolean,
  holds: Readonly<Record<string, string>>,
  event: ShippingEvent = dispatched,
): string[] => {
  const found: string[] = [];
  const happened = { event, at: 0, decided: [event], isCommand };
  holdInvariant(key, happened, { ...shipment.initial, holds }, (text) => {
    found.push(text);
  });
  return found;
};

test('what our own node hands over under a hold is told; a fact is none of that', () => {
  expect(violations(true, { fraud: 'look' })).toEqual([
    `hold ${key}: ${key}-S1/dispatch was handed over under fraud`,
  ]);
  expect(violations(false, { fraud: 'look' })).toEqual([]);
  expect(violations(true, {})).toEqual([]);
});

test('by whatever id our own node calls its parcel; what mends one hands nothing over', () => {
  expect(violations(true, { fraud: 'look' }, named('parcel-7'))).toEqual([
    `hold ${key}: parcel-7 was handed over under fraud`,
  ]);
  expect(violations(true, { fraud: 'look' }, named('m', { corrects: 'parcel-7' }))).toEqual([]);
});
