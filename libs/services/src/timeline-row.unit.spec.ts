import { placeText } from '#kernel';
import type { HistoryFact } from '#shipping';
import { timelinePlaces, timelineRow } from './timeline-row.js';

const number = 'H0VD-3KFX-FA0T-8V';
const noon = Date.parse('2026-01-05T12:00:00Z');

interface Shown {
  readonly id?: string;
  readonly data: { readonly shipment?: string; readonly id?: string };
}

const decided = (at: number, offset: number, nth = 0) => ({
  at,
  type: 'order.held',
  id: `3:inbox:${offset}:0:${nth}`,
  place: placeText(offset, nth),
  data: {},
  tenant: undefined,
});
const scan = (id: string, at: string, status: 'in_transit' | 'delivered' = 'in_transit') =>
  ({
    kind: 'scan',
    id,
    at,
    status,
    location: undefined,
    detail: undefined,
    tracking: undefined,
    carrier: undefined,
    lines: undefined,
    corrects: undefined,
    reason: undefined,
    voided: undefined,
  }) as HistoryFact;

const doc = {
  number,
  tenant: 'default',
  dropped: 0,
  entries: [
    decided(noon - 1, 8),
    decided(noon, 9),
    decided(noon, 10),
    decided(noon, 10, 1),
    decided(noon, 10, 11),
    decided(noon + 1, 11),
  ],
};
const shipments = Array.from({ length: 11 }, (_, nth) => ({
  shipment: `${number}-S${nth + 1}`,
  history: [
    scan('old', '0000-01-01T00:00:00+10:00'),
    scan('b', '2026-01-05T12:00:00Z'),
    scan('a', '2026-01-05T14:00:00.0004+02:00', 'delivered'),
    scan('new', '9999-12-31T23:59:59Z'),
  ],
}));

const names = timelinePlaces(doc, shipments)
  .map(({ entry }) => entry())
  .map((entry) => JSON.stringify(entry));

test('entries stand by time, decisions before scans, then as they were recorded', () => {
  const { entries } = timelineRow(doc, shipments);
  expect(entries.map((entry) => JSON.stringify(entry))).toEqual(names);
  const short = entries.map((entry) => {
    const { id, data } = JSON.parse(JSON.stringify(entry)) as Shown;
    return id ?? `${data.shipment?.slice(number.length + 1)} ${data.id}`;
  });
  const each = (id: string): readonly string[] => shipments.map((_, nth) => `S${nth + 1} ${id}`);
  expect(short).toEqual([
    ...each('old'),
    '3:inbox:8:0:0',
    '3:inbox:9:0:0',
    '3:inbox:10:0:0',
    '3:inbox:10:0:1',
    '3:inbox:10:0:11',
    ...shipments.flatMap((_, nth) => [`S${nth + 1} b`, `S${nth + 1} a`]),
    '3:inbox:11:0:0',
    ...each('new'),
  ]);
});

test('behind each place stand those that come after it', () => {
  const places = timelinePlaces(doc, shipments);
  for (const [at, { sort, key }] of places.entries()) {
    const behind = timelinePlaces(doc, shipments, { sort, key });
    expect(behind.map(({ entry }) => JSON.stringify(entry()))).toEqual(names.slice(at + 1));
  }
});

test('a place that is gone still parts what was before it from what comes', () => {
  const [, , gone] = timelinePlaces(doc, []);
  const rest = { ...doc, entries: doc.entries.slice(3) };
  expect(gone && timelinePlaces(rest, [], gone)).toHaveLength(3);
});
