import type { Decider } from '#kernel';
import { decide } from './decide.js';
import type { ShippingCommand, ShippingEvent } from './events.js';
import { evolve } from './evolve.js';
import { initial } from './state.js';
import type { ShippingState } from './state.js';

/** All shipments of one order; key = OMS number. */
export const shipment: Decider<ShippingCommand, ShippingEvent, ShippingState> = {
  initial,
  decide,
  evolve,
};
export type {
  CancelShipment,
  DispatchShipment,
  PlannedShipment,
  PlanShipments,
  RecordShipmentDispatch,
  RecordShipmentScan,
  RecordTrackedScan,
  RefuseShipment,
  ShipmentCancelled,
  ShipmentCancelRefused,
  ShipmentDelivered,
  ShipmentDeliveryFailed,
  ShipmentDispatched,
  ShipmentFactKept,
  ShipmentLost,
  ShipmentPlanned,
  ShipmentRefused,
  ShipmentReturnedToSender,
  ShippingCommand,
  ShippingEvent,
  TrackingUpdated,
} from './events.js';
export { rankOf } from './state/facts.js';
export { shippingReactions } from './react.js';
export type { ShippingRefusal } from './refusals.js';
export { newsOf } from './facts/news.js';
export { concernsMax } from './facts/concerns.js';
export type { Shipment, ShippingState, Waiting } from './state.js';
export { shipmentProjections } from './views.js';
export type { HistoryFact, ShipmentDocument, ShipmentsDocument } from './views/documents.js';
export {
  isReal,
  promiseSort,
  shipmentAt,
  shipmentList,
  statusWords,
  trackedKey,
  trackingList,
  trackingsOf,
} from './views/lists.js';
