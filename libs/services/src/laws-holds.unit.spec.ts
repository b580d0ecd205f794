import type { ShippingEvent } from '#shipping';
import { shipment } from '#shipping';
import { holdLaw } from './laws-holds.js';

const key = 'H0VD-3KFX-FA0T-8V';
const at = '2026-01-05T10:00:00Z';
const news = { shipment: `${key}-S1`, node: 'main', status: 'dispatched' as const, lines: [] };
const dispatched: ShippingEvent = { type: 'shipment.dispatched', data: {
  news, fact: { kind: 'dispatch', id: `${key}-S1/dispatch`, at } } };

const violations = (isCommand: boolean, holds: Readonly<Record<string, string>>): string[] => {
  const found: string[] = [];
  const happened = { event: dispatched, at: 0, decided: [dispatched], isCommand };
  holdLaw(key, happened, { ...shipment.initial, holds }, (text) => { found.push(text); });
  return found;
};

test('what our own node hands over under a hold is told; a fact is none of that', () => {
  expect(violations(true, { fraud: 'look' })).toEqual(
    [`hold ${key}: ${key}-S1/dispatch was handed over under fraud`]);
  expect(violations(false, { fraud: 'look' })).toEqual([]);
  expect(violations(true, {})).toEqual([]);
});
