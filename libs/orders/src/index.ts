export { left, returned } from './buckets.js';
export type { Buckets } from './buckets.js';
export { differingFields } from './decide/place.js';
export { exceptionKey } from './facts.js';
export { order, standsOutside } from './order.js';
export { nextClaim, orderReactions } from './react.js';
export type { OrderReactions } from './react.js';
export type { OrderRefusal } from './refusals.js';
export type { OrderRow } from './row.js';
export type {
  Awaited, Line, OrderState, PaymentSums, Placed, Shipment, Terms, Trouble,
} from './state.js';
export { fulfilmentOf, lifecycleOf, paymentOf, slaOf } from './status.js';
export type { Fulfilment, Lifecycle, Payment, Sla } from './status.js';
export type { TimelineDocument, TimelineEntry } from './timeline.js';
export { orderProjections, orderRow } from './views.js';
export type { OrderDocument } from './views.js';
export type {
  Bucket, CancelOrder, CancelRefused, CancelRequested, Charge, Claim, Customer, DeadlineReached,
  DispatchFact, Disposition, ExceptionRaised, ExceptionResolved, FactApplied, FactKept,
  FactScope, HoldOrder, HoldReleased, LineBackordered, LineCancelled, LineDelivered,
  LineDeliveryFailed, LineLost, LineNodeRefused, LineQuantity, LineRecalled, LineRefused,
  LineReleased, LineReserveRequested, LineReserved, LineReturned, LineReturnedToSender,
  LineShipped, Move,
  NumberCollided, OrderAccepted, OrderBody, OrderCancelled, OrderCommand, OrderCompleted,
  OrderEvent, OrderExpired, OrderFact, OrderHeld, OrderLine, OrderPlaced, OrderPolicy,
  OrderRejected, OrdersAlone, PaymentRecorded, PaymentStatus, PlaceConflicted, PlaceOrder,
  PromiseAtRisk, PromiseMade, PromiseMissed, RaiseException, RecordDispatch, RecordPayment,
  RecordRefusal, RecordReturn, RecordScan, RecordShipment, RecordStock, RefusalRequested,
  ReleaseHold, ReserveAgain, ResolveException, ScanFact, ScanStatus, ShipTo, ShipmentFact,
  ShipmentFactAccepted, ShipmentNews, ShipmentStatus, ShipmentStatusRecorded, StockAnswer,
  StockRequest,
} from './events.js';
