export { carried, left, loose, placeOf, returned } from './state/buckets.js';
export type { Buckets } from './state/buckets.js';
export { isBeyondCounting } from './units/counting.js';
export { judgedChange } from './decide/edits/channel-change.js';
export { differingFields } from './decide/edits/difference.js';
export { exceptionKey } from './state/facts.js';
export { factsIn, factsKnown } from './facts/known-facts.js';
export { metadataIn } from './message/metadata.js';
export { moneyOf, paymentOf, paymentStates, secured, sumsFit } from './money/money.js';
export type { Money, Payment } from './money/money.js';
export { nodesMax, nodesOf } from './units/nodes.js';
export { order, standsOutside } from './order.js';
export { nextClaim, orderReactions } from './react.js';
export type { OrderReactions } from './react.js';
export type { OrderRefusal } from './refusals.js';
export type { OrderRow, ParcelRow, PaymentRow, PersonalRow } from './views/row.js';
export type { Awaited, Change, OrderState, Placed } from './state.js';
export type { Line } from './state/line.js';
export type { PaymentFact, PaymentSums } from './state/payments.js';
export type { Shipment } from './state/shipment.js';
export type { OrderException as Trouble } from './state/exceptions.js';
export {
  fulfilmentOf,
  fulfilments,
  lifecycleOf,
  lifecycles,
  slaOf,
  slas,
} from './status/status.js';
export type { Fulfilment, Lifecycle, Sla } from './status/status.js';
export { reportedBy as toldBy } from './views/timeline.js';
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
  LineCancelled,
  OrderCancelled,
} from './events/cancels.js';
export type { ChangeDismissed, OrderEdited } from './events/edits.js';
export type { ConcernsRecorded, ExceptionRaised, ExceptionResolved } from './events/exceptions.js';
export type { FactApplied, FactKept } from './events/facts.js';
export type {
  HoldReleased,
  LineReleased,
  LineWithdrawn,
  OrderHeld,
  OrderReleasedAnyway,
  ReleaseDue,
  ReleaseScheduled,
} from './events/releases.js';
export type {
  LineBackordered,
  LineRefused,
  LineReserveRequested,
  LineReserved,
} from './events/stock.js';
export type {
  LineDelivered,
  LineDeliveryFailed,
  LineLost,
  LineRecalled,
  LineReturnedToSender,
  LineShipped,
  ShipmentFactAccepted,
  ShipmentStatusRecorded,
} from './events/shipments.js';
export type { LineNodeRefused, RefusalRequested } from './events/node-refusals.js';
export type { LineReturnCorrected, LineReturned, ReturnWithdrawn } from './events/returns.js';
export type {
  NumberCollided,
  OrderAccepted,
  OrderCompleted,
  OrderExpired,
  OrderPlaced,
  OrderRejected,
  PlaceConflicted,
} from './events/order.js';
export type { OrderEvent, OrdersAlone } from './events.js';
export type {
  PaymentCorrected,
  PaymentExpired,
  PaymentOverdue,
  PaymentRecorded,
} from './events/payments.js';
export type { PromiseAtRisk, PromiseMade, PromiseMissed } from './events/promises.js';
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
