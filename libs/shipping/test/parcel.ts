/** Words for stories about the parcels of one order. */
import { given, instant, instantText, isRefusal } from '#kernel';
import type { Given } from '#kernel';
import type {
  DispatchFact,
  LineQuantity,
  ParcelNews,
  ScanFact,
  ScanStatus,
  ShipmentNews,
} from '#orders';
import { newsOf, shipment } from '../src/index.js';
import type { ShippingCommand, ShippingEvent, ShippingState } from '../src/index.js';

export type Parcels = Given<ShippingCommand, ShippingEvent, ShippingState>;

export const N = 'H0VD-3KFX-FA0T-8V';
export const S1 = `${N}-S1`;
export const S2 = `${N}-S2`;
export const S3 = `${N}-S3`;

/** So many hours after midnight of 5 January 2026. */
export const hour = (hours: number): string =>
  instantText(instant('2026-01-05T00:00:00Z') + hours * 3_600_000);

export const units = (quantity: string, line = '1'): LineQuantity => ({ line, quantity });
export const five: readonly LineQuantity[] = [units('5')];

export const plan = (id = S1, lines = five): ShippingCommand => ({
  type: 'shipment.plan',
  data: { shipments: [{ shipment: id, node: 'main', lines }] },
});
export const dispatchFact = (at: number, over: Partial<DispatchFact> = {}): DispatchFact => ({
  kind: 'dispatch',
  id: `dispatch-${at}`,
  at: hour(at),
  carrier: 'DHL',
  tracking: 'T-1',
  ...over,
});
export const scanFact = (
  at: number,
  status: ScanStatus,
  over: Partial<ScanFact> = {},
): ScanFact => ({ kind: 'scan', id: `${status}-${at}`, at: hour(at), status, ...over });
export const recordDispatch = (fact: DispatchFact, id = S1): ShippingCommand => ({
  type: 'shipment.record-dispatch',
  data: { shipment: id, fact },
});
export const recordScan = (fact: ScanFact, id = S1): ShippingCommand => ({
  type: 'shipment.record-scan',
  data: { shipment: id, fact },
});
export const left = (at: number): ShippingCommand => recordDispatch(dispatchFact(at));
export const scan = (...of: Parameters<typeof scanFact>): ShippingCommand =>
  recordScan(scanFact(...of));
export const handOver = (tracking = 'T-1', at: string | undefined = hour(1)): ShippingCommand => ({
  type: 'shipment.dispatch',
  data: { shipment: S1, carrier: 'DHL', tracking, at },
});
export const refusal = (lines?: readonly LineQuantity[]): ShippingCommand => ({
  type: 'shipment.refuse',
  data: { shipment: S1, reason: 'broken', lines },
});
export const cancel = (lines = five): ShippingCommand => ({
  type: 'shipment.cancel',
  data: { shipment: S1, reason: 'customer', lines },
});

export const news = (over: Partial<ShipmentNews> = {}): ShipmentNews => ({
  shipment: S1,
  node: 'main',
  status: 'planned',
  lines: five,
  ...over,
});

/** The parcel of a dispatch fact that took all five. */
export const parcel = (at: number, over: Partial<ParcelNews> = {}): ParcelNews => ({
  parcel: `dispatch-${at}`,
  status: 'dispatched',
  contents: [{ line: '1', quantity: '5', status: over.status ?? 'dispatched' }],
  carrier: 'DHL',
  tracking: 'T-1',
  dispatchedAt: hour(at),
  whole: true,
  scans: [],
  ...over,
});

/** What these commands recorded; none may be refused. */
export const history = (...commands: readonly ShippingCommand[]): readonly ShippingEvent[] => {
  const events: ShippingEvent[] = [];
  for (const command of commands) {
    const answered = given(shipment, events).when(command).answer();
    if (isRefusal(answered)) throw new Error(JSON.stringify(answered));
    events.push(...answered);
  }
  return events;
};

export const after = (...commands: readonly ShippingCommand[]): Parcels =>
  given(shipment, history(...commands));

/** Type and status of the news of each event, or the code of the refusal. */
export const outcome = (parcels: Parcels, command: ShippingCommand): string => {
  const answered = parcels.when(command).answer();
  if (isRefusal(answered)) return answered.refused.code;
  return answered
    .map(({ type, data }) => {
      const word = type.replace('shipment.', '');
      return 'news' in data && data.news !== undefined && type !== 'shipment-fact.kept'
        ? `${word}:${data.news.status}`
        : word;
    })
    .join(' ');
};

/** The news of the last event. */
export const lastNews = (...commands: readonly ShippingCommand[]): ShipmentNews | undefined => {
  const last = history(...commands).at(-1);
  return last !== undefined && 'news' in last.data ? last.data.news : undefined;
};

/** Two facts of one kind by one id are one: what of a shipment stands after these commands. */
export const newsAfter = (
  commands: readonly ShippingCommand[],
  id = S1,
): ShipmentNews | undefined => {
  const state = history(...commands).reduce(
    (folded, event) => shipment.evolve(folded, event),
    shipment.initial,
  );
  const found = state.shipments.find((one) => one.shipment === id);
  return found === undefined ? undefined : newsOf(state, found);
};

export const nothing = () => given(shipment, []);
