export { carried, left, loose, placeOf, returned } from './units/buckets.js';
export type { Buckets } from './units/buckets.js';
export { isBeyondCounting } from './units/counting.js';
export { judgedChange } from './decide/edits/channel-change.js';
export { differingFields } from './decide/edits/difference.js';
export { exceptionKey } from './facts/facts.js';
export { factsIn, factsKnown } from './facts/told.js';
export { metadataIn } from './message/metadata.js';
export { moneyOf, paymentOf, paymentStates, secured, sumsFit } from './money/money.js';
export type { Money, Payment } from './money/money.js';
export { nodesMax, nodesOf } from './units/nodes.js';
export { order, standsOutside } from './order.js';
export { nextClaim, orderReactions } from './react.js';
export type { OrderReactions } from './react.js';
export type { OrderRefusal } from './refusals.js';
export type { OrderRow, ParcelRow, PaymentRow, PersonalRow } from './views/row.js';
export type {
  Awaited,
  Change,
  Line,
  OrderState,
  PaymentFact,
  PaymentSums,
  Placed,
  Shipment,
  Trouble,
} from './state.js';
export { fulfilmentOf, fulfilments, lifecycleOf, lifecycles, slaOf, slas } from './views/status.js';
export type { Fulfilment, Lifecycle, Sla } from './views/status.js';
export { toldBy } from './views/timeline.js';
export type { TimelineDocument, TimelineEntry } from './views/timeline.js';
export { changedSort, customerIndex, customerIndexes } from './views/lists.js';
export { orderProjections, orderRow, personalRow } from './views.js';
export type { OrderDocument } from './views.js';
export type {
  Address,
  Charge,
  Claim,
  Customer,
  Metadata,
  OrderBody,
  OrderLine,
  OrderPolicy,
  TermsSaid,
} from './message/body.js';
export type {
  EditedLine,
  FieldChange,
  LineChange,
  OrderChanges,
  PriceChange,
} from './message/changes.js';
export type {
  AcceptChange,
  CancelOrder,
  CorrectPayment,
  CorrectReturn,
  DeadlineReached,
  DismissChange,
  EditOrder,
  HoldOrder,
  OrderCommand,
  OrderFact,
  PaymentStatus,
  PlaceOrder,
  RaiseException,
  RecordConcerns,
  RecordDispatch,
  RecordPayment,
  RecordRefusal,
  RecordReturn,
  RecordScan,
  RecordShipment,
  RecordStock,
  ReleaseAnyway,
  ReleaseHold,
  ReserveAgain,
  ResolveException,
  UndoCancel,
} from './commands.js';
export type {
  CancelRefused,
  CancelRequested,
  CancelUndone,
  ChangeDismissed,
  ConcernsRecorded,
  ExceptionRaised,
  ExceptionResolved,
  FactApplied,
  FactKept,
  HoldReleased,
  LineBackordered,
  LineCancelled,
  LineDelivered,
  LineDeliveryFailed,
  LineLost,
  LineNodeRefused,
  LineRecalled,
  LineRefused,
  LineReleased,
  LineReserveRequested,
  LineReserved,
  LineReturnCorrected,
  LineReturned,
  LineReturnedToSender,
  LineShipped,
  LineWithdrawn,
  NumberCollided,
  OrderAccepted,
  OrderCancelled,
  OrderCompleted,
  OrderEdited,
  OrderEvent,
  OrderExpired,
  OrderHeld,
  OrderPlaced,
  OrderRejected,
  OrderReleasedAnyway,
  OrdersAlone,
  ReturnWithdrawn,
  PaymentCorrected,
  PaymentExpired,
  PaymentOverdue,
  PaymentRecorded,
  PlaceConflicted,
  PromiseAtRisk,
  PromiseMade,
  PromiseMissed,
  RefusalRequested,
  ReleaseDue,
  ReleaseScheduled,
  ShipmentFactAccepted,
  ShipmentStatusRecorded,
} from './events.js';
export type {
  Concern,
  Correction,
  DispatchFact,
  FactScope,
  ParcelContent,
  ParcelNews,
  ParcelStatus,
  ScanFact,
  ScanStatus,
  ShipmentFact,
  ShipmentNews,
  ShipmentStatus,
} from './message/parcels.js';
export type {
  Bucket,
  Disposition,
  Goods,
  LineQuantity,
  Move,
  StockAnswer,
  StockRequest,
} from './message/quantities.js';
