import type { Fault } from '../faults.js';
import { usualFaults } from '../faults.js';
import { runCampaign } from './campaign.js';
import { scenarioOf } from './scenario.js';

const seeds = Array.from({ length: 8 }, (_, i) => i + 1);
const seedsMet = 40;
const testMsMax = 180_000;

test(
  'the same seed gives the same history, byte for byte; another seed another one',
  async () => {
    const histories = new Set<string>();
    for (const seed of seeds) {
      const lines: string[] = [];
      const again: string[] = [];
      const first = await runCampaign(seed, {
        trace: (line) => {
          lines.push(line);
        },
      });
      const second = await runCampaign(seed, {
        trace: (line) => {
          again.push(line);
        },
      });
      expect(again).toEqual(lines);
      expect(second).toEqual(first);
      histories.add(first.history);
    }
    expect(histories.size).toBe(seeds.length);
  },
  testMsMax,
);

/** What the design speaks of and a few seeds must have met, or the invariants were not tried. */
const expectedTypes = [
  'log.unchanged',
  'log.rejected',
  'number.collided',
  'order.place-conflicted',
  'order.expired',
  'order.cancelled',
  'fact.kept',
  'line.backordered',
  'line.refused',
  'stock.backorder-filled',
  'stock.shortfall',
  'stock.released',
  'stock.issued',
  'shipment.dispatched',
  'shipment.delivered',
  'line.returned',
  'order.held',
  'promise.at-risk',
  'order.edited',
  'change.dismissed',
  'cancel.undone',
  'order.released-anyway',
  'shipment.held',
  'payment.expired',
  'payment.overdue',
];

test(
  'the seeds meet every fault, and what can happen to an order',
  async () => {
    const faults = new Set<Fault>();
    const types = new Set<string>();
    let superseded = 0;
    for (let seed = 1; seed <= seedsMet; seed += 1) {
      const result = await runCampaign(seed);
      expect(result.violations).toEqual([]);
      for (const fault of result.faults.keys()) faults.add(fault);
      for (const type of result.types.keys()) types.add(type);
      superseded += result.superseded;
    }
    expect([...faults].toSorted()).toEqual(Object.keys(usualFaults).toSorted());
    expect(expectedTypes.filter((type) => !types.has(type))).toEqual([]);
    expect(superseded).toBeGreaterThan(seedsMet);
  },
  testMsMax,
);

test('scenarios are of every kind', () => {
  const scenarios = seeds.map(scenarioOf);
  expect(new Set(scenarios.map(({ raceFree }) => raceFree)).size).toBe(2);
  expect(new Set(scenarios.map(({ levels }) => levels)).size).toBe(2);
  expect(new Set(scenarios.map(({ keys }) => keys.bits === undefined)).size).toBe(2);
});
